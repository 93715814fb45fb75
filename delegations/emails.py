"""One function per message of delegations. No link but the portal's home, save the invitations themselves (A36)."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from core.mail import send_email
from core.outgoing import absolute_url
from core.rights import as_rights, in_words
from core.templatetags.portal import french_date
from delegations.models import Delegation, DelegationRequest, FirmInvitation, FirmMember, JoinRequest
from delegations.queries import administrators_of, managers_of
from delegations.words import period_in_words


def invitation(delegation: Delegation, token: str) -> None:
    """The link with which the cabinet accepts or refuses, to the address that the company typed."""
    adherent = delegation.adherent
    send_email(
        kind="delegations/invitation",
        to=delegation.invited_email,
        context={**_facts(delegation), "days": settings.DELEGATION_INVITATION_LIFETIME.days},
        secrets={"invitation_url": absolute_url(reverse("delegations:answer", args=[token]))},
        caisse_id=adherent.caisse_id,
        expires_at=delegation.invitation_expires_at,
    )


def granted(delegation: Delegation) -> None:
    """To the people of the company: one of them gave a delegation."""
    by = str(delegation.given_by or "")
    for person in managers_of(delegation.adherent_id):
        _send(person, delegation, kind="delegations/granted", by=by, email=delegation.invited_email)


def changed(delegation: Delegation, changes: dict[str, list[str]]) -> None:
    """To both sides: what is allowed now."""
    lines = [f"{name} : {before} → {after}" for name, (before, after) in changes.items()]
    for person in _both_sides(delegation):
        _send(person, delegation, kind="delegations/changed", lines=lines)


def accepted(delegation: Delegation) -> None:
    """To both sides: by whom, and that it is in force."""
    for person in _both_sides(delegation):
        _send(person, delegation, kind="delegations/accepted", by=str(delegation.accepted_by or ""))


def refused(delegation: Delegation, reason: str) -> None:
    for person in _both_sides(delegation):
        _send(person, delegation, kind="delegations/refused", reason=reason)


def revoked(delegation: Delegation, *, by: str, reason: str) -> None:
    for person in _both_sides(delegation):
        _send(person, delegation, kind="delegations/revoked", by=by, reason=reason)


def suspended(delegation: Delegation, reason: str) -> None:
    for person in _both_sides(delegation):
        _send(person, delegation, kind="delegations/suspended", reason=reason)


def resumed(delegation: Delegation, reason: str) -> None:
    for person in _both_sides(delegation):
        _send(person, delegation, kind="delegations/resumed", reason=reason)


def expired(delegation: Delegation, reason: str) -> None:
    for person in _both_sides(delegation):
        _send(person, delegation, kind="delegations/expired", reason=reason)


def ending_soon(delegation: Delegation) -> None:
    """To the company: its delegation ends soon, it may prolong it."""
    ends_on = french_date(delegation.ends_on)
    for person in managers_of(delegation.adherent_id):
        _send(person, delegation, kind="delegations/ending_soon", ends_on=ends_on)


def requested(request: DelegationRequest, people: Iterable[User]) -> None:
    """To people of the company: a cabinet asks for a delegation, they decide."""
    for person in people:
        send_email(
            kind="delegations/requested",
            to=person.email,
            context={
                "first_name": person.first_name,
                "company": request.adherent.name,
                "caisse": request.adherent.caisse,
                "firm": request.firm.name,
                "by": str(request.asked_by or ""),
                "rights": in_words(as_rights(request.rights)),
            },
            user=person,
            caisse_id=request.adherent.caisse_id,
        )


def joining_asked(asked: JoinRequest) -> None:
    """To the administrators of a firm: somebody invited by a company says they belong to it."""
    for person in administrators_of(asked.firm):
        send_email(
            kind="delegations/joining_asked",
            to=person.email,
            context={
                "first_name": person.first_name,
                "firm": asked.firm.name,
                "company": asked.delegation.adherent.name,
                "newcomer": str(asked.user),
                "email": asked.user.email,
            },
            user=person,
        )


def joining_declined(asked: JoinRequest) -> None:
    """To the person whom the administrators of the firm do not know."""
    person = asked.user
    context = {"first_name": person.first_name, "firm": asked.firm.name, "company": asked.delegation.adherent.name}
    send_email(kind="delegations/joining_declined", to=person.email, context=context, user=person)


def collaborator_invited(invitation: FirmInvitation, token: str) -> None:
    """The link with which somebody joins a firm."""
    send_email(
        kind="delegations/collaborator_invited",
        to=invitation.email,
        context={
            "firm": invitation.firm.name,
            "by": str(invitation.invited_by or ""),
            "days": settings.FIRM_INVITATION_LIFETIME.days,
        },
        secrets={"invitation_url": absolute_url(reverse("delegations:join", args=[token]))},
        expires_at=invitation.expires_at,
    )


def collaborator_joined(member: FirmMember) -> None:
    """To the administrators of the firm."""
    for person in administrators_of(member.firm):
        context = {"first_name": person.first_name, "firm": member.firm.name, "newcomer": str(member.user)}
        send_email(kind="delegations/collaborator_joined", to=person.email, context=context, user=person)


def collaborator_removed(member: FirmMember) -> None:
    """To the person who no longer belongs to the firm."""
    person = member.user
    context = {"first_name": person.first_name, "firm": member.firm.name}
    send_email(kind="delegations/collaborator_removed", to=person.email, context=context, user=person)


def _facts(delegation: Delegation) -> dict[str, Any]:
    adherent = delegation.adherent
    return {
        "company": adherent.name,
        "caisse": adherent.caisse,
        "firm": delegation.firm_name,
        "rights": in_words(as_rights(delegation.rights)),
        "period": period_in_words(delegation.starts_on, delegation.ends_on),
    }


def _both_sides(delegation: Delegation) -> list[User]:
    """The people of the company, then the administrators of the firm with whoever accepted; each once."""
    firm_side = administrators_of(delegation.firm) if delegation.firm is not None else []
    if delegation.accepted_by is not None and delegation.accepted_by.is_active:
        firm_side.append(delegation.accepted_by)
    return list({person.pk: person for person in [*managers_of(delegation.adherent_id), *firm_side]}.values())


def _send(person: User, delegation: Delegation, *, kind: str, **more: Any) -> None:
    send_email(
        kind=kind,
        to=person.email,
        context={"first_name": person.first_name, **_facts(delegation), **more},
        user=person,
        caisse_id=delegation.adherent.caisse_id,
    )
