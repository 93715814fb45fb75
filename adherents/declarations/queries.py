"""What a company declares and owes, month by month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils import timezone

from adherents.enums import PeriodState
from adherents.models import DeclarativePeriod
from adherents.models.declarations import is_late_on, is_unpaid_on
from core.access import Access, Scope
from core.compiled import TODAY, CompiledForScope

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the company, or the site, stands today; `late_since` is the oldest due date that was not met, `unpaid` what
    should have been paid before today, `to_pay` all that is owed. The defaults are of who declares nothing.
    """

    late_since: date | None = None
    missing_count: int = 0
    unpaid_count: int = 0
    unpaid: Decimal = _ZERO
    to_pay: Decimal = _ZERO
    next_due_on: date | None = None
    first_month: date | None = None
    last_month: date | None = None

    @property
    def has_periods(self) -> bool:
        return self.first_month is not None

    @property
    def years(self) -> list[int]:
        """The years of which something may be known, the latest first."""
        if self.first_month is None or self.last_month is None:
            return []
        return list(range(self.last_month.year, self.first_month.year - 1, -1))

    @property
    def is_up_to_date(self) -> bool:
        return self.has_periods and self.late_since is None


@dataclass(frozen=True, slots=True)
class Month:
    """One month, the sites that declare by themselves added together; its state is the worst of theirs."""

    month: date
    state: PeriodState
    message: str
    due_on: date
    leave_base: Decimal
    weather_base: Decimal
    owed: Decimal
    paid: Decimal
    balance: Decimal
    is_late: bool

    @property
    def key(self) -> str:
        """In addresses."""
        return f"{self.month:%Y-%m}"


def standing_of(access: Access) -> Standing:
    """One query, and the one rule of the attestation de mise à jour (`models.declarations.is_late_on`)."""
    return _STANDING.first(access.scope, today=timezone.localdate()) or Standing()


def _standing(scope: Scope) -> QuerySet[Any, Any]:
    """One row; none for a company that declares nothing."""
    told = {
        "late_since": Min("due_on", filter=is_late_on(TODAY)),
        "missing_count": Count("pk", filter=Q(state=PeriodState.MISSING)),
        "unpaid_count": Count("pk", filter=is_unpaid_on(TODAY)),
        "unpaid": Sum("balance", filter=is_unpaid_on(TODAY), default=_ZERO),
        "to_pay": Sum("balance", filter=Q(balance__gt=0), default=_ZERO),
        "next_due_on": Min("due_on", filter=Q(balance__gt=0, due_on__gte=TODAY)),
        "first_month": Min("month"),
        "last_month": Max("month"),
    }
    grouped = DeclarativePeriod.objects.for_scope(scope).order_by().values("adherent_id").annotate(**told)
    return grouped.values_list(*told)


_STANDING = CompiledForScope(_standing, into=Standing)


def owed_in(periods: Iterable[DeclarativePeriod]) -> Decimal:
    """What is to pay of these: a month paid too much takes nothing from the others, as in `Standing.to_pay`."""
    return sum((max(period.balance, _ZERO) for period in periods), _ZERO)


def months_of(access: Access, first: date, last: date) -> list[Month]:
    """The months known between these two, the latest first; one query whatever the number of sites."""
    today = timezone.localdate()
    rows = (
        DeclarativePeriod.objects.for_access(access)
        .filter(month__gte=first, month__lte=last)
        .order_by("-month")
        .values("month")
        .annotate(
            missing=Count("pk", filter=Q(state=PeriodState.MISSING)),
            anomalies=Count("pk", filter=Q(state=PeriodState.ANOMALY)),
            said=Max("message"),
            due=Min("due_on"),
            total_leave_base=Sum("leave_base"),
            total_weather_base=Sum("weather_base"),
            total_owed=Sum("owed"),
            total_paid=Sum("paid"),
            total_balance=Sum("balance"),
            late=Count("pk", filter=is_late_on(today)),
        )
    )
    return [_month(dict(row)) for row in rows]


def periods_of_month(access: Access, month: date) -> list[DeclarativePeriod]:
    """What makes up that month: one row for the company, or one a site."""
    rows = DeclarativePeriod.objects.for_access(access).filter(month=month)
    return list(rows.select_related("establishment").order_by("establishment__name", "pk"))


def missing_declarations() -> QuerySet[Any]:
    """Months that are not declared, for `core.pending`."""
    return DeclarativePeriod.objects.filter(state=PeriodState.MISSING)


def overdue_balances() -> QuerySet[Any]:
    """Months that were not paid in time, for `core.pending`."""
    return DeclarativePeriod.objects.filter(is_unpaid_on(TODAY))


def _month(row: dict[str, Any]) -> Month:
    state = PeriodState.DECLARED
    if row["missing"]:
        state = PeriodState.MISSING
    elif row["anomalies"]:
        state = PeriodState.ANOMALY
    return Month(
        month=row["month"],
        state=state,
        message=row["said"],
        due_on=row["due"],
        leave_base=row["total_leave_base"],
        weather_base=row["total_weather_base"],
        owed=row["total_owed"],
        paid=row["total_paid"],
        balance=row["total_balance"],
        is_late=row["late"] > 0,
    )
