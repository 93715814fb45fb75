"""When contributions are due (DOMAIN §1.3: 45 days after the end of the month, January on 15 March)."""

from datetime import date

import pytest

from adherents.calendar import due_date, last_months, months_later, months_of_year

EVERY_MONTH = [date(year, rank, 1) for year in range(2023, 2030) for rank in range(1, 13)]


@pytest.mark.parametrize(
    ("month", "due"),
    [
        (date(2026, 1, 1), date(2026, 3, 15)),
        (date(2028, 1, 1), date(2028, 3, 15)),
        (date(2027, 2, 1), date(2027, 4, 15)),
        (date(2028, 2, 1), date(2028, 4, 15)),
        (date(2026, 11, 1), date(2027, 1, 15)),
        (date(2026, 12, 1), date(2027, 2, 15)),
    ],
)
def test_known_due_dates(month, due):
    assert due_date(month) == due


@pytest.mark.parametrize("month", EVERY_MONTH)
def test_a_month_is_due_on_the_fifteenth_of_the_second_month_after_it(month):
    due = due_date(month)
    assert (due.day, due.replace(day=1)) == (15, months_later(month, 2))
    assert 43 <= (due - months_later(month, 1)).days + 1 <= 47


@pytest.mark.parametrize(
    ("days", "due"), [(0, date(2026, 1, 31)), (15, date(2026, 2, 15)), (30, date(2026, 2, 28)), (60, date(2026, 3, 31))]
)
def test_the_delay_is_a_setting(settings, days, due):
    settings.CONTRIBUTION_DUE_DAYS = days
    assert due_date(date(2026, 1, 1)) == due


@pytest.mark.parametrize("month", EVERY_MONTH)
def test_months_follow_one_another(month):
    assert months_later(months_later(month, 7), -7) == month
    assert months_later(month, 12) == month.replace(year=month.year + 1)


def test_the_last_twelve_months_are_those_that_have_ended():
    months = last_months(date(2026, 1, 31), 12)
    assert (months[0], months[-1], len(months)) == (date(2025, 1, 1), date(2025, 12, 1), 12)
    assert last_months(date(2028, 2, 29), 1) == [date(2028, 1, 1)]
    assert months_of_year(2026)[11] == date(2026, 12, 1)
