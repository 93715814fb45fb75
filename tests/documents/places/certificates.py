"""A certificat de congé, at each of its states."""

from datetime import date
from typing import Any

from django.utils import timezone

from documents.enums import HandoverState
from documents.models import Handover
from tests.documents.factories import certificate
from tests.e2e.places import Visit, place
from tests.employees.factories import EmployeeFactory

SAID = "Le certificat dit 1 517 heures. Les bulletins de mai et de juin, avec l’arrêt pour accident, en font 1 607."


def shown(visit: Visit, state: HandoverState, path: str = "", **fields: Any) -> None:
    adherent = visit.signed_in().adherent
    employee = EmployeeFactory(adherent=adherent, last_name="N’Guessan-Lefèvre de la Tour", first_name="Marie-Ange")
    paper = certificate(
        employee,
        reference="CC-2026-00418",
        issued_on=date(2026, 10, 5),
        period_starts_on=date(2025, 4, 1),
        period_ends_on=date(2026, 3, 31),
    )
    Handover.objects.filter(document=paper).update(state=state, **fields)
    visit.go(f"/espace/{adherent.public_id}/documents/{paper.public_id}/certificat/{path}")


@place("certificate-to-check", is_signed_in=True)
def to_check(visit: Visit) -> None:
    """Once the caisse answered: the longest of its states."""
    answer = "Les heures de l’arrêt pour accident ne comptent qu’à partir du quatrième jour : 1 517 est juste."
    shown(visit, HandoverState.TO_CHECK, said=SAID, answer=answer, answered_at=timezone.now())


@place("certificate-to-hand-over")
def to_hand_over(visit: Visit) -> None:
    shown(
        visit, HandoverState.TO_HAND_OVER, checked_at=timezone.now(), checked_by_label="Alice Martin-Delacroix-Duvignau"
    )


@place("certificate-disputed")
def disputed(visit: Visit) -> None:
    shown(
        visit, HandoverState.DISPUTED, said=SAID, disputed_at=timezone.now(), disputed_by_label="Alice Martin-Delacroix"
    )


@place("certificate-error")
def error(visit: Visit) -> None:
    shown(visit, HandoverState.TO_CHECK, "erreur/")
