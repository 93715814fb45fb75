"""What the caisse's staff do to a person's account, each act journalled with who did it (SECURITY A25, S9, L2).

Nothing here reads or sets a password or a code: the person receives a link.
"""

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import emails
from accounts.enums import OpeningState
from accounts.models import AccountOpening, RecoveryCode, Session, User
from accounts.opening import services as opening_services
from accounts.person.services.certification import renewal_token
from accounts.policies import can_act_on, can_prepare_letters, can_remove_second_factor
from accounts.staff.queries import target_of
from core import audit, outgoing, throttling
from core.models import OutgoingMessage

audit.declare(
    {
        "accounts.person_viewed": "Fiche d’une personne consultée",
        "accounts.staff_sent_activation": "Courriel d’activation renvoyé par la caisse",
        "accounts.staff_sent_certification": "Lien de certification envoyé par la caisse",
        "accounts.staff_sent_reset": "Lien de réinitialisation envoyé par la caisse",
        "accounts.staff_closed_sessions": "Sessions fermées par la caisse",
        "accounts.staff_removed_second_factor": "Double authentification retirée par le réseau",
        "accounts.suspended": "Compte suspendu par la caisse",
        "accounts.restored": "Compte rétabli par la caisse",
    }
)


class NotPossible(Exception):
    """The state of the account leaves nothing to do; the text says why."""


def record_person_viewed(*, person: User, by: User) -> None:
    _record("accounts.person_viewed", person, by)


def send_certification(*, person: User, by: User) -> None:
    """Send the link that certifies the present address. Raises `Throttled` or `NotPossible`."""
    _require(by, person)
    _require_active(person)
    throttling.enforce("activation_email", person.email)
    with transaction.atomic():
        _record("accounts.staff_sent_certification", person, by)
        emails.recertification(person, renewal_token(person))


def send_reset(*, person: User, by: User) -> None:
    """Send the link with which the person chooses a new password. Raises `Throttled` or `NotPossible`."""
    _require(by, person)
    _require_active(person)
    throttling.enforce("reset_email", person.email)
    with transaction.atomic():
        _record("accounts.staff_sent_reset", person, by)
        emails.reset(person, default_token_generator.make_token(person))


def send_activation(*, opening: AccountOpening, by: User) -> None:
    """Send the activation link of an opening again. Raises `Throttled` or `NotPossible`."""
    adherent = opening.adherent
    if not can_prepare_letters(by, adherent.caisse_id):
        raise PermissionDenied
    if opening.state != OpeningState.PENDING:
        raise NotPossible("Aucune activation n’est attendue pour cette ouverture.")
    throttling.enforce("activation_email", opening.pending_account.email)
    with transaction.atomic():
        audit.record(
            "accounts.staff_sent_activation",
            actor=by,
            caisse_id=adherent.caisse_id,
            adherent_id=adherent.pk,
            tiers_label=adherent.name,
        )
        opening_services.remind_activation(pending=opening.pending_account)


def close_sessions(*, person: User, by: User) -> int:
    """End every session of the person, portal and admin (SECURITY S9); return how many."""
    _require(by, person)
    with transaction.atomic():
        closed, _ = Session.objects.filter(user=person).delete()
        _record("accounts.staff_closed_sessions", person, by, count=closed)
    return closed


def suspend(*, person: User, by: User, reason: str) -> None:
    """Close the account until it is restored: its sessions end at once, the person is told. Raises `NotPossible`."""
    _require(by, person)
    with transaction.atomic():
        if not User.objects.filter(pk=person.pk, is_active=True).update(is_active=False, suspended_reason=reason):
            raise NotPossible("Ce compte est déjà suspendu.")
        Session.objects.filter(user=person).delete()
        _record("accounts.suspended", person, by, reason=reason)
        emails.account_suspended(person)


def restore(*, person: User, by: User) -> None:
    """Open a suspended account again, and tell the person. Raises `NotPossible`."""
    _require(by, person)
    with transaction.atomic():
        suspended = User.objects.filter(pk=person.pk, is_active=False, closed_at__isnull=True)
        if not suspended.update(is_active=True, suspended_reason=""):
            raise NotPossible("Ce compte n’est pas suspendu.")
        _record("accounts.restored", person, by, reason=person.suspended_reason)
        emails.account_restored(person)


def remove_second_factor(*, person: User, by: User) -> None:
    """For whoever lost both the telephone and the recovery codes, once the network has made sure of who asks."""
    if not can_remove_second_factor(by, person):
        raise PermissionDenied
    with transaction.atomic():
        removed, _ = TOTPDevice.objects.filter(user=person).delete()
        if not removed:
            raise NotPossible("Ce compte n’a pas de double authentification.")
        RecoveryCode.objects.filter(user=person).delete()
        Session.objects.filter(user=person).delete()
        _record("accounts.staff_removed_second_factor", person, by)
        emails.second_factor_changed(person, is_on=False)


def resend_message(*, person: User, message: OutgoingMessage, by: User) -> None:
    """Send a message to that person again. Raises `outgoing.NotResendable` when it held a link or a code."""
    _require(by, person)
    outgoing.resend(message=message, by=by)


def _require(by: User, person: User) -> None:
    if not can_act_on(by, person):
        raise PermissionDenied


def _require_active(person: User) -> None:
    if not person.is_active:
        raise NotPossible("Ce compte est suspendu : rétablissez-le d’abord.")
    if person.email_certified_at is None:
        raise NotPossible("Cette adresse n’a jamais été certifiée : le compte s’active par le courriel d’activation.")


def _record(action: str, person: User, by: User, **changes: object) -> None:
    caisse_id = None if by.is_superuser else by.staff_caisse_id
    audit.record(action, actor=by, caisse_id=caisse_id, target=target_of(person), changes=changes)
