"""What the rules say of a leave: each one, said when it should be and not before."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absences.balance.advice import Advice, PeriodPlan, Situation, advise, change_too_late
from absences.balance.lines import BalanceLine
from absences.counting import ouvrables
from absences.models import AbsenceRule
from adherents.calendar import months_away
from employees.leave.arithmetic.periods import period_taken_on
from employees.leave.arithmetic.spans import Days
from employees.leave.workdays import Calendar
from tests.absences.kit import stretch

TODAY = date(2026, 6, 1)
CALENDAR = Calendar()


def days_of(start: str, end: str) -> dict[int, Decimal]:
    return ouvrables(stretch(start, end), lambda day: day.isoweekday() <= 5, CALENDAR).days


def situation(start="2026-08-03", end="2026-08-14", *, main="", left=Decimal(18), planned=Decimal(0), **fields):
    """A leave of a worker who acquired thirty days; `main`: the other weeks of main leave of the period, by Monday."""
    days = days_of(start, end)
    period = period_taken_on(date.fromordinal(min(days)))
    line = BalanceLine(period, left + len(days), planned=planned, asked=Decimal(len(days)), stated_on=TODAY)
    weeks = Days().union(*(days_of(monday, saturday(monday)) for monday in main.split()))
    key = fields.get("key", "paid_leave")
    plan = PeriodPlan(
        line, acquired=30, main_leave=24, main_days=weeks | (Days(days) if key == "paid_leave" else Days())
    )
    return Situation(
        **{
            "today": TODAY,
            "key": key,
            "stretch": stretch(start, end),
            "days": days,
            "at_once": Decimal(len(days)),
            "category": "worker",
            "plans": (plan,),
            "count": CALENDAR.ouvrables,
            "rule": AbsenceRule(starts_on=TODAY),
            **fields,
        }
    )


def saturday(monday: str) -> str:
    return str(date.fromordinal(date.fromisoformat(monday).toordinal() + 5))


def said(of: Situation) -> str:
    return " | ".join(f"{one.text} [{one.article}]" for one in advise(of))


@pytest.mark.parametrize(("at_once", "is_said"), [(24, False), (25, True)])
def test_more_than_24_days_at_one_go(at_once, is_said):
    words = "25 jours ouvrables d’affilée, pour 24 au plus : il faut une raison propre au salarié"
    assert (words in said(situation(at_once=Decimal(at_once)))) is is_said
    assert "[L3141-17]" in said(situation(at_once=Decimal(25)))


@pytest.mark.parametrize(
    ("start", "end", "main", "is_said"),
    [
        ("2026-08-03", "2026-08-14", "", False),
        ("2026-08-03", "2026-08-07", "", True),
        ("2026-08-03", "2026-08-07", "2026-08-10", False),  # two weeks in a row
        ("2026-08-03", "2026-08-07", "2026-09-07", True),  # two weeks apart
        ("2026-12-14", "2026-12-18", "2026-07-06 2026-07-13", False),
        ("2026-12-14", "2026-12-24", "2026-07-06", True),
    ],
)
def test_twelve_days_in_a_row_in_season(start, end, main, is_said):
    words = "Aucun congé d’au moins 12 jours ouvrables d’affilée n’est au planning du 1er mai au 31 octobre 2026"
    assert (words in said(situation(start, end, main=main))) is is_said


@pytest.mark.parametrize(
    ("start", "main", "words"),
    [
        ("2026-12-14", "2026-07-06 2026-07-13", "6 jours du congé principal hors de la période du 1er mai au 31"),
        ("2026-12-14", "", "il faut au moins 12 jours d’affilée du 1er mai au 31 octobre (ici 0)"),
        ("2026-07-20", "2026-07-06 2026-07-13", ""),
    ],
)
def test_fractionnement_earned_or_missed_by_how_much(start, main, words):
    text = said(situation(start, saturday(start), main=main))
    assert words in text
    assert bool(words) == ("Fractionnement" in text) == ("[L3141-23]" in text)


def test_fractionnement_given_up_in_writing_is_said_so():
    split = situation("2026-12-14", "2026-12-19", main="2026-07-06 2026-07-13")
    waived = replace(split, plans=(replace(split.plans[0], waived_on=date(2026, 5, 4)),))
    assert "auxquels il a été renoncé par écrit le 4 mai 2026" in said(waived)


@pytest.mark.parametrize(
    ("end", "category", "key", "is_said"),
    [
        ("2027-03-31", "worker", "fifth_week", False),
        ("2027-04-02", "worker", "fifth_week", True),
        ("2027-04-02", "etam", "fifth_week", False),
        ("2027-04-02", "worker", "paid_leave", False),
    ],
)
def test_the_fifth_week_of_workers_ends_on_31_march(end, category, key, is_said):
    text = said(situation("2027-03-29", end, category=category, key=key))
    assert ("cinquième semaine au plus tard le 31 mars" in text) is is_said


@pytest.mark.parametrize(
    ("was", "now", "today", "is_said"),
    [
        ("2026-08-03", "2026-08-10", "2026-07-03", False),
        ("2026-08-03", "2026-08-10", "2026-07-04", True),
        ("2026-08-03", "2026-08-03", "2026-07-30", False),  # the note alone
        ("2026-08-03", "", "2026-07-30", True),  # cancelled
        ("2026-08-03", "2026-08-10", "2026-09-01", False),  # over
    ],
)
def test_dates_are_not_changed_less_than_a_month_before(was, now, today, is_said):
    after = stretch(now, saturday(now)) if now else None
    said_so = list(
        change_too_late(date.fromisoformat(today), stretch(was, saturday(was)), after, AbsenceRule(starts_on=TODAY))
    )
    assert bool(said_so) is is_said
    assert all((one.article, one.is_warning) == ("L3141-16", True) for one in said_so)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 7, 3), "Communiquez ces dates au salarié au plus tard le 3 juillet 2026. [D3141-6]"),
        (date(2026, 7, 4), "Départ dans moins d’un mois : les dates se communiquent au salarié un mois à l’avance."),
        (date(2026, 8, 3), ""),
    ],
)
def test_dates_are_told_a_month_before(today, words):
    text = said(situation(today=today))
    assert words in text
    assert bool(words) == ("D3141-6" in text)


@pytest.mark.parametrize(
    ("lead_days", "today", "words"),
    [
        (None, TODAY, "Votre caisse n’a pas fixé de délai pour déclarer un congé : déclarez-le avant le départ."),
        (15, TODAY, "déclarer un congé 15 jours avant le départ : au plus tard le 19 juillet 2026."),
        (15, date(2026, 7, 20), "soit le 19 juillet 2026 : déclarez-le sans attendre."),
        (1, date(2026, 8, 2), "1 jour avant le départ : au plus tard le 2 août 2026."),
    ],
)
def test_the_lead_time_of_the_caisse_is_said_even_when_it_has_none(lead_days, today, words):
    assert words in said(situation(today=today, rule=AbsenceRule(starts_on=TODAY, lead_days=lead_days)))


@pytest.mark.parametrize(
    ("left", "planned", "words"),
    [
        (0, 0, ""),
        (-2, 0, "Le solde est dépassé de 2 jours ouvrables."),
        (4, 6, "Avec les congés à déclarer, le solde sera dépassé de 2 jours ouvrables."),
        (Decimal("-0.5"), 0, "Le solde est dépassé de 0,5 jour ouvrable."),
    ],
)
def test_a_balance_exceeded(left, planned, words):
    text = said(situation(left=Decimal(left), planned=Decimal(planned)))
    assert words in text
    assert bool(words) == ("dépassé" in text)


def test_what_is_still_earned_is_told_with_the_balance():
    text = said(situation("2027-08-02", "2027-08-14", left=Decimal(-4)))
    assert "dépassé de 4 jours ouvrables, d’après ce qui est acquis à ce jour." in text


@pytest.mark.parametrize(("start", "is_said"), [("2026-08-03", False), ("2027-02-01", True)])
def test_days_lost_after_30_april(start, is_said):
    words = "Il restera 18 jours ouvrables à prendre au plus tard le 30 avril 2027 : ensuite, ils ne se prennent plus"
    assert (words in said(situation(start, saturday(start)))) is is_said


def test_what_is_to_be_looked_at_again_comes_first():
    warnings = [one.is_warning for one in advise(situation(left=Decimal(-2), today=date(2026, 7, 20)))]
    assert warnings == sorted(warnings, reverse=True)
    assert True in warnings


PRINTABLE = {"", "L3141-16", "L3141-17", "L3141-18 et L3141-19", "L3141-23", "D3141-6"}


@given(
    st.dates(date(2026, 5, 1), date(2028, 4, 1)),
    st.integers(0, 45),
    st.integers(-30, 30),
    st.dates(TODAY, date(2028, 4, 1)),
)
def test_whatever_the_leave_only_articles_in_force_are_printed(start, length, left, today):
    days = days_of(str(start), str(date.fromordinal(start.toordinal() + length)))
    if not days:
        return
    one = situation(str(start), str(date.fromordinal(start.toordinal() + length)), left=Decimal(left), today=today)
    assert {advice.article for advice in advise(one)} <= PRINTABLE
    assert all(isinstance(advice, Advice) and advice.text.endswith((".", ")")) for advice in advise(one))


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [("2026-03-31", 1, "2026-02-28"), ("2026-01-15", 1, "2025-12-15"), ("2026-08-03", 2, "2026-06-03")],
)
def test_a_month_before(day, months, before):
    assert str(months_away(date.fromisoformat(day), -months)) == before
