"""The hours of each salarié by week: lost, admitted by the caisse, and what was admitted and paid of them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Sum

from employees.models import Employee
from stoppages.models import DecisionLine, ReimbursementLine, StoppageCase
from stoppages.queries.standing import current_declaration

PER_PAGE = 50
_NOTHING = Decimal(0)


@dataclass(slots=True)
class Week:
    """`admitted`, `amount` None: the caisse has not decided. Hours are those lost; amounts in euros."""

    monday: date
    lost: Decimal = _NOTHING
    replaced: Decimal = _NOTHING
    admitted: Decimal | None = None
    amount: Decimal | None = None
    paid: Decimal | None = None


@dataclass(slots=True)
class Hours:
    """Of one salarié, the earliest week first."""

    name: str
    ref: str
    weeks: list[Week] = field(default_factory=list)

    @property
    def lost(self) -> Decimal:
        return sum((week.lost for week in self.weeks), _NOTHING)


def hours_page(case: StoppageCase, number: str | None, *, with_amounts: bool) -> tuple[Page, list[Hours]]:
    """By name. What was sent last, once something was; what is being written until then."""
    sent = current_declaration(case)
    people: Any = sent.people if sent is not None else case.stoppedpersons
    days: Any = sent.days if sent is not None else case.lostdays
    rows = Employee.objects.filter(pk__in=people.values("employee")).order_by("plain_name", "pk")
    page: Page[Employee] = Paginator(rows, PER_PAGE).get_page(number)
    employees = list(page.object_list)
    weeks = _weeks(case, [one.pk for one in employees], days, with_amounts=with_amounts)
    return page, [Hours(one.full_name, one.public_id, _ordered(weeks[one.pk])) for one in employees]


Weeks = dict[int, dict[date, Week]]


def _weeks(case: StoppageCase, people: Collection[int], days: Any, *, with_amounts: bool) -> Weeks:
    weeks: Weeks = defaultdict(dict)
    for day in days.filter(employee_id__in=people):
        week = _week_of(weeks, day.employee_id, day.day - timedelta(days=day.day.weekday()))
        week.lost += day.hours
        week.replaced += day.replaced
    for line in DecisionLine.objects.filter(case=case, decision__is_current=True, employee_id__in=people):
        week = _week_of(weeks, line.employee_id, line.week)
        week.admitted, week.amount = line.hours, line.amount if with_amounts else None
    if with_amounts:
        _add_payments(weeks, case, people)
    return weeks


def _add_payments(weeks: Weeks, case: StoppageCase, people: Collection[int]) -> None:
    lines = ReimbursementLine.objects.filter(case=case, employee_id__in=people).order_by()
    for employee_id, monday, paid in lines.values_list("employee_id", "week").annotate(paid=Sum("amount")):
        _week_of(weeks, employee_id, monday).paid = paid


def _week_of(weeks: Weeks, employee_id: int, monday: date) -> Week:
    return weeks[employee_id].setdefault(monday, Week(monday))


def _ordered(weeks: dict[date, Week]) -> list[Week]:
    return [weeks[monday] for monday in sorted(weeks)]
