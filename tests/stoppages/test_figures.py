"""The dated figures: sourced, never overlapping, silent where no source speaks, read as the arithmetic takes them."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from adherents.models import WeatherCampaign
from stoppages import arithmetic, enums, models
from stoppages.arithmetic import CarenceReading, Delay, Figures, HeatwaveSeason, Practice, Rule, Tolerance
from stoppages.queries import figures_for, figures_on
from tests.factories import CaisseFactory
from tests.stoppages.arithmetic_kit import S_LARGE, given_back, lost, stoppage

pytestmark = pytest.mark.django_db

TABLES = (
    models.StoppageRule,
    models.DeclarationDelay,
    models.CaissePractice,
    models.HourlyCeiling,
    models.HeatwaveShare,
    models.HeatwaveSeason,
)


@pytest.fixture
def caisse():
    return CaisseFactory()


def practice(caisse, starts_on=date(2026, 1, 1), **values):
    return models.CaissePractice.objects.create(caisse=caisse, starts_on=starts_on, source="Conseil", **values)


@pytest.mark.parametrize("table", TABLES)
def test_every_row_has_its_source(table):
    assert table.objects.exists()
    for row in table.objects.all():
        row.full_clean()


@pytest.mark.parametrize(
    ("day", "ceiling", "allowance", "share"),
    [
        (date(2023, 6, 1), None, "90168", None),
        (date(2024, 7, 1), "34.80", "93204", "50"),
        (date(2025, 7, 1), "34.80", "95040", "50"),
        (date(2026, 3, 31), "36.00", "95040", None),
        (date(2026, 4, 1), "36.00", None, None),
        (date(2027, 1, 1), None, None, None),
    ],
)
def test_the_figures_of_a_day_or_their_absence(caisse, day, ceiling, allowance, share):
    figures = figures_on(day, caisse.pk)
    known = (figures.hourly_ceiling, figures.allowance, figures.heatwave_share)
    assert [one and one.value for one in known] == [text and Decimal(text) for text in (ceiling, allowance, share)]
    assert all(one.source for one in known if one)


def test_the_law_as_it_was_loaded(caisse):
    figures = figures_on(date(2026, 7, 1), caisse.pk)
    assert figures.rule == Rule()
    assert figures.practice == Practice()
    assert figures.delay == Delay(120, 1)
    assert figures.heatwave_season == HeatwaveSeason((6, 1), (9, 15))


def test_what_no_row_says_is_the_law_or_is_not_known(caisse):
    for table in TABLES:
        table.objects.all().delete()
    WeatherCampaign.objects.all().delete()
    assert figures_on(date(2026, 7, 1), caisse.pk) == Figures()


def test_a_rule_that_staff_changed_is_the_rule(caisse):
    models.StoppageRule.objects.update(hours_a_day=Decimal("8.50"), reduced_rate=Decimal("12.25"))
    rule = figures_on(date(2026, 7, 1), caisse.pk).rule
    assert rule == Rule(hours_a_day=Decimal("8.5"), reduced_rate=Decimal("12.25"))


def test_the_practice_of_the_caisse_and_of_no_other(caisse):
    practice(caisse, carence="per_week", tolerance="month_end", tolerance_days=30)
    own = Practice(CarenceReading.PER_WEEK, Tolerance.MONTH_END, 30)
    assert figures_on(date(2026, 2, 2), caisse.pk).practice == own
    assert figures_on(date(2025, 12, 31), caisse.pk).practice == Practice()
    assert figures_on(date(2026, 2, 2), CaisseFactory().pk).practice == Practice()


def test_the_tables_are_read_in_one_query_whatever_the_days(caisse, django_assert_num_queries):
    with django_assert_num_queries(1):
        figures = figures_for(caisse.pk)
        assert [figures(date(2026, month, 1)).hourly_ceiling.value for month in range(1, 13)] == [Decimal(36)] * 12


def test_an_estimate_from_the_rows(caisse):
    """The heatwave of July 2025: half of 6 × 15 × k × 10 % and 9 × 15 × k × 85 %, k = (300,000 − 95,040) / 300,000."""
    heat = stoppage(starts=-210, is_heatwave=True)  # Monday 7 July 2025
    figures = figures_for(caisse.pk)
    days = arithmetic.count_hours([lost(8, day, heat) for day in (-210, -209)], figures=figures)
    assert str(given_back(days, S_LARGE, figures=figures).total) == "42.27"


@pytest.mark.parametrize("table", TABLES)
def test_two_rows_never_hold_on_the_same_day(table):
    last = table.objects.first()
    last.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        last.save()
    with pytest.raises(ValidationError, match="déjà pendant une partie"):
        last.validate_constraints()


@pytest.mark.parametrize("table", TABLES)
def test_a_row_ends_after_it_starts(table):
    row = table.objects.first()
    row.starts_on, row.ends_on = date(2031, 2, 1), date(2031, 1, 1)
    with pytest.raises(ValidationError, match="La fin vient avant le début"):
        row.full_clean()


def test_a_caisse_and_the_network_may_have_a_practice_on_one_day(caisse):
    practice(caisse)
    practice(CaisseFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        practice(caisse, date(2026, 6, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        practice(None, date(2026, 6, 1))


@pytest.mark.parametrize("values", [{"tolerance": "month_end"}, {"tolerance_days": 30}])
def test_a_tolerance_counts_days_when_it_is_said_in_days(caisse, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        practice(caisse, **values)


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ((31, 6, 15, 9), "Ce mois n’a pas ce jour"),
        ((1, 6, 31, 9), "Ce mois n’a pas ce jour"),
        ((1, 10, 15, 9), "vient avant le premier"),
        ((0, 6, 15, 9), "supérieure ou égale à 1"),
    ],
)
def test_a_season_is_made_of_days_in_order(ends, said):
    names = ("first_day", "first_month", "last_day", "last_month")
    season = models.HeatwaveSeason(starts_on=date(2031, 1, 1), source="x", **dict(zip(names, ends, strict=True)))
    with pytest.raises(ValidationError, match=said):
        season.full_clean()


@pytest.mark.parametrize("name", ["CarenceReading", "Tolerance"])
def test_a_choice_of_the_staff_is_one_of_the_arithmetic(name):
    assert set(getattr(enums, name).values) == set(getattr(arithmetic, name))
