"""What the company declared to its caisse about its people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, IntegerField, QuerySet, Value, When

from core.access import Access
from core.rights import Right
from core.templatetags.portal import siret
from employees.enums import MovementKind, MovementState
from employees.models import Movement
from employees.values import asked_values
from employees.words import GUARDED, SaidRow, in_words, rows_of

# Neither on a page that asks no right for it, nor on a receipt.
_NEVER = frozenset({"nir", *GUARDED})


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of the follow-up of a declaration."""

    text: str
    at: datetime
    detail: str = ""


def movements_of(access: Access, filters: Mapping[str, str]) -> QuerySet[Movement]:
    """What waits on the company first, then the latest; `filters` by the names of the columns."""
    rows: QuerySet[Movement] = Movement.objects.for_access(access).filter(**filters)
    waits = Case(When(state=MovementState.TO_CORRECT, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.select_related("employment__employee").order_by(waits, "-sent_at", "-pk")


def movement_of(access: Access, public_id: str) -> Movement | None:
    """With everything that a page or a receipt says of it."""
    rows = Movement.objects.for_access(access).select_related(
        "adherent__caisse", "employment__employee", "employment__establishment"
    )
    movement: Movement | None = rows.filter(public_id=public_id).first()
    return movement


def sent_rows(movement: Movement) -> list[SaidRow]:
    """What was sent: neither the NIR, nor the wage, nor the reason of a departure."""
    said = {**movement.sent, "siret": siret(movement.sent.get("siret", ""))}
    if movement.kind == MovementKind.DEPARTURE:
        said["certificate_requested"] = in_words("certificate_requested", movement.certificate_requested)
    return rows_of({name: text for name, text in said.items() if name not in _NEVER})


def asked_rows(movement: Movement) -> list[SaidRow]:
    """What a request asks to change, as `sent_rows`."""
    asked = asked_values(movement)
    return rows_of({name: in_words(name, value) for name, value in asked.items() if name not in _NEVER})


def guarded_rows(access: Access, movement: Movement) -> list[SaidRow]:
    """What only some may read of it."""
    if not movement.departure_reason or not access.has(Right.MOTIVES_CONSULT):
        return []
    return rows_of({"departure_reason": in_words("departure_reason", movement.departure_reason)})


def follow_up(movement: Movement) -> list[Moment]:
    """What became of it, the latest last."""
    again = f" (version {movement.version})" if movement.version > 1 else ""
    moments = [Moment(f"Envoyée à la caisse par {movement.sent_by_label}{again}", movement.sent_at)]
    if movement.treated_at is not None:
        said = {
            MovementState.TO_CORRECT: "Correction demandée par la caisse",
            MovementState.ACCEPTED: "Enregistrée par la caisse",
            MovementState.REFUSED: "Refusée par la caisse",
        }
        if text := said.get(MovementState(movement.state)):
            moments.append(Moment(text, movement.treated_at, movement.message))
    return moments
