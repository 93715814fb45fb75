"""Mot de passe oublié: one answer whatever the address, a link that serves once, for an hour, and signs nobody in."""

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction

from accounts import emails
from accounts.models import PendingAccount, User
from accounts.opening import services as opening_services
from accounts.person.services.certification import withdraw_change
from core import audit, queue, throttling
from core import context as request_context
from core.tenancy import all_tenants

audit.declare(
    {
        "accounts.reset_sent": "Lien de réinitialisation envoyé",
        "accounts.password_reset": "Mot de passe réinitialisé",
    }
)


class LinkUsed(Exception):
    """The link no longer serves: used, expired, or the password or the address changed since."""


def ask_reset(*, email: str, ip: str) -> None:
    """Have a job answer that address; the request does the same work whether it is known or not.

    Past the limit of one address nothing more is sent, and nothing is said. Raises `Throttled` past the IP's limit.
    """
    throttling.enforce("reset_ip", ip)
    if throttling.count("reset_email", email).allowed:
        queue.defer("accounts.jobs.answer_reset", email=email)
    else:
        request_context.note_throttled("reset_email")


def answer_reset(*, email: str) -> None:
    """Send the link to an open account, the activation link to one not yet activated, nothing to a stranger."""
    user = User.objects.filter(email=email, is_active=True, email_certified_at__isnull=False).first()
    if user is None:
        _remind_activation(email)
        return
    with transaction.atomic():
        audit.record("accounts.reset_sent", actor=user)
        emails.reset(user, default_token_generator.make_token(user))


def _remind_activation(email: str) -> None:
    with all_tenants(reason="an account not yet activated is found by its address"):
        pending = (
            PendingAccount.objects.filter(email=email, activated_at__isnull=True)
            .select_related("opening__adherent__caisse", "opening__establishment")
            .order_by("-created_at")
            .first()
        )
        if pending is not None:
            opening_services.remind_activation(pending=pending)


def reader_of(public_id: str, token: str) -> User | None:
    """The person a link speaks of, if it still serves."""
    user = User.objects.filter(public_id=public_id, is_active=True).first()
    return user if user is not None and default_token_generator.check_token(user, token) else None


def choose_password(*, public_id: str, token: str, password: str, ip: str) -> User:
    """Set the password once. Sessions and a change of address under way end with it. Raises `LinkUsed`."""
    with transaction.atomic():
        user = User.objects.select_for_update().filter(public_id=public_id, is_active=True).first()
        if user is None or not default_token_generator.check_token(user, token):
            raise LinkUsed
        user.set_password(password)
        user.save(update_fields=["password"])
        withdraw_change(user=user)
        audit.record("accounts.password_reset", actor=user)
        emails.password_changed(user)
    throttling.forget("sign_in_email_ip", user.email, ip)
    throttling.forget("sign_in_email", user.email)
    return user
