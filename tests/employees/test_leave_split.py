"""Days for taking the main leave in parts (fractionnement): the caisse's conditions, and CNETP's (DOMAIN §2.3)."""

from datetime import date, timedelta

import pytest

from employees.leave.arithmetic import ContractSpan, EmployeeFacts, LeaveRule, SplitStep, Waiver, estimate_rights
from tests.employees.leave_kit import LATER, OPEN, PERIOD, leave, monday_to_saturday, rights

# cnetp.org: 3 days still due on 31 October give one day, 6 give two; 15 acquired for one, 18 for two; twelve in a row.
CNETP = LeaveRule(
    split_first_step=SplitStep(3, 1, 15),
    split_second_step=SplitStep(6, 2, 18),
    split_unbroken_anywhere=True,
    split_counts_days_due=True,
)
AUGUST_15 = date(2026, 8, 15)


def weeks(first: date, count: int = 1):
    """From a Monday to the Saturday that ends so many weeks."""
    return leave(first, first + timedelta(days=7 * count - 2))


TWO_IN_AUGUST = weeks(date(2026, 8, 3), 2)
ONE_IN_DECEMBER = weeks(date(2026, 12, 7))


def named(*cases):
    return [pytest.param(*values, id=name) for name, *values in cases]


@pytest.mark.parametrize(
    ("leaves", "bonus"),
    named(
        ("two_weeks_then_one_in_december", [TWO_IN_AUGUST, ONE_IN_DECEMBER], 2),
        ("two_weeks_then_five_days", [TWO_IN_AUGUST, leave(date(2026, 12, 7), date(2026, 12, 11))], 1),
        ("two_weeks_then_three_days", [TWO_IN_AUGUST, leave(date(2026, 12, 7), date(2026, 12, 9))], 1),
        ("two_weeks_then_two_days", [TWO_IN_AUGUST, leave(date(2026, 12, 7), date(2026, 12, 8))], 0),
        ("one_week_in_december_alone", [ONE_IN_DECEMBER], 0),
        ("four_single_weeks", [weeks(date(2026, month, 8 if month == 6 else 7)) for month in (6, 9, 12)]
         + [weeks(date(2027, 2, 1))], 0),
        ("eleven_days_in_a_row", [leave(date(2026, 8, 3), date(2026, 8, 14)), ONE_IN_DECEMBER], 0),
        ("two_weeks_in_november_only", [weeks(date(2026, 11, 2), 2), ONE_IN_DECEMBER], 0),
        ("two_weeks_across_the_31st_of_october", [weeks(date(2026, 10, 26), 2), ONE_IN_DECEMBER], 0),
        ("two_weeks_entered_as_two", [weeks(date(2026, 8, 3)), weeks(date(2026, 8, 10)), ONE_IN_DECEMBER], 2),
        ("two_weeks_with_a_day_between", [weeks(date(2026, 8, 3)), leave(date(2026, 8, 11), date(2026, 8, 17)),
                                          ONE_IN_DECEMBER], 0),
        ("the_main_leave_taken_whole_in_summer", [weeks(date(2026, 7, 6), 4), ONE_IN_DECEMBER], 0),
    ),
)  # fmt: skip
def test_the_bonus_needs_twelve_days_in_a_row_in_season_then_three_out_of_it(leaves, bonus):
    found = rights(*leaves)
    assert (found.split_bonus_days, found.entitled) == (bonus, 30 + bonus)


# Months of contract before 31 March 2026, each of 2.5 days.
@pytest.mark.parametrize(("hired", "acquired", "bonus"), [(date(2025, 10, 1), 15, 1), (date(2025, 11, 1), 13, 0)])
def test_fifteen_days_must_have_been_acquired(hired, acquired, bonus):
    found = rights(ContractSpan(hired), TWO_IN_AUGUST, leave(date(2026, 11, 2), date(2026, 11, 4)))
    assert (found.acquired, found.split_bonus_days) == (acquired, bonus)


@pytest.mark.parametrize(
    ("holidays", "bonus"),
    [
        ({AUGUST_15}, 2),
        ({AUGUST_15, date(2026, 8, 10)}, 2),
        ({AUGUST_15, date(2026, 8, 10), date(2026, 8, 11)}, 0),
    ],
)
@pytest.mark.parametrize("parts", [[TWO_IN_AUGUST], [weeks(date(2026, 8, 3)), leave(date(2026, 8, 11), AUGUST_15)]])
def test_one_or_two_public_holidays_do_not_break_the_twelve_days(parts, holidays, bonus):
    """The second way to enter them leaves out Monday 10: it breaks the leave only when it is a day to take."""

    def count(first, last):
        return monday_to_saturday(first, last) - sum(first <= day <= last for day in holidays)

    facts = EmployeeFacts("worker", (OPEN,), (*parts, ONE_IN_DECEMBER))
    found = estimate_rights(PERIOD, facts, LeaveRule(), today=LATER, count=count)
    is_broken = len(parts) == 2 and date(2026, 8, 10) not in holidays
    assert found.split_bonus_days == (0 if is_broken else bonus)


@pytest.mark.parametrize(
    ("hired", "leaves", "bonus"),
    named(
        ("six_days_still_due", date(2020, 1, 1), [weeks(date(2026, 7, 6), 3)], 2),
        ("nothing_still_due", date(2020, 1, 1), [weeks(date(2026, 7, 6), 3), weeks(date(2026, 9, 7))], 0),
        ("five_days_still_due", date(2020, 1, 1), [weeks(date(2026, 7, 6), 3), leave(date(2026, 9, 7),
                                                                                  date(2026, 9, 7))], 1),
        ("no_twelve_in_a_row", date(2020, 1, 1), [weeks(date(2026, 7, 6)), weeks(date(2026, 9, 7))], 0),
        ("twelve_in_a_row_in_november", date(2020, 1, 1), [weeks(date(2026, 11, 2), 2)], 2),
        ("eighteen_acquired", date(2025, 9, 1), [TWO_IN_AUGUST], 2),
        ("fifteen_acquired", date(2025, 10, 1), [TWO_IN_AUGUST], 1),
        ("fifteen_acquired_all_due", date(2025, 10, 1), [weeks(date(2026, 11, 2), 2)], 1),
        ("thirteen_acquired", date(2025, 11, 1), [weeks(date(2026, 11, 2), 2)], 0),
    ),
)  # fmt: skip
def test_a_rule_may_count_the_days_still_due_at_the_end_of_october(hired, leaves, bonus):
    assert rights(ContractSpan(hired), *leaves, rule=CNETP).split_bonus_days == bonus


def test_days_still_due_are_counted_once_the_season_is_over():
    summer = weeks(date(2026, 7, 6), 3)
    during, after = (rights(summer, rule=CNETP, today=day) for day in (date(2026, 10, 31), date(2026, 11, 1)))
    assert (during.split_bonus_days, after.split_bonus_days) == (0, 2)
    assert "Fractionnement : il dépendra des jours encore dus le 31 octobre 2026" in during.steps
    assert "Fractionnement, 6 jours du congé principal encore dus le 31 octobre : 2 jours de plus" in after.steps


NOTHING = "Fractionnement, pas de jour de plus : il faut au moins "
SEASON = "du 1er mai au 31 octobre"


@pytest.mark.parametrize(
    ("hired", "leaves", "rule", "step"),
    [
        (None, [ONE_IN_DECEMBER], None, f"12 jours d’affilée {SEASON} (ici 0)"),
        (None, [TWO_IN_AUGUST], None, f"3 jours du congé principal hors de la période {SEASON} (ici 0)"),
        (date(2025, 11, 1), [TWO_IN_AUGUST], None,
         f"15 jours acquis (ici 13) et 3 jours du congé principal hors de la période {SEASON} (ici 0)"),
        (date(2025, 11, 1), [weeks(date(2026, 8, 3))], None,
         f"15 jours acquis (ici 13), 12 jours d’affilée {SEASON} (ici 6) et 3 jours du congé principal hors de la "
         f"période {SEASON} (ici 0)"),
        (None, [weeks(date(2026, 7, 6)), *(weeks(date(2026, 9, day)) for day in (7, 21))], CNETP,
         "12 jours d’affilée (ici 6)"),
        (None, [weeks(date(2026, 7, 6), 4)], CNETP, "3 jours du congé principal encore dus le 31 octobre (ici 0)"),
    ],
)  # fmt: skip
def test_the_missing_condition_is_said(hired, leaves, rule, step):
    contracts = [ContractSpan(hired)] if hired else []
    assert NOTHING + step in rights(*contracts, *leaves, rule=rule).steps


def test_nothing_is_said_of_the_split_before_any_leave():
    assert not [step for step in rights().steps if "Fractionnement" in step]


WAIVED = Waiver(date(2026, 5, 1), date(2026, 6, 15))
THREE_IN_NOVEMBER = leave(date(2026, 11, 2), date(2026, 11, 4))


@pytest.mark.parametrize(
    ("leaves", "waived", "step"),
    [
        ([TWO_IN_AUGUST, ONE_IN_DECEMBER], 2,
         "Fractionnement : 2 jours, auxquels il a été renoncé par écrit le 15 juin 2026"),
        ([TWO_IN_AUGUST, THREE_IN_NOVEMBER], 1,
         "Fractionnement : 1 jour, auquel il a été renoncé par écrit le 15 juin 2026"),
        ([TWO_IN_AUGUST], 0, "Fractionnement, pas de jour de plus : il y a été renoncé par écrit le 15 juin 2026"),
        ([], 0, "Fractionnement, pas de jour de plus : il y a été renoncé par écrit le 15 juin 2026"),
    ],
)  # fmt: skip
def test_days_given_up_in_writing_are_not_added_and_are_said(leaves, waived, step):
    kept, given_up = rights(*leaves), rights(*leaves, WAIVED)
    assert kept.split_bonus_days == waived
    assert (given_up.split_bonus_days, given_up.split_days_waived, given_up.entitled) == (0, waived, 30)
    assert given_up.remaining == kept.remaining - waived
    assert [said for said in given_up.steps if "Fractionnement" in said] == [step]


def test_a_waiver_is_of_one_taking_period_only():
    for other in (date(2025, 5, 1), date(2026, 4, 30), date(2027, 5, 1)):
        assert rights(TWO_IN_AUGUST, ONE_IN_DECEMBER, Waiver(other, date(2026, 6, 15))).split_bonus_days == 2, other
    # A rule that moves the beginning of the taking period leaves the waiver with its year.
    moved = Waiver(date(2026, 6, 1), date(2026, 6, 15))
    assert rights(TWO_IN_AUGUST, ONE_IN_DECEMBER, moved).split_bonus_days == 0


def test_with_a_waiver_the_days_still_due_are_not_awaited():
    summer = weeks(date(2026, 7, 6), 3)
    during = rights(summer, WAIVED, rule=CNETP, today=date(2026, 10, 31))
    assert not [step for step in during.steps if "dépendra" in step]
    after = rights(summer, WAIVED, rule=CNETP, today=date(2026, 11, 1))
    assert (after.split_bonus_days, after.split_days_waived) == (0, 2)
