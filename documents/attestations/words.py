"""What is late, and what was made, as the page of the attestations shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from adherents.enums import PeriodState
from adherents.models import DeclarativePeriod
from adherents.words import month_in_words
from core.templatetags.portal import euros, french_date
from documents.enums import AttestationState
from documents.models import Attestation

_COLOURS = {
    AttestationState.VALID: "ok",
    AttestationState.REPLACED: "",
    AttestationState.WITHDRAWN: "bad",
    AttestationState.EXPIRED: "warn",
}


@dataclass(frozen=True, slots=True)
class LateLine:
    """« Juin 2026, 1 025,91 €, échu le 15 août 2026 », and where one does something about it."""

    text: str
    verb: str
    url: str


@dataclass(frozen=True, slots=True)
class MadeLine:
    attestation: Attestation
    state: str
    colour: str


def lines_of(periods: Iterable[DeclarativePeriod], ref: str) -> list[LateLine]:
    return [_line(period, ref) for period in periods]


def _line(period: DeclarativePeriod, ref: str) -> LateLine:
    month = month_in_words(period.month)
    where = f" ({period.establishment.name})" if period.establishment else ""
    url = reverse("adherents:declaration", args=[ref, f"{period.month:%Y-%m}"])
    if period.state == PeriodState.MISSING:
        text = f"{month}{where}, déclaration manquante, attendue le {french_date(period.due_on)}"
        return LateLine(text, "Que faire", f"{url}#que-faire")
    text = f"{month}{where}, {euros(period.balance)}, échu le {french_date(period.due_on)}"
    return LateLine(text, "Comment régler", f"{url}#comment-regler")


def made_lines(attestations: Iterable[Attestation], today: date) -> list[MadeLine]:
    states = ((one, one.state_on(today)) for one in attestations)
    return [MadeLine(one, str(state.label), _COLOURS[state]) for one, state in states]
