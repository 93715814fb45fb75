"""What the staff decide of an appointment: another hour, or none; always with a reason, which the company reads."""

from typing import Any

from django.forms import Form
from django.utils import timezone

from core.staff.decisions import ITS_OWN_WORDS, Decision, Taken
from core.staff.reasons import Reasons
from employees.nir import refuse_nir
from support.admin.agenda_forms import MoveForm
from support.appointments.services import treating
from support.appointments.services.refusals import AppointmentRefused
from support.enums import CaisseMovedFor
from support.models import Appointment
from support.models.appointments import REASON_MAX_LENGTH
from support.policies import can_treat_appointment

_REFUSALS: dict[type[Exception], str] = {AppointmentRefused: ITS_OWN_WORDS}
_LONGEST_VERSION = 9
_REASONS = Reasons(
    CaisseMovedFor,
    "L’entreprise lit le motif et ces précisions tels quels dans son espace. Le courriel ne les contient pas.",
    "Choisissez le motif : l’entreprise le lit.",
    limit=REASON_MAX_LENGTH,
    validators=(refuse_nir,),
)


def _is_coming(row: Appointment) -> bool:
    return row.is_coming(timezone.now())


def _version(seen: str) -> int:
    """One that is no number never matches."""
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) <= _LONGEST_VERSION else 0


def _move(taken: Taken) -> Appointment:
    starts_at = taken.form.cleaned_data["slot"]
    version = _version(taken.seen)
    return treating.move(appointment=taken.row, by=taken.by, starts_at=starts_at, reason=taken.reason, version=version)


def _cancel(taken: Taken) -> None:
    treating.cancel(appointment=taken.row, by=taken.by, reason=taken.reason, version=_version(taken.seen))


def _move_form(row: Any, typed: Any) -> Form:
    return MoveForm(_REASONS, row, typed)


MOVE = Decision(
    "move",
    "deplacer",
    "Déplacer",
    may=can_treat_appointment,
    is_offered=_is_coming,
    act=_move,
    done=lambda row: f"Le rendez-vous est déplacé : {row.when}. L’entreprise en est avertie.",
    refusals=_REFUSALS,
    asks=_move_form,
)
CANCEL = Decision(
    "cancel",
    "annuler",
    "Annuler",
    may=can_treat_appointment,
    is_offered=_is_coming,
    act=_cancel,
    done="Le rendez-vous est annulé ; l’entreprise en est avertie.",
    refusals=_REFUSALS,
    consequence="L’heure est rendue aux autres entreprises.",
    reasons=_REASONS,
    is_danger=True,
)
DECISIONS = (MOVE, CANCEL)
