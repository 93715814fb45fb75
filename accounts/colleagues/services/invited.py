"""Opening an account from an invitation: no letter, since the link in the e-mail proves the address.

The contract, for whoever invites (a company, or a company that delegates to a cabinet): check the secret of the link,
lock the invitation, call `open_invited_account` in the same transaction, and give what the invitation promises. No
session is created: the person signs in afterwards (SECURITY D4).
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import TermsAcceptance, User
from adherents.models import Caisse
from adherents.services import ensure_terms
from core import audit

audit.declare({"accounts.opened_by_invitation": "Compte ouvert sur invitation"})


class AddressTaken(Exception):
    """The address has an account: its owner signs in and answers there."""


def open_invited_account(
    *,
    email: str,
    password: str,
    first_name: str,
    last_name: str,
    caisse: Caisse | None,
    landline: str = "",
    mobile: str = "",
) -> User:
    """Make the account of an invited person, address certified, conditions of `caisse` (if there is one) accepted.

    Everything comes validated and in normal form (`accounts.forms.InvitedAccountForm`). Raises `AddressTaken`.
    """
    now = timezone.now()
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                email,
                password,
                first_name=first_name,
                last_name=last_name,
                landline=landline,
                mobile=mobile,
                email_certified_at=now,
            )
    except IntegrityError as error:
        raise AddressTaken from error
    if caisse is not None:
        TermsAcceptance.objects.create(user=user, terms=ensure_terms(caisse), accepted_at=now)
    audit.record("accounts.opened_by_invitation", actor=user, caisse_id=caisse.pk if caisse else None)
    return user
