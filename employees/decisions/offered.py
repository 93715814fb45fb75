"""What the caisse decides of a movement: record it, have it corrected, refuse it."""

from core.staff.decisions import ITS_OWN_WORDS, Decision, Taken
from core.staff.reasons import Reasons
from employees.decisions import services
from employees.enums import REQUESTS, CorrectionReason, MovementRefusalReason, MovementState
from employees.models import Movement
from employees.nir import refuse_nir
from employees.policies import can_treat_movement

_READER = (
    "L’entreprise lit le motif et ces précisions tels quels dans son espace. Le courriel qui l’avertit ne les contient "
    "pas."
)
_MISSING = "Choisissez le motif : l’entreprise en a besoin pour corriger."
_LIMIT = 500
_REFUSALS: dict[type[Exception], str] = {services.TreatmentRefused: ITS_OWN_WORDS}


def _version(taken: Taken) -> int:
    """No movement has the version 0: what is not a number decides nothing."""
    return int(taken.seen) if taken.seen.isascii() and taken.seen.isdigit() else 0


def _accept(taken: Taken) -> None:
    services.accept_movement(movement=taken.row, by=taken.by, version=_version(taken))


def _ask_correction(taken: Taken) -> None:
    services.ask_correction(movement=taken.row, by=taken.by, version=_version(taken), message=taken.reason)


def _refuse(taken: Taken) -> None:
    services.refuse_movement(movement=taken.row, by=taken.by, version=_version(taken), message=taken.reason)


def _is_open(movement: Movement) -> bool:
    return movement.is_open


def _can_be_corrected(movement: Movement) -> bool:
    """A request is accepted or refused: the company makes another."""
    return movement.state == MovementState.SENT and movement.kind not in REQUESTS


ACCEPT = Decision(
    "accept",
    "accepter",
    "Accepter",
    may=can_treat_movement,
    is_offered=_is_open,
    act=_accept,
    done="C’est enregistré ; l’entreprise le voit dans son espace.",
    refusals=_REFUSALS,
    shortcut="a",
)
ASK_CORRECTION = Decision(
    "correct",
    "corriger",
    "Demander une correction",
    may=can_treat_movement,
    is_offered=_can_be_corrected,
    act=_ask_correction,
    done="La correction est demandée à l’entreprise.",
    refusals=_REFUSALS,
    consequence="L’entreprise corrige son envoi, qui revient ensuite dans la file.",
    reasons=Reasons(CorrectionReason, _READER, _MISSING, _LIMIT, validators=(refuse_nir,)),
    shortcut="c",
)
REFUSE = Decision(
    "refuse",
    "refuser",
    "Refuser",
    may=can_treat_movement,
    is_offered=_is_open,
    act=_refuse,
    done="C’est refusé ; l’entreprise en est avertie.",
    refusals=_REFUSALS,
    consequence="Rien n’a d’effet, et l’entreprise lit pourquoi.",
    reasons=Reasons(MovementRefusalReason, _READER, _MISSING, _LIMIT, validators=(refuse_nir,)),
    is_danger=True,
    shortcut="x",
)
