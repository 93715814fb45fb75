"""What the caisse answers to an error reported: the certificate is right, or another one takes its place."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core import audit
from core.templatetags.portal import short_date
from documents.certificates import emails
from documents.certificates.refusals import ChangedMeanwhile, NoCorrection, NotAnyMore
from documents.enums import HandoverState
from documents.models import Document, Handover
from documents.policies import can_keep_certificate, can_treat_handover
from documents.services.withdrawing import withdraw_document

audit.declare(
    {
        "documents.certificate_kept": "Certificat de congé maintenu, réponse à une erreur signalée",
        "documents.certificate_replaced": "Certificat de congé remplacé par un certificat corrigé",
    }
)


@transaction.atomic
def keep_certificate(*, handover: Handover, by: Any, version: int, answer: str) -> None:
    """It is right: the company reads why, and has it to check again. Raises PermissionDenied, ChangedMeanwhile,
    NotAnyMore.
    """
    held = _held(handover, by, version)
    if not can_keep_certificate(held):
        raise NotAnyMore(held)
    held.state = HandoverState.TO_CHECK
    _answer(held, answer, "state")
    _record("kept", held, by, answer=answer)
    emails.certificate_answered(held, held.document)


@transaction.atomic
def replace_certificate(*, handover: Handover, by: Any, version: int, correction_id: int) -> None:
    """By one that is published already; the wrong one is withdrawn. Raises as `keep_certificate`, and NoCorrection."""
    held = _held(handover, by, version)
    correction = corrections_of(held).filter(pk=correction_id).first()
    if correction is None:
        raise NoCorrection
    held.state, held.corrected_by = HandoverState.REPLACED, correction
    _answer(held, f"Remplacé par le certificat corrigé du {short_date(correction.issued_on)}.", "state", "corrected_by")
    if held.document.withdrawn_at is None:
        withdraw_document(document=held.document, by=by, reason=held.answer)
    _record("replaced", held, by, correction=correction.public_id)
    emails.certificate_answered(held, correction)


def corrections_of(handover: Handover) -> Any:
    """The certificates of the same person that may take its place: published, and that replace no other."""
    wrong: Any = handover.document
    rows = Document.objects.published().filter(
        adherent_id=wrong.adherent_id, kind_id=wrong.kind_id, employee_id=wrong.employee_id, corrects__isnull=True
    )
    return rows.exclude(pk=wrong.pk).order_by("-published_at", "-pk")


def _held(handover: Handover, by: Any, version: int) -> Handover:
    """The row, locked to the end of the transaction, as it was when the page was read."""
    rows = Handover.objects.select_related("adherent__caisse", "document", "disputed_by")
    held: Handover = rows.select_for_update(of=("self",)).get(pk=handover.pk)
    if not can_treat_handover(by, held):
        raise PermissionDenied
    if held.version != version:
        raise ChangedMeanwhile(held)
    if held.state != HandoverState.DISPUTED:
        raise NotAnyMore(held)
    return held


def _answer(held: Handover, answer: str, *fields: str) -> None:
    held.answer, held.answered_at = answer, timezone.now()
    held.version += 1
    held.save(update_fields=[*fields, "answer", "answered_at", "version"])


def _record(action: str, held: Handover, by: Any, **changes: str) -> None:
    audit.record(
        f"documents.certificate_{action}",
        actor=by,
        caisse_id=held.adherent.caisse_id,
        adherent_id=held.adherent_id,
        tiers_label=held.adherent.name,
        target=f"certificat {held.document.public_id}",
        changes=changes,
    )
