"""The caisse examines a case, asks about it, closes it."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core import audit
from stoppages import emails
from stoppages.enums import CaseState, EventKind
from stoppages.models import CaseFile, CaseQuestion, StoppageCase
from stoppages.queries.awaiting import is_treated_by_the_caisse
from stoppages.services.cases import held_by_caisse, touch
from stoppages.services.history import note
from stoppages.services.settling import settle

ASKABLE = (CaseState.SENT, CaseState.EXAMINED)
CLOSABLE = (CaseState.ACCEPTED, CaseState.PARTLY, CaseState.REFUSED, CaseState.REIMBURSED)

audit.declare({"stoppages.file_read": "Arrêt : pièce ouverte par la caisse"})


def to_treat(by: Any, case: StoppageCase, *, version: int | None, states: tuple[CaseState, ...]) -> StoppageCase:
    """Held, of those that the caisse treats. Raises PermissionDenied, NotAnyMore, ChangedMeanwhile."""
    if not StoppageCase.objects.filter(is_treated_by_the_caisse(), pk=case.pk).exists():
        raise PermissionDenied
    return held_by_caisse(by, case, version=version, states=states)


def begin_examination(*, case: StoppageCase, by: Any, version: int) -> None:
    """Raises PermissionDenied, StoppageRefused."""
    with transaction.atomic():
        locked = to_treat(by, case, version=version, states=(CaseState.SENT,))
        locked.examined_at = timezone.now()
        touch(locked)
        settle(locked)
        note(locked, EventKind.EXAMINED, by=by)


def ask(*, case: StoppageCase, by: Any, version: int, text: str, due_on: date | None) -> CaseQuestion:
    """One at a time; to ask is to examine. Raises PermissionDenied, StoppageRefused."""
    with transaction.atomic():
        locked = to_treat(by, case, version=version, states=ASKABLE)
        if locked.state == CaseState.SENT:
            locked.examined_at = timezone.now()
        question = CaseQuestion.objects.create(
            case=locked, adherent_id=locked.adherent_id, text=text, due_on=due_on, asked_by=by
        )
        touch(locked)
        settle(locked)
        note(locked, EventKind.ASKED, by=by, message=text[:500])
        emails.question_asked(locked, question)
    return question


def close_case(*, case: StoppageCase, by: Any, version: int) -> None:
    """Nothing is to be decided or paid any more; a payment never closes a case by itself. Raises PermissionDenied,
    StoppageRefused.
    """
    with transaction.atomic():
        locked = to_treat(by, case, version=version, states=CLOSABLE)
        locked.closed_at = timezone.now()
        touch(locked)
        settle(locked)
        note(locked, EventKind.CLOSED, by=by)


def record_file_reading(*, file: CaseFile, by: Any) -> None:
    """Staff opened a file that a company joined."""
    adherent = file.case.adherent
    audit.record(
        "stoppages.file_read",
        actor=by,
        caisse_id=adherent.caisse_id,
        adherent_id=adherent.pk,
        tiers_label=adherent.name,
        target=f"arrêt {file.case.reference}",
        changes={"file": file.name},
    )
