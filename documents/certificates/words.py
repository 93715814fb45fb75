"""A certificate in words: its state, its steps, what is known of it."""

from dataclasses import dataclass
from typing import Literal

from core.steps import Step
from core.templatetags.portal import moment, short_date
from documents.enums import HandoverState
from documents.models import Handover

_COLOURS = {
    HandoverState.TO_CHECK: "warn",
    HandoverState.TO_HAND_OVER: "warn",
    HandoverState.HANDED_OVER: "ok",
    HandoverState.DISPUTED: "bad",
}
_ORDER = (HandoverState.TO_CHECK, HandoverState.TO_HAND_OVER, HandoverState.HANDED_OVER)
_LABELS = ("Vérifier", "Remettre", "Remis")


@dataclass(frozen=True, slots=True)
class StateTag:
    label: str
    colour: str


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str


def state_tag(handover: Handover) -> StateTag:
    """« Remis le 12/11/2026 »."""
    label = str(handover.get_state_display())
    if handover.state == HandoverState.HANDED_OVER:
        label = f"{label} le {short_date(handover.handed_over_on)}"
    return StateTag(label, _COLOURS.get(HandoverState(handover.state), ""))


def steps_of(handover: Handover) -> list[Step]:
    """None while the caisse looks at an error: the certificate goes nowhere until it answers."""
    if handover.state not in _ORDER:
        return []
    reached = _ORDER.index(HandoverState(handover.state))
    is_over = handover.state == HandoverState.HANDED_OVER
    return [Step(label, _step_state(rank, reached, is_over)) for rank, label in enumerate(_LABELS)]


def _step_state(rank: int, reached: int, is_over: bool) -> Literal["done", "current", "next"]:
    if rank < reached or is_over:
        return "done"
    return "current" if rank == reached else "next"


def facts_of(handover: Handover) -> list[Fact]:
    """What is not known is not said."""
    document = handover.document
    period = ""
    if document.period_starts_on and document.period_ends_on:
        period = f"du {short_date(document.period_starts_on)} au {short_date(document.period_ends_on)}"
    checked = f"{handover.checked_by_label}, {moment(handover.checked_at)}" if handover.checked_at else ""
    given = ""
    if handover.handed_over_on:
        given = f"le {short_date(handover.handed_over_on)}, noté par {handover.handed_over_by_label}"
    known = [
        Fact("Salarié", document.employee.full_name if document.employee else ""),
        Fact("Site", document.establishment.name if document.establishment else ""),
        Fact("Période", period),
        Fact("Daté du", short_date(document.issued_on)),
        Fact("Référence", document.reference),
        Fact("Vérifié", checked),
        Fact("Remis", given),
    ]
    return [fact for fact in known if fact.value]
