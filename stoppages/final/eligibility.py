"""The hours of the months before a stoppage, as the contract and the planning tell them (D5424-11)."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from stoppages.arithmetic import CreditedHours, FiguresOn, HoursBefore, hours_before
from stoppages.final.presence import Presence
from stoppages.models import StoppageCase, StoppedPerson


def counted_since(case: StoppageCase, figures: FiguresOn) -> date:
    """The first day whose hours count: presences read from it tell them."""
    return case.starts_on - relativedelta(months=figures(case.starts_on).rule.least_hours_months)


def worked_before(
    case: StoppageCase, people: Collection[StoppedPerson], presences: Mapping[int, Presence], figures: FiguresOn
) -> dict[int, HoursBefore]:
    """By person; `presences` since `counted_since`."""
    rule, first = figures(case.starts_on).rule, counted_since(case, figures)
    return {
        one.employee_id: hours_before(
            case.starts_on,
            list(_credited(presences[one.employee_id], first, case.starts_on)),
            rule,
            stated=one.hours_before,
        )
        for one in people
    }


def _credited(presence: Presence, first: date, end: date) -> Iterator[CreditedHours]:
    for rank in range((end - first).days):
        day = first + timedelta(days=rank)
        hours, kind = presence.hours_on(day), presence.counted_as(day)
        if hours is not None and kind is not None:
            yield CreditedHours(day, hours, kind)
