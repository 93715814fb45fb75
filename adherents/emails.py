"""One function per message of adherents. None holds an IBAN, masked or not."""

from django.urls import reverse

from adherents.models import ChangeRequest
from core.mail import send_email


def change_received(change: ChangeRequest) -> None:
    """Tells whoever asked that the caisse has the request."""
    _to_author(kind="adherents/change_received", change=change)


def change_accepted(change: ChangeRequest) -> None:
    """Tells whoever asked that it is done."""
    _to_author(kind="adherents/change_accepted", change=change)


def change_refused(change: ChangeRequest) -> None:
    """Tells whoever asked why it is not done."""
    _to_author(kind="adherents/change_refused", change=change)


def change_to_treat(change: ChangeRequest) -> None:
    """Tells the caisse that a request awaits it."""
    adherent = change.adherent
    send_email(
        kind="adherents/change_to_treat",
        to=adherent.caisse.email,
        context={
            "company": adherent.name,
            "cibtp_id": adherent.cibtp_id,
            "subject_asked": change.subject,
            "author": change.asked_by_label,
            "path": reverse("admin:adherents_changerequest_change", args=[change.pk]),
            "caisse": adherent.caisse,
        },
        caisse_id=adherent.caisse_id,
    )


def _to_author(*, kind: str, change: ChangeRequest) -> None:
    person, adherent = change.asked_by, change.adherent
    if person is None or not person.is_active:
        return
    send_email(
        kind=kind,
        to=person.email,
        context={
            "first_name": person.first_name,
            "company": adherent.name,
            "subject_asked": change.subject,
            "reason": change.reason,
            "caisse": adherent.caisse,
        },
        user=person,
        caisse_id=adherent.caisse_id,
    )
