"""Where the steps of an appointment lead: what it is about goes along in the address."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from support.appointments.slots import Slot
from support.models import Agenda, Appointment

ABOUT, SINCE = "objet", "du"
_SEVEN_DAYS, _SIX_DAYS = timedelta(days=7), timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Choosing:
    """The choice of a slot: of a new appointment (`about`: the key of an object, or nothing), or of one that moves."""

    tiers: str
    agenda: Agenda
    moving: Appointment | None = None
    about: str = ""

    @property
    def url(self) -> str:
        return self._url("choose_other_slot", "choose_slot")

    def since_url(self, day: date) -> str:
        return self._url("choose_other_slot", "choose_slot", **{SINCE: day.isoformat()})

    def slot_url(self, slot: Slot) -> str:
        return self._url("move", "book", slot.key)

    def _url(self, moving: str, booking: str, *args: str, **query: str) -> str:
        asked: dict[str, Any] = {**query, **({ABOUT: self.about} if self.about else {})}
        if self.moving is not None:
            return reverse(f"support:{moving}", args=[self.tiers, self.moving.public_id, *args], query=asked or None)
        return reverse(f"support:{booking}", args=[self.tiers, self.agenda.kind, *args], query=asked or None)


@dataclass(frozen=True, slots=True)
class SevenDays:
    """Those that are shown at once, within what is offered; `before` and `after`: from where the others start."""

    first: date
    last: date
    before: date | None
    after: date | None


def seven_days(typed: str, first: date, last: date) -> SevenDays:
    """From the day that the address asks for; from the first one offered for anything else."""
    since = min(max(_read(typed) or first, first), last)
    after = _later(since, last)
    before = max(since - _SEVEN_DAYS, first) if since > first else None
    return SevenDays(since, min(since + _SIX_DAYS, last), before, after)


def _later(since: date, last: date) -> date | None:
    after = since + _SEVEN_DAYS
    return after if after <= last else None


def _read(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
