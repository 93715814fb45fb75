"""One function per message (e-mail or SMS) of accounts. Secrets travel sealed; see `core.mail`."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.enums import MembershipRole
from accounts.models import (
    AccountOpening,
    EmailChange,
    HolderChange,
    Invitation,
    Membership,
    PendingAccount,
    PhoneCertification,
    User,
)
from accounts.person.queries import only_caisses_of
from adherents.models import ChangeRequest
from core.mail import send_email, send_emails
from core.outgoing import Message
from core.phone_numbers import masked_phone
from core.rights import as_rights, in_words
from core.sms import send_many_sms, send_sms, where_to_answer

# Asked for on the screen: it goes even to a number that said STOP.
MOBILE_CODE = "accounts/mobile_code"


def activation(pending: PendingAccount, token: str) -> None:
    """The activation link, to the address typed at étape 2/2."""
    adherent = pending.opening.adherent
    send_email(
        kind="accounts/activation",
        to=pending.email,
        context={
            "first_name": pending.first_name,
            "company": adherent.name,
            "caisse": adherent.caisse,
            "hours": _hours_of(settings.ACTIVATION_LINK_LIFETIME),
        },
        secrets={"activation_url": _absolute(reverse("accounts:activate", args=[token]))},
        caisse_id=adherent.caisse_id,
        expires_at=timezone.now() + settings.ACTIVATION_LINK_LIFETIME,
    )


def already_registered(pending: PendingAccount, owner: User) -> None:
    """To an address that already has an account: sign in, and attach the company there."""
    adherent = pending.opening.adherent
    send_email(
        kind="accounts/already_registered",
        to=pending.email,
        context={"first_name": owner.first_name, "company": adherent.name, "caisse": adherent.caisse},
        user=owner,
        caisse_id=adherent.caisse_id,
    )


def attached(user: User, opening: AccountOpening) -> None:
    """Confirms that a company was attached to the account."""
    adherent = opening.adherent
    send_email(
        kind="accounts/attached",
        to=user.email,
        context={"first_name": user.first_name, "company": adherent.name, "caisse": adherent.caisse},
        user=user,
        caisse_id=adherent.caisse_id,
    )


def code_burnt(opening: AccountOpening) -> None:
    """Tells the caisse that a code was blocked: a new letter is needed."""
    adherent = opening.adherent
    send_email(
        kind="accounts/code_burnt",
        to=adherent.caisse.email,
        context={"company": adherent.name, "cibtp_id": adherent.cibtp_id, "caisse": adherent.caisse},
        caisse_id=adherent.caisse_id,
    )


def recertification(user: User, token: str) -> None:
    """The link that certifies the present address for another period."""
    send_email(
        kind="accounts/recertification",
        to=user.email,
        context={"first_name": user.first_name, "until": user.email_certified_until},
        secrets={"certification_url": _absolute(reverse("accounts:renew_certification", args=[token]))},
        user=user,
        expires_at=timezone.now() + settings.EMAIL_CERTIFICATION_LINK_LIFETIME,
    )


def email_change(change: EmailChange, token: str) -> None:
    """The link that certifies a new address, sent to it."""
    send_email(
        kind="accounts/email_change",
        to=change.email,
        context={"first_name": change.user.first_name, "hours": _hours_of(settings.EMAIL_CHANGE_LINK_LIFETIME)},
        secrets={"change_url": _absolute(reverse("accounts:confirm_email", args=[token]))},
        user=change.user,
        expires_at=timezone.now() + settings.EMAIL_CHANGE_LINK_LIFETIME,
    )


def email_change_refused(owner: User) -> None:
    """To an address that already has an account, when another account asks for it: nothing changes."""
    send_email(
        kind="accounts/email_change_refused", to=owner.email, context={"first_name": owner.first_name}, user=owner
    )


def email_change_asked(user: User, email: str) -> None:
    """Tells the present address that another one was asked for."""
    send_email(
        kind="accounts/email_change_asked",
        to=user.email,
        context={"first_name": user.first_name, "new_email": _partly_hidden(email)},
        user=user,
    )


def email_changed(user: User, former: str) -> None:
    """Tells the former address that it no longer signs in."""
    send_email(
        kind="accounts/email_changed",
        to=former,
        context={"first_name": user.first_name, "new_email": _partly_hidden(user.email)},
        user=user,
    )


def mobile_changed(user: User) -> None:
    """Tells that the mobile number of the account changed (SECURITY A36)."""
    send_email(kind="accounts/mobile_changed", to=user.email, context={"first_name": user.first_name}, user=user)


def sms_stopped(user: User) -> None:
    """Tells that STOP was understood, and how to have SMS again."""
    _tell(
        user,
        kind="accounts/sms_stopped",
        number=masked_phone(user.mobile),
        where=where_to_answer(),
        messages_url=_absolute(reverse("accounts:messages")),
    )


def second_factor_changed(user: User, *, is_on: bool) -> None:
    """Tells that the second factor was switched on or off (SECURITY A36)."""
    send_email(
        kind="accounts/second_factor_changed",
        to=user.email,
        context={"first_name": user.first_name, "is_on": is_on},
        user=user,
    )


def recovery_codes_renewed(user: User) -> None:
    """Tells that the recovery codes were replaced (SECURITY A36)."""
    send_email(
        kind="accounts/recovery_codes_renewed", to=user.email, context={"first_name": user.first_name}, user=user
    )


def second_factor_guessed(user: User) -> None:
    """Tells the owner that someone who knows the password tries codes (SECURITY A36)."""
    send_email(kind="accounts/second_factor_guessed", to=user.email, context={"first_name": user.first_name}, user=user)


def new_device(user: User, *, at: datetime, device: str, ip: str) -> None:
    """Tells of a sign-in from a browser never seen with this account."""
    send_email(
        kind="accounts/new_device",
        to=user.email,
        context={"first_name": user.first_name, "at": at, "device": device, "ip": ip},
        user=user,
    )


def left(user: User, company: str) -> None:
    """Confirms that the person left a company."""
    send_email(
        kind="accounts/left", to=user.email, context={"first_name": user.first_name, "company": company}, user=user
    )


def account_closed(user: User) -> None:
    """Confirms, to the address being freed, that the account is closed."""
    send_email(kind="accounts/account_closed", to=user.email, context={"first_name": user.first_name}, user=user)


def account_suspended(user: User) -> None:
    """Tells that the caisse suspended the account."""
    send_email(kind="accounts/account_suspended", to=user.email, context={"first_name": user.first_name}, user=user)


def account_restored(user: User) -> None:
    """Tells that the caisse restored the account."""
    send_email(kind="accounts/account_restored", to=user.email, context={"first_name": user.first_name}, user=user)


def certification_reminders(reminded: Iterable[tuple[User, int, str]]) -> None:
    """Remind people, by a batch, that the certification of their address ends: person, days left, token of the link."""
    expires_at = timezone.now() + settings.EMAIL_CERTIFICATION_LINK_LIFETIME
    batch = list(reminded)
    caisses = only_caisses_of([user for user, _, _ in batch])
    send_emails(
        Message(
            kind="accounts/certification_reminder",
            to=user.email,
            context={
                "days_left": days_left,
                "until": _local_day(user.email_certified_until),
                "caisse": caisses[user.pk],
            },
            own={"first_name": user.first_name},
            secrets={"certification_url": _absolute(reverse("accounts:renew_certification", args=[token]))},
            user=user,
            expires_at=expires_at,
        )
        for user, days_left, token in batch
    )


def certification_reminders_sms(people: Iterable[User]) -> None:
    """The last-day reminder, to certified mobiles, while the day's SMS last; the link stays in the e-mail."""
    send_many_sms(
        Message(kind="accounts/certification_reminder", to=user.mobile, context={}, user=user) for user in people
    )


def sign_in_guessed(user: User, *, caisse_id: int | None) -> None:
    """Tells the owner that someone tries passwords; no link but the portal's home (SECURITY A36)."""
    send_email(
        kind="accounts/sign_in_guessed",
        to=user.email,
        context={"first_name": user.first_name},
        user=user,
        caisse_id=caisse_id,
    )


def reset(user: User, token: str) -> None:
    """The link to choose a new password."""
    send_email(
        kind="accounts/reset",
        to=user.email,
        context={"first_name": user.first_name, "minutes": settings.PASSWORD_RESET_TIMEOUT // 60},
        secrets={"reset_url": _absolute(reverse("accounts:open_reset", args=[user.public_id, token]))},
        user=user,
        expires_at=timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    )


def password_changed(user: User) -> None:
    """Confirms a new password; no link but the portal's home (SECURITY A36)."""
    send_email(kind="accounts/password_changed", to=user.email, context={"first_name": user.first_name}, user=user)


def bank_change(holder: User, change: ChangeRequest) -> None:
    """Tells a holder that a change of the bank account was asked for, or accepted; without any number."""
    send_email(
        kind="accounts/bank_change",
        to=holder.email,
        context={
            "first_name": holder.first_name,
            "company": change.adherent.name,
            "author": change.asked_by_label,
            "is_accepted": not change.is_open,
            "caisse": change.adherent.caisse,
        },
        user=holder,
        caisse_id=change.adherent.caisse_id,
    )


def mobile_code(certification: PhoneCertification, code: str, *, caisse_id: int | None) -> None:
    """The code that certifies a mobile number."""
    send_sms(
        kind=MOBILE_CODE,
        to=certification.number,
        context={"minutes": int(settings.SMS_CODE_LIFETIME.total_seconds() // 60)},
        secrets={"code": code},
        user=certification.user,
        caisse_id=caisse_id,
        expires_at=certification.expires_at,
    )


def invitation(invited: Invitation, token: str) -> None:
    """The link of an invitation: the same whether or not the address has an account."""
    adherent = invited.adherent
    by = invited.invited_by
    send_email(
        kind="accounts/invitation",
        to=invited.email,
        context={
            "first_name": invited.first_name,
            "company": adherent.name,
            "site": invited.establishment.name if invited.establishment else "",
            "is_holder": invited.role == MembershipRole.HOLDER,
            "by": by.get_full_name() if by else adherent.caisse.name,
            "rights": in_words(as_rights(invited.rights)),
            "until": _local_day(invited.expires_at),
            "caisse": adherent.caisse,
        },
        secrets={"invitation_url": _absolute(reverse("accounts:answer_invitation", args=[token]))},
        caisse_id=adherent.caisse_id,
        expires_at=invited.expires_at,
    )


def membership_granted(membership: Membership) -> None:
    """Tells a person that they belong to a company from now on (SECURITY A36)."""
    _tell(membership.user, kind="accounts/membership_granted", **_described(membership))


def rights_changed(membership: Membership) -> None:
    """Tells a colleague what they may do from now on (SECURITY A36)."""
    _tell(membership.user, kind="accounts/rights_changed", **_described(membership))


def membership_removed(user: User, company: str) -> None:
    """Tells a person that they no longer belong to a company (SECURITY A36)."""
    _tell(user, kind="accounts/membership_removed", company=company)


def team_changed(holder: User, *, company: str, what: str, name: str, by: str) -> None:
    """Tells a holder who came, went, or got other rights; `what`: joined, refused, changed or removed."""
    _tell(holder, kind="accounts/team_changed", company=company, what=what, name=name, by=by)


def replacement_asked(change: HolderChange) -> None:
    """Confirms to the holder that the caisse has their request."""
    _tell(change.holder, kind="accounts/replacement_asked", **_replacement(change))


def replacement_refused(change: HolderChange) -> None:
    """Tells the holder that the caisse refused, and why."""
    _tell(change.holder, kind="accounts/replacement_refused", reason=change.refusal_reason, **_replacement(change))


def replacement_abandoned(change: HolderChange) -> None:
    """Tells the holder that the person proposed will not hold the company: they remain the holder."""
    _tell(change.holder, kind="accounts/replacement_abandoned", **_replacement(change))


def holder_changed(change: HolderChange, user: User) -> None:
    """Tells the former holder, and the new one, that the change is done."""
    is_new = user.pk != change.holder_id
    _tell(user, kind="accounts/holder_changed", is_new=is_new, stays=change.stays, **_replacement(change))


def _replacement(change: HolderChange) -> dict[str, Any]:
    return {"company": change.adherent.name, "new_name": change.new_name, "former_name": change.holder.get_full_name()}


def _described(membership: Membership) -> dict[str, Any]:
    return {
        "company": membership.adherent.name,
        "site": membership.establishment.name if membership.establishment else "",
        "is_holder": membership.role == MembershipRole.HOLDER,
        "rights": in_words(as_rights(membership.rights)),
    }


def _tell(user: User, *, kind: str, **context: Any) -> None:
    send_email(kind=kind, to=user.email, context={"first_name": user.first_name, **context}, user=user)


def _local_day(instant: datetime | None) -> date | None:
    return timezone.localtime(instant).date() if instant else None


def _hours_of(lifetime: timedelta) -> int:
    return int(lifetime.total_seconds() // 3600)


def _partly_hidden(email: str) -> str:
    """`claire.durand@exemple.fr` → `c•••@exemple.fr`: recognisable by its owner only."""
    local, _, domain = email.partition("@")
    return f"{local[:1]}•••@{domain}"


def _absolute(path: str) -> str:
    return f"{settings.PUBLIC_BASE_URL.rstrip('/')}{path}"
