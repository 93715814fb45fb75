"""What the cabinet answers to an invitation: accept, refuse, open an account; and who may join a firm that exists.

A company knows a SIRET and an address; neither proves that the person belongs to the firm. Whoever accepts for a firm
that has people and is not one of them waits for its administrators (docs/decisions/006).
"""

from enum import Enum

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.colleagues.services.invited import open_invited_account
from accounts.models import User
from core import audit
from core.tenancy import all_tenants
from delegations import emails, history, links
from delegations.asked import answer_requests
from delegations.enums import ACCEPTED_STATES, AnswerState, DelegationState, EventKind, Side
from delegations.models import Delegation, Firm, FirmMember, FollowUp, JoinRequest

STRANGER = "Le cabinet ne compte pas la personne invitée parmi ses collaborateurs"

audit.declare(
    {
        "delegations.firm_made": "Cabinet enregistré",
        "delegations.newcomer_confirmed": "Collaborateur confirmé par un administrateur du cabinet",
        "delegations.newcomer_declined": "Collaborateur refusé par un administrateur du cabinet",
    }
)


class LinkState(Enum):
    """What an invitation's link opens: the name of its page."""

    READY = "ready"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REVOKED = "revoked"
    EXPIRED = "expired"
    INVALID = "invalid"


class DeadLink(Exception):
    """The invitation can no longer be answered; `state` says why."""

    def __init__(self, state: LinkState) -> None:
        super().__init__(state.value)
        self.state = state


class WrongPerson(Exception):
    """The account signed in is not the one of the invited address."""


class FirmUnreachable(Exception):
    """The firm has clients but nobody left to say who belongs to it: its caisse must help."""


def read_invitation(token: str) -> tuple[Delegation, LinkState]:
    """The delegation a link speaks of and what can be done with it. Changes nothing. Raises `DeadLink` (invalid)."""
    with all_tenants(reason="an invitation is read before any company is known"):
        delegation = _of_token(token).prefetch_related("sites__establishment").first()
        if delegation is None:
            raise DeadLink(LinkState.INVALID)
        return delegation, _state_of(delegation)


@transaction.atomic
def open_account(*, token: str, account: dict[str, str]) -> User:
    """Make the account of the invited address, which the link's e-mail proved; nobody is signed in by it.

    `account`: see `accounts.forms.InvitedAccountForm`. Raises `DeadLink` or `invited.AddressTaken`.
    """
    with all_tenants(reason="an invited person has no company yet"):
        delegation = _lock_usable(_of_token(token))
        return open_invited_account(**account, caisse=delegation.adherent.caisse)


def read_proposal(user: User, public_id: str) -> tuple[Delegation, LinkState]:
    """The delegation proposed to the (certified) address of that person, and what can be done with it. Changes nothing.

    Raises `DeadLink` (invalid): what is proposed to others looks like a random reference.
    """
    with all_tenants(reason="an invited person reads what is proposed to their own address"):
        delegation = _proposed(user, public_id).prefetch_related("sites__establishment").first()
        if delegation is None:
            raise DeadLink(LinkState.INVALID)
        return delegation, _state_of(delegation)


def accept_proposal(*, user: User, public_id: str, firm_name: str = "") -> LinkState:
    """As `accept_invitation`, without the link: the certified address of the account proves as much."""
    return _accept(user, _proposed(user, public_id), firm_name)


def refuse_proposal(*, user: User, public_id: str, reason: str) -> None:
    """Raises `DeadLink`."""
    with all_tenants(reason="the invited person refuses before any company is known"), transaction.atomic():
        _refuse(_lock_usable(_proposed(user, public_id)), actor=user, reason=reason)


def accept_invitation(*, user: User, token: str, firm_name: str = "") -> LinkState:
    """Accept for the firm: ACCEPTED, or WAITING for its administrators. `firm_name` serves a firm that is not known.

    Raises `DeadLink`, `WrongPerson` or `FirmUnreachable`.
    """
    return _accept(user, _of_token(token), firm_name)


def _accept(user: User, asked: QuerySet[Delegation], firm_name: str) -> LinkState:
    with all_tenants(reason="the invited person accepts before acting for the company"), transaction.atomic():
        delegation = _lock_usable(asked)
        if user.email != delegation.invited_email:
            raise WrongPerson
        firm = _lock_firm(user, delegation.firm_siret, firm_name)
        member = _member(user, firm)
        if member is None:
            _ask_to_join(user, firm, delegation)
            return LinkState.WAITING
        _activate(delegation, member)
        return LinkState.ACCEPTED


def refuse_invitation(*, token: str, user: User | None, reason: str) -> None:
    """Say no; the link alone proves the address. Raises `DeadLink` or `WrongPerson`."""
    with all_tenants(reason="the invited person refuses before any company is known"), transaction.atomic():
        delegation = _lock_usable(_of_token(token))
        if user is not None and user.email != delegation.invited_email:
            raise WrongPerson
        _refuse(delegation, actor=user, reason=reason)


def confirm_newcomer(*, member: FirmMember, public_id: str) -> JoinRequest | None:
    """An administrator says that the person belongs to the firm: they join it, and the delegation begins.

    None when it is already decided. Raises `DeadLink` when the invitation is over.
    """
    with all_tenants(reason="an administrator answers for a person invited by a company"), transaction.atomic():
        asked = _decide(member, public_id, AnswerState.ACCEPTED)
        if asked is None:
            return None
        delegation = asked.delegation
        if _state_of(delegation) not in {LinkState.READY, LinkState.WAITING}:
            raise DeadLink(_state_of(delegation))
        newcomer, _ = FirmMember.objects.get_or_create(firm=member.firm, user=asked.user)
        audit.record("delegations.newcomer_confirmed", actor=member.user, target=_about(member.firm, asked.user))
        _activate(delegation, newcomer)
        return asked


def decline_newcomer(*, member: FirmMember, public_id: str) -> JoinRequest | None:
    """An administrator says that the person is not of the firm: they do not join, and the invitation is refused."""
    with all_tenants(reason="an administrator answers for a person invited by a company"), transaction.atomic():
        asked = _decide(member, public_id, AnswerState.DECLINED)
        if asked is None:
            return None
        audit.record("delegations.newcomer_declined", actor=member.user, target=_about(member.firm, asked.user))
        delegation = asked.delegation
        if delegation.state == DelegationState.PENDING:
            _refuse(delegation, actor=member.user, reason=STRANGER)
        emails.joining_declined(asked)
        return asked


def _told() -> QuerySet[Delegation]:
    return Delegation.objects.select_related("adherent__caisse", "firm", "given_by")


def _proposed(user: User, public_id: str) -> QuerySet[Delegation]:
    """That delegation, if it is proposed to the address that this person certified."""
    rows = _told().exclude(invited_email="")
    return rows.filter(public_id=public_id, invited_email=user.email) if user.email_certified_at else rows.none()


def _of_token(token: str) -> QuerySet[Delegation]:
    return _told().filter(token_digest=links.digest(token, purpose=links.DELEGATION)).exclude(token_digest="")


def _state_of(delegation: Delegation) -> LinkState:
    if delegation.state in ACCEPTED_STATES:
        return LinkState.ACCEPTED
    if delegation.state != DelegationState.PENDING:
        return LinkState(delegation.state)
    is_late = delegation.invitation_expires_at is None or delegation.invitation_expires_at <= timezone.now()
    if is_late or (delegation.ends_on is not None and delegation.ends_on < timezone.localdate()):
        return LinkState.EXPIRED
    if JoinRequest.objects.filter(delegation=delegation, state=AnswerState.PENDING).exists():
        return LinkState.WAITING
    return LinkState.READY


def _lock_usable(asked: QuerySet[Delegation]) -> Delegation:
    """The row, locked and fresh. Raises `DeadLink`."""
    delegation: Delegation | None = asked.select_for_update(of=("self",)).first()
    state = LinkState.INVALID if delegation is None else _state_of(delegation)
    if delegation is None or state != LinkState.READY:
        raise DeadLink(state)
    return delegation


def _lock(delegation: Delegation) -> Delegation:
    rows = Delegation.objects.select_related("adherent__caisse", "firm").select_for_update(of=("self",))
    locked: Delegation = rows.get(pk=delegation.pk)
    return locked


def _lock_firm(user: User, siret: str, name: str) -> Firm:
    """The firm of that SIRET, made if nobody did; locked, so that of two newcomers one is the first."""
    firm, is_new = Firm.objects.get_or_create(siret=siret, defaults={"name": name or f"Cabinet {siret}"})
    if is_new:
        # Not those that somebody is accepting at this moment: they find the firm themselves.
        others = Delegation.objects.filter(firm_siret=siret, firm__isnull=True).select_for_update(skip_locked=True)
        Delegation.objects.filter(pk__in=[other.pk for other in others]).update(firm=firm)
        audit.record("delegations.firm_made", actor=user, target=f"cabinet {firm.public_id} · {firm.name}")
    return Firm.objects.select_for_update().get(pk=firm.pk)


def _member(user: User, firm: Firm) -> FirmMember | None:
    """This person's place in the firm: the first one there administers it. Raises `FirmUnreachable`."""
    members = FirmMember.objects.filter(firm=firm)
    own = members.filter(user=user).select_related("user", "firm").first()
    if own is not None:
        return own
    if not members.exists():
        if Delegation.objects.filter(firm=firm, state__in=ACCEPTED_STATES).exists():
            raise FirmUnreachable
        return FirmMember.objects.create(firm=firm, user=user, is_administrator=True)
    if not members.filter(is_administrator=True, user__is_active=True).exists():
        raise FirmUnreachable
    return None


def _ask_to_join(user: User, firm: Firm, delegation: Delegation) -> None:
    delegation.firm = firm
    delegation.save(update_fields=["firm"])
    asked = JoinRequest.objects.create(delegation=delegation, adherent_id=delegation.adherent_id, firm=firm, user=user)
    history.note(delegation, EventKind.JOINING_ASKED, side=Side.FIRM, actor=user)
    emails.joining_asked(asked)


def _activate(delegation: Delegation, member: FirmMember) -> None:
    delegation.firm, delegation.state = member.firm, DelegationState.ACTIVE
    delegation.accepted_by, delegation.accepted_at = member.user, timezone.now()
    delegation.version += 1
    delegation.save(update_fields=["firm", "state", "accepted_by", "accepted_at", "version"])
    FollowUp.objects.create(delegation=delegation, adherent_id=delegation.adherent_id, member=member)
    answer_requests(delegation)
    history.note(delegation, EventKind.ACCEPTED, side=Side.FIRM, actor=member.user)
    emails.accepted(delegation)


def _refuse(delegation: Delegation, *, actor: User | None, reason: str) -> None:
    delegation.state, delegation.end_reason, delegation.ended_at = DelegationState.REFUSED, reason, timezone.now()
    delegation.version += 1
    delegation.save(update_fields=["state", "end_reason", "ended_at", "version"])
    history.note(delegation, EventKind.REFUSED, side=Side.FIRM, actor=actor, reason=reason)
    emails.refused(delegation, reason)


def _decide(member: FirmMember, public_id: str, state: AnswerState) -> JoinRequest | None:
    """The request of that firm, decided by this call; None when it was decided before.

    The delegation is locked first, as everywhere: a company that revokes it at the same time is not waited for twice.
    """
    rows = JoinRequest.objects.filter(firm=member.firm, public_id=public_id, state=AnswerState.PENDING)
    asked = rows.select_related("user", "firm", "delegation__adherent").first()
    if asked is None:
        return None
    asked.delegation = _lock(asked.delegation)
    return asked if rows.update(state=state, decided_at=timezone.now()) else None


def _about(firm: Firm, user: User) -> str:
    return f"cabinet {firm.public_id} · {user}"
