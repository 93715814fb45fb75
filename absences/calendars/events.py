"""What a calendar of absences holds, read for whoever subscribed. Of a private motive nothing is ever written there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from absences.enums import AbsenceState
from absences.models import Absence, AbsenceEvent, AbsenceKind, CalendarSubscription
from absences.motives import PRIVATE_KEY, shown_kind
from absences.selection import Selection, of_these
from absences.stretches import Stretch
from adherents.calendar import months_away
from core.access import Access
from employees.models.people import full_name

ABSENT = "Absent"
# Changes when what is written of an event changes, so that programs read everything again.
_WRITTEN_SINCE = "1"
_COLUMNS = (
    "public_id",
    "employee__last_name",
    "employee__first_name",
    "kind_id",
    "starts_on",
    "ends_on",
    "starts_at_noon",
    "ends_at_noon",
    "state",
    "to_declare",
    "version",
    "changed_at",
)


@dataclass(frozen=True, slots=True)
class Event:
    """`is_planned`: leave that the caisse has not been told of as it is."""

    ref: str
    name: str
    kind: str
    stretch: Stretch
    is_planned: bool
    is_cancelled: bool
    version: int
    changed_at: datetime


def events_of(access: Access, subscription: CalendarSubscription, today: date) -> list[Event]:
    """Some months back and ahead. What was cancelled is said to be so for as long as it may be looked back at."""
    since = months_away(today, -settings.CALENDAR_MONTHS_BACK)
    selection = Selection(
        since,
        months_away(today, settings.CALENDAR_MONTHS_AHEAD),
        site=subscription.site.public_id if subscription.site is not None else "",
        crew=subscription.crew.public_id if subscription.crew is not None else "",
    )
    names = _kind_names(subscription)
    return [_event(names, *row) for row in _rows(access, selection).values_list(*_COLUMNS)]


def mark_of(subscription: CalendarSubscription, events: list[Event]) -> str:
    """The same as long as the calendar says the same."""
    return sha256(repr((_WRITTEN_SINCE, subscription.label, events)).encode()).hexdigest()[:32]


def _rows(access: Access, selection: Selection) -> Any:
    latest = AbsenceEvent.objects.filter(absence=OuterRef("pk")).order_by("-at").values("at")[:1]
    days = selection.stretch
    rows = Absence.objects.for_access(access).filter(half_days__overlap=days.halves)
    rows = rows.annotate(changed_at=Coalesce(Subquery(latest), "created_at"))
    shown = ~Q(state=AbsenceState.CANCELLED) | Q(changed_at__date__gte=selection.first)
    return of_these(access, rows.filter(shown), selection).order_by("starts_on", "pk")


def _kind_names(subscription: CalendarSubscription) -> dict[int, str]:
    """A calendar is copied by programs to servers of others: whatever its reader may know, no private motive."""
    return {kind.pk: _kind_name(kind, subscription) for kind in AbsenceKind.objects.all()}


def _kind_name(kind: AbsenceKind, subscription: CalendarSubscription) -> str:
    shown = shown_kind(kind, with_motives=False)
    return shown.name if subscription.names_kinds and shown.key != PRIVATE_KEY else ABSENT


def _event(names: dict[int, str], *row: Any) -> Event:
    ref, last_name, first_name, kind, *days, state, to_declare, version, changed_at = row
    is_cancelled = state == AbsenceState.CANCELLED
    return Event(
        ref=ref,
        name=full_name(last_name, first_name),
        kind=names[kind],
        stretch=Stretch(*days),
        is_planned=to_declare and not is_cancelled,
        is_cancelled=is_cancelled,
        version=version,
        changed_at=changed_at,
    )


def said_of(event: Event) -> Iterator[str]:
    """What follows the kind, between brackets."""
    if event.is_planned:
        yield "prévu"
    yield from _halves(event.stretch)


def _halves(stretch: Stretch) -> Iterator[str]:
    if stretch.starts_on == stretch.ends_on:
        if stretch.has_halves:
            yield "l’après-midi" if stretch.starts_at_noon else "le matin"
        return
    if stretch.starts_at_noon:
        yield "à partir du premier jour à midi"
    if stretch.ends_at_noon:
        yield "jusqu’au dernier jour à midi"
