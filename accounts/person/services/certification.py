"""Certifying an e-mail address again, and changing it: by a link whose page has a button (SECURITY D4, D5)."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import emails
from accounts.models import EmailChange, User
from core import audit, throttling
from core.references import new_public_id
from core.tokens import BadToken, make_token, read_token

RENEWAL = "accounts.recertification"
CHANGE = "accounts.email_change"

audit.declare(
    {
        "accounts.certification_link_sent": "Lien de certification envoyé",
        "accounts.email_certified": "Adresse électronique certifiée de nouveau",
        "accounts.email_change_asked": "Changement d’adresse électronique demandé",
        "accounts.email_change_withdrawn": "Changement d’adresse électronique abandonné",
        "accounts.email_changed": "Adresse électronique changée",
    }
)


class AddressTaken(Exception):
    """Another account got this address before the click."""


class AlreadyChanged(Exception):
    """The link did its work before: the account has this address."""


def send_link(*, user: User, ip: str) -> None:
    """Send the link that certifies the present address again. Raises `Throttled`."""
    throttling.enforce("activation_email_ip", ip)
    throttling.enforce("activation_email", user.email)
    with transaction.atomic():
        audit.record("accounts.certification_link_sent", actor=user)
        emails.recertification(user, renewal_token(user))


def renewal_token(user: User) -> str:
    """Dies with a change of address or a later certification, not with a sign-in or a new password."""
    return make_token(RENEWAL, {"person": user.public_id, "email": user.email, "since": _since(user)})


def read_renewal(token: str) -> tuple[User, bool]:
    """The person of a link, and whether it has done its work already. Raises `ExpiredToken` or `BadToken`."""
    content = read_token(RENEWAL, token, lifetime=settings.EMAIL_CERTIFICATION_LINK_LIFETIME)
    user = User.objects.filter(public_id=content.get("person"), email=content.get("email"), is_active=True).first()
    if user is None:
        raise BadToken("another address")
    return user, _since(user) != content.get("since")


def renew(*, token: str) -> User:
    """Certify the address for another period; a second click changes nothing. Raises as `read_renewal`."""
    with transaction.atomic():
        user, is_done = read_renewal(token)
        if is_done:
            return user
        now = timezone.now()
        changed = User.objects.filter(pk=user.pk, email_certified_at=user.email_certified_at).update(
            email_certified_at=now, email_failing_since=None
        )
        if changed:
            audit.record("accounts.email_certified", actor=user)
    return user


def ask_change(*, user: User, email: str, ip: str) -> EmailChange:
    """Send a link to the new address and tell the former one, which stays valid until the click. Raises `Throttled`.

    The answer is the same whether the new address has an account or not. A later request replaces an earlier one.
    """
    throttling.enforce("activation_email_ip", ip)
    throttling.enforce("activation_email", email)
    with transaction.atomic():
        change, _ = EmailChange.objects.update_or_create(
            user=user, defaults={"email": email, "public_id": new_public_id(), "asked_at": timezone.now()}
        )
        audit.record("accounts.email_change_asked", actor=user)
        owner = User.objects.filter(email=email).exclude(pk=user.pk).first()
        if owner is None:
            emails.email_change(change, change_token(change))
        else:
            emails.email_change_refused(owner)
        emails.email_change_asked(user, email)
    return change


def change_token(change: EmailChange) -> str:
    """Dies with a later request, with the request withdrawn, and with a new password."""
    return make_token(CHANGE, {"change": change.public_id, "email": change.email, "person": change.user.public_id})


def read_change(token: str) -> EmailChange:
    """The change a link speaks of. Raises `AlreadyChanged`, `ExpiredToken` or `BadToken`."""
    return _read_change(token, EmailChange.objects.all())


def _read_change(token: str, changes: QuerySet[EmailChange]) -> EmailChange:
    content = read_token(CHANGE, token, lifetime=settings.EMAIL_CHANGE_LINK_LIFETIME)
    named = {"email": content.get("email")}
    change = changes.filter(public_id=content.get("change"), user__is_active=True, **named).first()
    if change is not None:
        return change
    if User.objects.filter(public_id=content.get("person"), is_active=True, **named).exists():
        raise AlreadyChanged
    raise BadToken("replaced or withdrawn")


def withdraw_change(*, user: User) -> None:
    """Forget the address asked for: the link sent to it dies."""
    with transaction.atomic():
        if EmailChange.objects.filter(user=user).delete()[0]:
            audit.record("accounts.email_change_withdrawn", actor=user)


def confirm_change(*, token: str) -> User:
    """Give the account its new, certified address, and tell the former one.

    Raises `AddressTaken`, `AlreadyChanged`, `ExpiredToken` or `BadToken`.
    """
    try:
        with transaction.atomic():
            # Locked: of two clicks one does the work, and a later request cannot slip in between.
            change = _read_change(token, EmailChange.objects.select_for_update())
            user = User.objects.select_for_update().get(pk=change.user_id)
            former, user.email = user.email, change.email
            user.email_certified_at, user.email_failing_since = timezone.now(), None
            user.save(update_fields=["email", "email_certified_at", "email_failing_since"])
            change.delete()
            audit.record("accounts.email_changed", actor=user)
            emails.email_changed(user, former)
    except IntegrityError as error:
        raise AddressTaken from error
    return user


def _since(user: User) -> str:
    return user.email_certified_at.isoformat() if user.email_certified_at else ""
