"""What is written when a person signs in, out, or when someone tries their password too often."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts import emails
from accounts.models import Membership, User
from core import audit
from core import context as request_context
from core.agents import describe
from core.tenancy import all_tenants

audit.declare(
    {
        "accounts.signed_in": "Connexion",
        "accounts.sign_in_refused": "Connexion refusée",
        "accounts.signed_out": "Déconnexion",
        "accounts.sign_in_guessed": "Nombreux essais de mot de passe",
    }
)


def record_sign_in(*, user: User, is_known_device: bool) -> None:
    """Keep the date of the former sign-in, to show it, write the journal, and mail the owner of a new device.

    The very first sign-in of an account is no news to its owner.
    """
    with transaction.atomic():
        _note_sign_in(user, user.last_login, is_known_device=is_known_device)
        audit.record("accounts.signed_in", actor=user)


def record_staff_sign_in(*, user: User, is_known_device: bool, previous_at: datetime | None) -> None:
    """The same for the admin, whose own journal line is `core.staff_signed_in`."""
    with transaction.atomic():
        _note_sign_in(user, previous_at, is_known_device=is_known_device)


def _note_sign_in(user: User, previous_at: datetime | None, *, is_known_device: bool) -> None:
    if not is_known_device and previous_at is not None:
        known = request_context.current()
        emails.new_device(user, at=timezone.now(), device=describe(known.agent), ip=known.ip or "inconnue")
    User.objects.filter(pk=user.pk).update(previous_sign_in_at=previous_at)
    user.previous_sign_in_at = previous_at


def record_refused_sign_in(*, email: str) -> None:
    """The address typed is kept out of the journal unless it is someone's: it may be a password typed too early."""
    known = User.objects.filter(email=email).first()
    audit.record("accounts.sign_in_refused", actor=known, refused=True)


def record_sign_out(*, user: User) -> None:
    audit.record("accounts.signed_out", actor=user)


def tell_owner_of_guesses(*, user: User) -> None:
    """One mail a day at most (the caller counts): someone tries passwords on this account."""
    with all_tenants(reason="the journal line is filed under the person's caisse"), transaction.atomic():
        membership = Membership.objects.in_force().filter(user=user).select_related("adherent").first()
        caisse_id = membership.adherent.caisse_id if membership else None
        audit.record("accounts.sign_in_guessed", actor=user, caisse_id=caisse_id, refused=True)
        emails.sign_in_guessed(user, caisse_id=caisse_id)
