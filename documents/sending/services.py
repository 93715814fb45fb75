"""What a company sends to its caisse: sent once, then taken into account or refused."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from adherents.models import Adherent
from core import audit
from core.access import Access
from core.references import new_reference
from core.upload_field import keep, no_file_left_behind
from core.uploads import Upload
from documents.enums import SentState
from documents.models import SentDocument, SentFile
from documents.policies import can_act, can_treat_sent
from documents.sending import emails
from documents.sending.queries import accepted_kinds, sent_today
from documents.values import SendingValues

FOLDER = "documents-envoyes"

audit.declare(
    {
        "documents.sent": "Document envoyé à la caisse",
        "documents.sent_accepted": "Document envoyé : pris en compte par la caisse",
        "documents.sent_refused": "Document envoyé : refusé par la caisse",
        "documents.sent_file_read": "Document envoyé : fichier ouvert par la caisse",
    }
)


class SendingRefused(Exception):
    """`str()` says why, in words."""


class TooMuchToday(SendingRefused):
    def __init__(self) -> None:
        most = settings.SENT_DAY_MAX_BYTES // 1024**2
        super().__init__(
            f"Votre entreprise peut envoyer {most} Mo par jour, et cet envoi les dépasse : rien n’est parti. Envoyez "
            "moins de fichiers, ou attendez demain."
        )


class AlreadyTreated(SendingRefused):
    """Somebody else was quicker."""

    def __init__(self, sending: SentDocument) -> None:
        super().__init__(f"Cet envoi est déjà traité ({sending.get_state_display().lower()}) : rien n’a été changé.")


def send_document(
    *, access: Access, values: SendingValues, uploads: Sequence[Upload], attempt: str
) -> tuple[SentDocument, bool]:
    """The sending, and whether it is new: what this form has already sent is answered again, and not sent twice.

    Raises PermissionDenied, TooMuchToday.
    """
    _check_may_send(access, values)
    with no_file_left_behind() as stored, transaction.atomic():
        # Sendings of a company come one by one: what it sends in a day is counted, and nothing is sent twice.
        Adherent.objects.select_for_update(no_key=True).get(pk=access.tiers.adherent_id)
        again = SentDocument.objects.for_access(access).filter(attempt=attempt).first()
        if again is not None:
            return again, False
        _check_quota(access, uploads)
        sending = _create(access, values, attempt)
        for upload in uploads:
            _keep(sending, upload, stored)
        changes = {"files": [upload.name for upload in uploads]}
        audit.record("documents.sent", access=access, target=str(sending), changes=changes)
    return sending, True


@transaction.atomic
def accept_sent(*, sending: SentDocument, by: Any) -> None:
    """Raises PermissionDenied, AlreadyTreated."""
    locked = _treat(sending, by, SentState.ACCEPTED)
    _record("documents.sent_accepted", locked, by, {})
    emails.sending_accepted(locked)


@transaction.atomic
def refuse_sent(*, sending: SentDocument, by: Any, reason: str) -> None:
    """Raises PermissionDenied, AlreadyTreated."""
    locked = _treat(sending, by, SentState.REFUSED, reason)
    _record("documents.sent_refused", locked, by, {"reason": reason})
    emails.sending_refused(locked)


def record_file_reading(*, file: SentFile, by: Any) -> None:
    """Staff opened a file that a company sent."""
    _record("documents.sent_file_read", file.sending, by, {"file": file.name})


def _check_may_send(access: Access, values: SendingValues) -> None:
    if not can_act(access) or values.kind.pk not in {kind.pk for kind in accepted_kinds(access)}:
        raise PermissionDenied


def _check_quota(access: Access, uploads: Sequence[Upload]) -> None:
    size = sum(len(upload.content) for upload in uploads)
    if sent_today(access.tiers.adherent_id) + size > settings.SENT_DAY_MAX_BYTES:
        raise TooMuchToday


def _create(access: Access, values: SendingValues, attempt: str) -> SentDocument:
    """From a site, of that site."""
    site_id = access.tiers.establishment_id or (values.establishment.pk if values.establishment else None)
    firm = f" ({access.via.firm_name})" if access.via.firm_name else ""
    return SentDocument.objects.create(
        adherent_id=access.tiers.adherent_id,
        reference=new_reference("P"),
        attempt=attempt,
        kind=values.kind,
        establishment_id=site_id,
        employee=values.employee,
        note=values.note,
        sent_by=access.user,
        sent_by_label=f"{access.user}{firm}"[:200],
    )


def _keep(sending: SentDocument, upload: Upload, stored: list[str]) -> None:
    SentFile.objects.create(
        sending=sending,
        adherent_id=sending.adherent_id,
        stored_name=keep(upload, FOLDER, stored),
        name=upload.name,
        content_type=upload.content_type,
        size=len(upload.content),
    )


def _treat(sending: SentDocument, by: Any, state: SentState, reason: str = "") -> SentDocument:
    rows = SentDocument.objects.select_for_update(of=("self",), no_key=True)
    beside = ("adherent__caisse", "kind", "establishment", "sent_by")
    locked: SentDocument = rows.select_related(*beside).get(pk=sending.pk)
    if not can_treat_sent(by, locked):
        raise PermissionDenied
    if locked.state != SentState.SENT:
        raise AlreadyTreated(locked)
    locked.state, locked.reason, locked.treated_by, locked.treated_at = state, reason, by, timezone.now()
    locked.save(update_fields=["state", "reason", "treated_by", "treated_at"])
    return locked


def _record(action: str, sending: SentDocument, by: Any, changes: dict[str, Any]) -> None:
    adherent = sending.adherent
    audit.record(
        action,
        actor=by,
        caisse_id=adherent.caisse_id,
        adherent_id=adherent.pk,
        tiers_label=adherent.name,
        target=str(sending),
        changes=changes,
    )
