"""What the caisse decides of a leave declared to it: it takes it into account, or refuses it and says why."""

from typing import Any

from absences.models import LeaveDeclaration
from absences.policies import can_treat_leave
from absences.queries.rules import refusal_reasons
from absences.services import declaring
from core.staff.decisions import ITS_OWN_WORDS, Decision, Taken
from core.staff.reasons import Reasons
from employees.nir import refuse_nir

_REFUSALS: dict[type[Exception], str] = {declaring.TreatmentRefused: ITS_OWN_WORDS}
_DIGITS = 9


def _version(taken: Taken) -> int:
    """No declaration has the version 0: what is not a number decides nothing."""
    return int(taken.seen) if taken.seen.isascii() and taken.seen.isdigit() and len(taken.seen) <= _DIGITS else 0


def _take(taken: Taken) -> None:
    declaring.take_into_account(declaration=taken.row, by=taken.by, version=_version(taken))


def _refuse(taken: Taken) -> None:
    declaring.refuse_leave(declaration=taken.row, by=taken.by, version=_version(taken), reason=taken.reason)


def _is_waiting(declaration: LeaveDeclaration) -> bool:
    return declaration.is_waiting


def reasons_of(declaration: LeaveDeclaration) -> dict[str, str]:
    """The list of the caisse that the company belongs to."""
    return {str(reason.pk): reason.label for reason in refusal_reasons(_caisse_of(declaration))}


def _caisse_of(declaration: Any) -> int:
    caisse_id: int = declaration.adherent.caisse_id
    return caisse_id


TAKE = Decision(
    "take",
    "prendre-en-compte",
    "Prendre en compte",
    may=can_treat_leave,
    is_offered=_is_waiting,
    act=_take,
    done="C’est pris en compte ; l’entreprise le voit dans son espace.",
    refusals=_REFUSALS,
    shortcut="a",
)
REFUSE = Decision(
    "refuse",
    "refuser",
    "Refuser",
    may=can_treat_leave,
    is_offered=_is_waiting,
    act=_refuse,
    done="C’est refusé ; l’entreprise en est avertie.",
    refusals=_REFUSALS,
    consequence="La caisse s’en tient à ce qu’elle connaissait, et l’entreprise lit pourquoi.",
    reasons=Reasons(
        reasons_of,
        "L’entreprise lit le motif et ces précisions tels quels dans son espace. Le courriel qui l’avertit ne les "
        "contient pas.",
        "Choisissez le motif : l’entreprise en a besoin pour corriger.",
        limit=500,
        validators=(refuse_nir,),
        is_closed=True,
    ),
    is_danger=True,
    shortcut="x",
)
