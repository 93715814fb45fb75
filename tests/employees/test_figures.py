"""Amounts and hours as they are typed."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from employees.figures import read_amount, read_hours

often = settings(deadline=None, database=None, max_examples=100)


@often
@given(st.decimals(0, Decimal("9999999.99"), places=2))
def test_an_amount_is_read_however_it_is_written(amount):
    point = f"{amount:.2f}"
    comma = point.replace(".", ",")
    grouped = f"{amount:,.2f}"
    spaced = grouped.replace(",", "\u202f").replace(".", ",")
    dotted = grouped.translate(str.maketrans(",.", ".,"))
    for written in [point, comma, spaced, dotted, f" {comma}\u00a0€ ", f"{spaced}€", f"{comma} euros", f"{comma} EUR"]:
        assert read_amount(written) == amount, written


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("12", "12.00"),
        ("12,5", "12.50"),
        ("1 234,5", "1234.50"),
        ("1 234", "1234.00"),
        ("0012", "12.00"),
        ("0", "0.00"),
    ],
)
def test_the_cents_may_be_left_out(typed, expected):
    assert str(read_amount(typed)) == expected


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        ("", "invalid", "comme 1 234,50"),
        ("douze", "invalid", "comme 1 234,50"),
        ("12 50", "invalid", "comme 1 234,50"),
        ("1 23,50", "invalid", "comme 1 234,50"),
        ("-12", "invalid", "comme 1 234,50"),
        ("12,", "invalid", "comme 1 234,50"),
        ("1,234.50", "invalid", "comme 1 234,50"),
        ("1e5", "invalid", "comme 1 234,50"),
        ("NaN", "invalid", "comme 1 234,50"),
        ("١٢", "invalid", "comme 1 234,50"),
        ("12 $", "invalid", "comme 1 234,50"),
        ("12,505", "decimals", "deux décimales au plus"),
        ("1.234", "decimals", "sans point pour les milliers"),
        ("10000000", "too_high", "vérifiez la virgule"),
        ("9" * 5000, "too_high", "vérifiez la virgule"),
    ],
)
def test_a_wrong_amount_is_refused_in_words_that_mend_it(typed, code, words):
    with pytest.raises(ValidationError) as refusal:
        read_amount(typed)
    assert refusal.value.code == code
    assert words in refusal.value.message


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        *[("35", "35.00"), ("35,5", "35.50"), ("35.50", "35.50"), ("35 h", "35.00"), ("35 heures", "35.00")],
        *[("35h30", "35.50"), ("35 H 30", "35.50"), ("35:45", "35.75"), ("35h20", "35.33"), ("35h40", "35.67")],
        *[("151,67", "151.67"), ("151,67 h", "151.67"), ("35 h 30 min", "35.50"), ("0h05", "0.08"), ("7h00", "7.00")],
        *[("\u00a035\u202fh\u00a030", "35.50")],
    ],
)
def test_hours_are_read_however_they_are_written(typed, expected):
    assert str(read_hours(typed)) == expected


@often
@given(st.integers(0, 9999), st.integers(0, 59))
def test_hours_and_minutes_are_within_half_a_hundredth(hours, minutes):
    found = read_hours(f"{hours}h{minutes:02d}")
    assert abs(found * 60 - (hours * 60 + minutes)) <= Decimal("0.3")


@pytest.mark.parametrize("typed", ["", "h", "-35", "35h5", "35,555", "35h30,5", "35 30", "12345", "1e3", "٣٥", "35h-5"])
def test_what_is_not_hours_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError, match="comme 35, 35,5 ou 35h30") as refusal:
        read_hours(typed)
    assert refusal.value.code == "invalid"


def test_an_hour_has_sixty_minutes():
    with pytest.raises(ValidationError, match="de 00 à 59") as refusal:
        read_hours("35h60")
    assert refusal.value.code == "minutes"
