"""What the caisse's information system says of the months of its companies."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from adherents.calendar import due_date
from adherents.enums import PeriodState
from adherents.models import DeclarativePeriod
from core import audit

audit.declare({"adherents.periods_recorded": "Déclarations et cotisations reçues de la caisse"})
_BATCH = 1000
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Period:
    """One month of a company, or of one of its sites. Without `due_on`, the rule of the network gives it."""

    adherent_id: int
    establishment_id: int | None
    month: date
    state: PeriodState
    message: str = ""
    due_on: date | None = None
    leave_base: Decimal = _ZERO
    weather_base: Decimal = _ZERO
    leave_contribution: Decimal = _ZERO
    weather_contribution: Decimal = _ZERO
    prevention_contribution: Decimal = _ZERO
    paid: Decimal = _ZERO

    @property
    def key(self) -> tuple[int, int | None, date]:
        return self.adherent_id, self.establishment_id, self.month

    def values(self) -> dict[str, Any]:
        return {
            "state": self.state.value,
            "message": self.message,
            "due_on": self.due_on or due_date(self.month),
            **{name: getattr(self, name) for name in AMOUNTS},
        }


AMOUNTS = (
    "leave_base",
    "weather_base",
    "leave_contribution",
    "weather_contribution",
    "prevention_contribution",
    "paid",
)
_WRITTEN = ("state", "message", "due_on", *AMOUNTS)


@transaction.atomic
def record_declarative_periods(*, caisse_id: int, periods: Iterable[Period]) -> dict[str, int]:
    """Write what is new or different; the same file twice changes nothing. Of two lines on one month, the last counts.

    Returns how many were added, changed, unchanged.
    """
    latest = list({period.key: period for period in periods}.values())
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    for start in range(0, len(latest), _BATCH):
        for name, count in _record_batch(latest[start : start + _BATCH]).items():
            counts[name] += count
    if counts["added"] or counts["changed"]:
        audit.record("adherents.periods_recorded", caisse_id=caisse_id, changes=dict(counts))
    return counts


def _record_batch(periods: list[Period]) -> dict[str, int]:
    months = [period.month for period in periods]
    known = {
        (row.adherent_id, row.establishment_id, row.month): row
        for row in DeclarativePeriod.objects.select_for_update().filter(
            adherent__in={period.adherent_id for period in periods}, month__gte=min(months), month__lte=max(months)
        )
    }
    added, changed = [], []
    for period in periods:
        row = known.get(period.key)
        if row is None:
            added.append(_new(period))
        elif _update(row, period.values()):
            changed.append(row)
    DeclarativePeriod.objects.bulk_create(added)
    DeclarativePeriod.objects.bulk_update(changed, [*_WRITTEN, "received_at"])
    return {"added": len(added), "changed": len(changed), "unchanged": len(periods) - len(added) - len(changed)}


def _new(period: Period) -> DeclarativePeriod:
    return DeclarativePeriod(
        adherent_id=period.adherent_id,
        establishment_id=period.establishment_id,
        month=period.month,
        **period.values(),
    )


def _update(row: DeclarativePeriod, values: dict[str, Any]) -> bool:
    """Whether something differs; then the row has it."""
    if all(getattr(row, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    row.received_at = timezone.now()
    return True
