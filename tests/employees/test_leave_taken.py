"""Seniority, what is taken, the split and what remains (DOMAIN §2.2 and §2.3)."""

from datetime import date

import pytest

from employees.leave.arithmetic import (
    AccrualPeriod,
    ContractSpan,
    EmployeeFacts,
    LeaveRule,
    SeniorityStep,
    SplitStep,
    estimate_rights,
)
from tests.employees.leave_kit import LATER, OPEN, PERIOD, leave, off, rights


@pytest.mark.parametrize("category", ["etam", "executive"])
@pytest.mark.parametrize(
    ("company_since", "btp_since", "extra"),
    [
        (date(2021, 4, 1), None, 0),
        (date(2021, 3, 31), None, 2),
        (date(2016, 4, 1), None, 2),
        (date(2016, 3, 31), None, 3),
        (date(2024, 1, 1), date(2016, 4, 1), 0),
        (date(2024, 1, 1), date(2016, 3, 31), 2),
        (date(2024, 1, 1), date(2006, 3, 31), 3),
        (date(2021, 3, 31), date(2006, 3, 31), 3),
        (None, None, 0),
    ],
)
def test_seniority_is_more_than_so_many_years_at_the_end_of_the_period(category, company_since, btp_since, extra):
    found = rights(category=category, company_since=company_since, btp_since=btp_since)
    assert (found.acquired, found.seniority_days, found.remaining) == (30, extra, 30 + extra)


def test_a_worker_gets_no_day_for_seniority():
    found = rights(category="worker", company_since=date(1990, 1, 1), btp_since=date(1985, 1, 1))
    assert (found.seniority_days, found.remaining) == (0, 30)


def test_seniority_stops_at_the_departure():
    left = ContractSpan(date(2020, 6, 1), date(2025, 5, 31))
    assert rights(left, category="etam", company_since=date(2020, 6, 1)).seniority_days == 0
    stayed = ContractSpan(date(2020, 6, 1), date(2025, 6, 1))
    assert rights(stayed, category="etam", company_since=date(2020, 6, 1)).seniority_days == 2


def test_a_contract_begun_after_the_period_does_not_lengthen_its_seniority():
    spans = ContractSpan(date(2020, 6, 1), date(2025, 5, 31)), ContractSpan(date(2026, 9, 1))
    assert rights(*spans, category="etam", company_since=date(2020, 6, 1)).seniority_days == 0


def test_a_seniority_begun_on_29_february_grows_on_1_march_of_an_ordinary_year():
    since = date(2020, 2, 29)
    ends = {day: rights(
        ContractSpan(since, day), period=AccrualPeriod(date(2024, 4, 1), date(2025, 3, 31)),
        category="etam", company_since=since,
    ).seniority_days for day in (date(2025, 2, 28), date(2025, 3, 1))}  # fmt: skip
    assert ends == {date(2025, 2, 28): 0, date(2025, 3, 1): 2}


def test_the_steps_of_seniority_are_those_of_the_rule():
    rule = LeaveRule(seniority_steps=(SeniorityStep(2, 50, 4), SeniorityStep(1, 50, 1)))
    found = rights(category="executive", company_since=date(2023, 1, 1), rule=rule)
    assert found.seniority_days == 4
    expected = "Ancienneté de plus de 2 ans dans l’entreprise ou de plus de 50 ans dans le BTP : 4 jours de plus"
    assert expected in found.steps


def test_leave_is_counted_in_jours_ouvrables():
    found = rights(leave(date(2026, 8, 3), date(2026, 8, 23)))
    assert (found.taken, found.remaining, found.split_bonus_days) == (18, 12, 0)
    assert found.steps[-3:] == (
        "Congés pris ou à venir du 1er mai 2026 au 30 avril 2027 : 18 jours ouvrables",
        "Fractionnement, pas de jour de plus : il faut au moins 3 jours du congé principal hors de la période "
        "du 1er mai au 31 octobre (ici 0)",
        "Reste 30 − 18 = 12 jours",
    )


def test_leave_across_two_taking_periods_is_cut_between_them():
    across = leave(date(2026, 4, 27), date(2026, 5, 9))
    before = AccrualPeriod(date(2024, 4, 1), date(2025, 3, 31))
    assert (rights(across, period=before).taken, rights(across).taken) == (4, 8)


def test_leave_taken_while_the_period_still_runs_is_drawn_from_the_year_before():
    in_march = leave(date(2026, 3, 2), date(2026, 3, 7))
    before = AccrualPeriod(date(2024, 4, 1), date(2025, 3, 31))
    assert (rights(in_march).taken, rights(in_march, period=before).taken) == (0, 6)


def test_a_day_in_two_leaves_is_taken_once():
    found = rights(leave(date(2026, 8, 3), date(2026, 8, 15)), leave(date(2026, 8, 10), date(2026, 8, 22)))
    assert found.taken == 18


def test_leave_beyond_the_rights_is_said_and_never_shown_negative():
    hired = ContractSpan(date(2026, 3, 1))
    found = rights(hired, leave(date(2026, 8, 3), date(2026, 8, 8)))
    assert (found.acquired, found.taken, found.remaining, found.overdrawn) == (3, 6, 0, 3)
    assert found.steps[-1] == "Pris au-delà des droits, 6 − 3 = 3 jours"


def test_counting_is_that_of_the_caller():
    facts = EmployeeFacts("worker", (OPEN,), (leave(date(2026, 8, 10), date(2026, 8, 15)),))
    asked = []

    def with_a_holiday(first, last):
        asked.append((first, last))
        return 5

    assert estimate_rights(PERIOD, facts, LeaveRule(), today=LATER, count=with_a_holiday).taken == 5
    assert asked == [(date(2026, 8, 10), date(2026, 8, 15))]


@pytest.mark.parametrize(("last", "outside", "bonus"), [(3, 2, 0), (4, 3, 1), (6, 5, 1), (7, 6, 2)])
def test_split_steps(last, outside, bonus):
    """18 days in August, then so many days from Monday 2 November 2026."""
    found = rights(leave(date(2026, 8, 3), date(2026, 8, 22)), leave(date(2026, 11, 2), date(2026, 11, last)))
    assert (found.taken, found.split_bonus_days) == (18 + outside, bonus)
    assert found.remaining == 30 + bonus - found.taken


def test_the_fifth_week_gives_no_bonus_for_the_split():
    main = leave(date(2026, 7, 6), date(2026, 8, 1))
    found = rights(main, leave(date(2027, 2, 1), date(2027, 2, 6)))
    assert (found.taken, found.split_bonus_days, found.remaining) == (30, 0, 0)
    shorter = rights(leave(date(2026, 7, 6), date(2026, 7, 29)), leave(date(2027, 2, 1), date(2027, 2, 6)))
    assert (shorter.taken, shorter.split_bonus_days) == (27, 1)


def test_a_leave_across_the_end_of_the_window_is_cut_there():
    found = rights(leave(date(2026, 8, 3), date(2026, 8, 15)), leave(date(2026, 10, 26), date(2026, 11, 4)))
    assert (found.taken, found.split_bonus_days) == (21, 1)
    assert (
        "Fractionnement, 3 jours du congé principal hors de la période du 1er mai au 31 octobre : 1 jour de plus"
        in found.steps
    )


def test_days_that_were_not_acquired_give_no_bonus_for_the_split():
    found = rights(ContractSpan(date(2026, 3, 1)), leave(date(2026, 11, 2), date(2026, 11, 14)))
    assert (found.acquired, found.taken, found.split_bonus_days) == (3, 12, 0)


def test_the_window_and_steps_of_the_split_are_those_of_the_rule():
    winter = {"split_window_starts": (11, 1), "split_window_ends": (1, 31), "split_second_step": SplitStep(12, 5)}
    rule = LeaveRule(**winter)
    august, january = leave(date(2026, 8, 3), date(2026, 8, 15)), leave(date(2026, 12, 28), date(2027, 1, 9))
    assert rights(august, january, rule=rule).split_bonus_days == 5
    assert rights(january, rule=rule).split_bonus_days == 0


def test_what_remains_adds_everything_up():
    found = rights(
        leave(date(2026, 8, 3), date(2026, 8, 22)),
        leave(date(2026, 12, 21), date(2026, 12, 26)),
        category="etam",
        company_since=date(2019, 1, 1),
    )
    assert (found.entitled, found.remaining, found.overdrawn) == (34, 10, 0)
    assert found.steps[-1] == "Reste 30 + 2 + 2 − 24 = 10 jours"


@pytest.mark.parametrize("wrong", [lambda: off("holiday", LATER, LATER), lambda: EmployeeFacts("boss")])
def test_a_word_unknown_to_the_rule_is_refused(wrong):
    with pytest.raises(ValueError, match="Unknown"):
        wrong()
