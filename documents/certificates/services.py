"""What the company does of a certificat de congé: check it, hand it over, report an error (D3141-34)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core import audit
from core.access import Access
from documents.certificates.refusals import ChangedMeanwhile, NotAnyMore
from documents.enums import HandoverState
from documents.models import Handover
from documents.policies import can_act, can_check, can_hand_over, can_report_error

audit.declare(
    {
        "documents.certificate_checked": "Certificat de congé vérifié",
        "documents.certificate_handed_over": "Certificat de congé noté remis",
        "documents.certificate_disputed": "Erreur signalée sur un certificat de congé",
    }
)


@transaction.atomic
def check_certificate(*, access: Access, handover: Handover, version: int) -> None:
    """Raises PermissionDenied, ChangedMeanwhile, NotAnyMore."""
    held = _held(access, handover, version, can_check)
    held.state = HandoverState.TO_HAND_OVER
    held.checked_at, held.checked_by_label = timezone.now(), _label(access)
    _save(held, "state", "checked_at", "checked_by_label")
    _record("checked", access, held)


@transaction.atomic
def hand_over(*, access: Access, handover: Handover, version: int, on: date) -> None:
    """Given to the salarié on that day; said again, it corrects the day. Raises as `check_certificate`."""
    held = _held(access, handover, version, can_hand_over)
    before = held.handed_over_on
    held.state = HandoverState.HANDED_OVER
    held.handed_over_on, held.handed_over_by_label = on, _label(access)
    _save(held, "state", "handed_over_on", "handed_over_by_label")
    _record("handed_over", access, held, on=str(on), **({"before": str(before)} if before else {}))


@transaction.atomic
def report_error(*, access: Access, handover: Handover, version: int, said: str) -> None:
    """The caisse answers; nothing is done of the certificate meanwhile. Raises as `check_certificate`."""
    held = _held(access, handover, version, can_report_error)
    held.state = HandoverState.DISPUTED
    held.disputed_at, held.disputed_by, held.disputed_by_label = timezone.now(), access.user, _label(access)
    held.said, held.answer, held.answered_at = said, "", None
    _save(held, "state", "disputed_at", "disputed_by", "disputed_by_label", "said", "answer", "answered_at")
    _record("disputed", access, held, said=said)


def _held(access: Access, handover: Handover, version: int, may: Callable[[Access, Handover], bool]) -> Handover:
    """The row, locked to the end of the transaction, as it was when the page was read."""
    rows = Handover.objects.for_access(access).select_related("document").select_for_update(of=("self",))
    held: Handover | None = rows.filter(pk=handover.pk).first()
    if held is None or not can_act(access):
        raise PermissionDenied
    if held.version != version:
        raise ChangedMeanwhile(held)
    if not may(access, held):
        raise NotAnyMore(held)
    return held


def _save(held: Handover, *fields: str) -> None:
    held.version += 1
    held.save(update_fields=[*fields, "version"])


def _record(action: str, access: Access, held: Handover, **changes: Any) -> None:
    target = f"certificat {held.document.public_id}"
    audit.record(f"documents.certificate_{action}", access=access, target=target, changes=changes)


def _label(access: Access) -> str:
    return str(access.user)[:200]
