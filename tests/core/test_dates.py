"""Dates as they are typed, and the field that reads them (SECURITY I6)."""

from datetime import date

import pytest
import time_machine
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from core.dates import DayField, read_day, within

often = settings(deadline=None, database=None, max_examples=100)
FIRST, LAST = date(1920, 1, 1), date(2026, 11, 25)
MONTHS = {
    **{1: "janvier", 2: "février", 3: "mars", 4: "avril", 5: "mai", 6: "juin", 7: "juillet", 8: "août"},
    **{9: "septembre", 10: "octobre", 11: "novembre", 12: "décembre"},
}


@often
@given(st.dates(FIRST, date(2099, 12, 31)))
def test_a_date_is_read_however_it_is_written(day):
    name = MONTHS[day.month]
    for written in [
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d/%m/%Y}",
        f"{day:%d-%m-%Y}",
        f"{day:%d.%m.%Y}",
        f"{day:%d %m %Y}",
        f" {day:%d} / {day:%m} / {day:%Y} ",
        day.isoformat(),
        f"{day:%d%m%Y}",
        f"{day.day} {name} {day.year}",
        f"{day.day:02d} {name.upper()}\u00a0{day.year}",
    ]:
        assert read_day(written) == day, written


@often
@given(st.dates(date(1927, 1, 1), date(2026, 11, 25)))
def test_a_year_of_two_digits_is_the_last_one_that_may_be(day):
    for written in [f"{day:%d/%m/%y}", f"{day:%d%m%y}", f"{day.day} {MONTHS[day.month]} {day:%y}"]:
        assert read_day(written, latest=LAST) == day


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1er mai 2026", date(2026, 5, 1)),
        ("3 févr. 2026", date(2026, 2, 3)),
        ("3 fevr 2026", date(2026, 2, 3)),
        ("3 fe\u0301vrier 2026", date(2026, 2, 3)),
        ("14 juil. 2026", date(2026, 7, 14)),
        ("2 sept. 26", date(2026, 9, 2)),
        ("15 AOUT 2026", date(2026, 8, 15)),
        ("29/02/2024", date(2024, 2, 29)),
    ],
)
def test_months_may_be_named_and_shortened(typed, expected):
    assert read_day(typed) == expected


@time_machine.travel("2026-11-25T10:00:00+01:00", tick=False)
def test_without_a_last_day_two_digits_reach_ten_years_ahead():
    assert read_day("30/06/85") == date(1985, 6, 30)
    assert read_day("01/09/26") == date(2026, 9, 1)
    assert read_day("01/09/36") == date(2036, 9, 1)
    assert read_day("01/09/37") == date(1937, 9, 1)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("31/02/2026", "Le 31/02/2026 n’existe pas : février 2026 compte 28 jours."),
        ("29 février 2026", "Le 29/02/2026 n’existe pas : février 2026 compte 28 jours."),
        ("30/2/24", "Le 30/02/2024 n’existe pas : février 2024 compte 29 jours."),
        ("2026-04-31", "Le 31/04/2026 n’existe pas : avril 2026 compte 30 jours."),
        ("00/05/2026", "Le 00/05/2026 n’existe pas : mai 2026 compte 31 jours."),
        ("05/13/2026", "Le mois 13 n’existe pas : écrivez le jour, puis le mois, comme 03/02/2026."),
        ("05/00/2026", "Le mois 00 n’existe pas : écrivez le jour, puis le mois, comme 03/02/2026."),
    ],
)
def test_a_day_that_does_not_exist_is_explained(typed, message):
    with pytest.raises(ValidationError) as refusal:
        read_day(typed)
    assert refusal.value.message == message
    assert refusal.value.code == "nonexistent"


@pytest.mark.parametrize(
    "typed",
    [
        *["", " ", "hier", "3/2", "3/2/026", "3/2/20266", "2026", "3 jui 2026", "3 ma 2026", "3 marsouin 2026"],
        *["٣/٢/٢٠٢٦", "3/2/0000", "3/2/0999", "²/2/2026", "3//2/2026", "-3/2/2026", "3/2/2026\x00", "9" * 5000],
    ],
)
def test_what_is_not_a_date_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError, match=r"^\['Écrivez la date comme 03/02/2026\.'\]$") as refusal:
        read_day(typed)
    assert refusal.value.code == "invalid"


@often
@given(st.text(st.sampled_from("0123456789/.- éfvrmasj"), max_size=14))
def test_whatever_is_typed_is_a_date_or_is_refused_in_words(typed):
    try:
        found = read_day(typed, earliest=FIRST, latest=LAST)
    except ValidationError:
        return
    assert FIRST <= found <= LAST


@pytest.mark.parametrize(
    ("typed", "code", "message"),
    [
        ("01/01/2062", "too_late", "2062 est trop loin : écrivez une date jusqu’au 25/11/2026."),
        ("26/11/2026", "too_late", "Le 26/11/2026 est trop loin : écrivez une date jusqu’au 25/11/2026."),
        ("01/01/1885", "too_early", "1885 est trop ancienne : écrivez une date à partir du 15/01/1920."),
        (
            "14/01/1920",
            "too_early",
            "La date du 14/01/1920 est trop ancienne : écrivez une date à partir du 15/01/1920.",
        ),
    ],
)
def test_a_date_out_of_bounds_is_refused_with_the_bound(typed, code, message):
    with pytest.raises(ValidationError) as refusal:
        read_day(typed, earliest=date(1920, 1, 15), latest=LAST)
    assert (refusal.value.code, refusal.value.message) == (code, message)


def test_both_bounds_are_included():
    bounds = {"earliest": FIRST, "latest": LAST}
    assert read_day("01/01/1920", **bounds) == within(FIRST, **bounds) == FIRST
    assert read_day("25/11/2026", **bounds) == within(LAST, **bounds) == LAST


class BirthForm(forms.Form):
    born_on = DayField(
        label="Date de naissance",
        help_text="Par exemple 30/06/1985.",
        earliest=FIRST,
        latest=lambda: date.today(),
        error_messages={"required": "Saisissez la date de naissance."},
    )


@time_machine.travel("2026-11-25T10:00:00+01:00", tick=False)
def test_the_field_gives_a_date():
    form = BirthForm({"born_on": " 30/06/85 "})
    assert form.is_valid()
    assert form.cleaned_data == {"born_on": date(1985, 6, 30)}


@time_machine.travel("2026-11-25T10:00:00+01:00", tick=False)
def test_the_bounds_of_the_field_follow_today():
    assert BirthForm({"born_on": "26/11/2026"}).errors["born_on"] == [
        "Le 26/11/2026 est trop loin : écrivez une date jusqu’au 25/11/2026."
    ]
    assert BirthForm({"born_on": date(2026, 11, 26)}).errors
    with time_machine.travel("2026-11-26T10:00:00+01:00", tick=False):
        assert BirthForm({"born_on": "26/11/2026"}).is_valid()


@pytest.mark.parametrize("typed", ["", "   "])
def test_an_empty_field_says_what_its_form_wants(typed):
    assert BirthForm({"born_on": typed}).errors["born_on"] == ["Saisissez la date de naissance."]
    assert DayField(required=False).clean(typed) is None


def test_the_field_shows_a_date_as_in_france_and_keeps_what_was_typed():
    shown = str(BirthForm(initial={"born_on": date(1985, 6, 3)})["born_on"])
    for attribute in ['type="text"', 'inputmode="numeric"', 'autocomplete="off"', 'value="03/06/1985"']:
        assert attribute in shown
    assert "placeholder" not in shown
    assert 'aria-describedby="id_born_on_helptext"' in shown
    assert 'value="31/02/85"' in str(BirthForm({"born_on": "31/02/85"})["born_on"])


def test_the_same_day_written_otherwise_is_no_change():
    initial = {"born_on": date(1985, 6, 3)}
    assert not BirthForm({"born_on": "3 juin 1985"}, initial=initial).has_changed()
    assert BirthForm({"born_on": "4 juin 1985"}, initial=initial).has_changed()
