"""What a person does to their own account: password, phones, messages, sessions, leaving, closing."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import emails
from accounts.enums import Rhythm, Topic
from accounts.models import EmailChange, Membership, MessageChoice, PhoneCertification, RecoveryCode, Session, User
from accounts.person.services.certification import withdraw_change
from accounts.services import stops
from accounts.signals import daily_choice_ended
from accounts.values import Chosen
from core import audit, throttling
from core.tenancy import all_tenants

audit.declare(
    {
        "accounts.password_changed": "Mot de passe changé",
        "accounts.mobile_removed": "Numéro de mobile retiré",
        "accounts.landline_changed": "Téléphone fixe modifié",
        "accounts.messages_chosen": "Choix des messages modifié",
        "accounts.session_closed": "Session fermée à distance",
        "accounts.left": "Rattachement quitté",
        "accounts.closed": "Compte fermé par son titulaire",
        "accounts.data_downloaded": "Données personnelles téléchargées",
    }
)


class WrongPassword(Exception):
    """The present password is not the one typed."""


def check_password(*, user: User, password: str) -> None:
    """Count the try, then check. Raises `Throttled` or `WrongPassword`."""
    throttling.enforce("change_password", str(user.pk))
    if not user.check_password(password):
        raise WrongPassword
    throttling.forget("change_password", str(user.pk))


def change_password(*, user: User, password: str) -> None:
    """Set the new password; every other session of the person ends (the caller keeps its own).

    A change of address under way is withdrawn: someone who knew the former password may have asked for it.
    """
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        withdraw_change(user=user)
        audit.record("accounts.password_changed", actor=user)
        emails.password_changed(user)


def change_landline(*, user: User, landline: str) -> None:
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(landline=landline)
        audit.record("accounts.landline_changed", actor=user)


def remove_mobile(*, user: User) -> None:
    """Forget the number, its certification and the messages by SMS that relied on it."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(mobile="", mobile_certified_at=None, mobile_failing_since=None)
        PhoneCertification.objects.filter(user=user).delete()
        MessageChoice.objects.filter(user=user).update(by_sms=False)
        audit.record("accounts.mobile_removed", actor=user)
        emails.mobile_changed(user)


def choose_messages(*, user: User, choices: Mapping[Topic, Chosen]) -> None:
    """Keep, for each topic, whether it comes by e-mail and by SMS, and how often; security always comes by e-mail."""
    with transaction.atomic():
        # Held, in one order for everybody, so that what was kept for the morning is told once.
        rows = MessageChoice.objects.select_for_update().filter(user=user).order_by("pk")
        before = {row.topic: row for row in rows}
        for topic, chosen in choices.items():
            _choose(user, topic, chosen, before.get(topic))
        audit.record("accounts.messages_chosen", actor=user)


def _choose(user: User, topic: Topic, chosen: Chosen, before: MessageChoice | None) -> None:
    is_daily = chosen.rhythm == Rhythm.DAILY
    told_until = before.told_until if before is not None else None
    MessageChoice.objects.update_or_create(
        user=user,
        topic=topic,
        defaults={
            "by_email": chosen.by_email or topic == Topic.SECURITY,
            "by_sms": chosen.by_sms,
            "rhythm": chosen.rhythm,
            "told_until": (told_until or timezone.now()) if is_daily else None,
        },
    )
    if before is not None and before.rhythm == Rhythm.DAILY and not is_daily:
        daily_choice_ended.send(sender=MessageChoice, choice=before)


def close_session(*, user: User, public_id: str, kept_key: str | None) -> bool:
    """End one session of this person, never the present one (`kept_key`); False when there is none of that name."""
    with transaction.atomic():
        closed, _ = Session.objects.filter(user=user, public_id=public_id).exclude(session_key=kept_key).delete()
        if closed:
            audit.record("accounts.session_closed", actor=user)
    return bool(closed)


def close_other_sessions(*, user: User, kept_key: str | None) -> int:
    """End every session of this person but one (None: all); return how many."""
    with transaction.atomic():
        closed, _ = Session.objects.filter(user=user).exclude(session_key=kept_key).delete()
        if closed:
            audit.record("accounts.session_closed", actor=user, changes={"count": closed})
    return closed


def leave(*, user: User, membership: Membership) -> None:
    """End one's own membership; the history stays with the company."""
    with all_tenants(reason="a person leaves one of their own companies"), transaction.atomic():
        left = Membership.objects.in_force().filter(pk=membership.pk, user=user).update(ended_at=timezone.now())
        if left:
            adherent = membership.adherent
            audit.record(
                "accounts.left",
                actor=user,
                caisse_id=adherent.caisse_id,
                adherent_id=adherent.pk,
                tiers_label=adherent.name,
            )
            emails.left(user, adherent.name)


def close(*, user: User) -> None:
    """Close the account for good: the address is freed, coordinates and secrets go, the journal stays its time."""
    with all_tenants(reason="a person closes their own account"), transaction.atomic():
        emails.account_closed(user)
        audit.record("accounts.closed", actor=user)
        Membership.objects.in_force().filter(user=user).update(ended_at=timezone.now())
        for model in (EmailChange, MessageChoice, PhoneCertification, RecoveryCode, Session):
            model._default_manager.filter(user=user).delete()
        TOTPDevice.objects.filter(user=user).delete()
        mobile = user.mobile
        user.email = f"{user.public_id}@compte-ferme.invalid"
        user.landline = user.mobile = ""
        user.mobile_certified_at = user.email_certified_at = None
        user.is_active, user.closed_at = False, timezone.now()
        user.set_unusable_password()
        user.save()
        stops.forget(number=mobile)


def record_download(*, user: User) -> None:
    audit.record("accounts.data_downloaded", actor=user)
