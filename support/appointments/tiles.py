"""The next appointment, as the home page tells it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, F, QuerySet
from django.utils import timezone

from adherents.time_zones import written_moment
from core.access import Access, Scope
from core.compiled import CompiledForScope, Given
from core.rights import Right
from support.enums import AppointmentKind
from support.models import Appointment

# Those that are looked at: what the first ones are about may be hidden from this person.
_LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class NextAppointment:
    ref: str
    kind: str
    starts_at: datetime
    zone: str
    linked_kind: str

    @property
    def what(self) -> str:
        return str(AppointmentKind(self.kind).label)

    @property
    def when(self) -> str:
        return written_moment(self.starts_at, self.zone)


def next_appointment(access: Access) -> NextAppointment | None:
    """One query; another one only when some of the next ones are about an object, which not everybody sees."""
    if not access.has(Right.SUPPORT_CONSULT):
        return None
    coming = _COMING.rows(access.scope, now=timezone.now())
    if any(one.linked_kind for one in coming):
        return next(_seen(access, coming), None)
    return next(iter(coming), None)


def _seen(access: Access, coming: Iterable[NextAppointment]) -> Any:
    seen = Appointment.objects.for_access(access).filter(public_id__in=[one.ref for one in coming])
    refs = set(seen.values_list("public_id", flat=True))
    return (one for one in coming if one.ref in refs)


def _coming(scope: Scope) -> QuerySet[Any, Any]:
    rows = Appointment.objects.for_scope(scope).booked().filter(starts_at__gt=Given("now", DateTimeField()))
    told: dict[str, Any] = {"ref": F("public_id"), "kind": F("agenda__kind"), "zone": F("agenda__time_zone")}
    named: QuerySet[Any, Any] = rows.order_by("starts_at", "pk").annotate(**told)
    return named.values_list("ref", "kind", "starts_at", "zone", "linked_kind")[:_LOOKED_AT]


_COMING = CompiledForScope(_coming, into=NextAppointment)
