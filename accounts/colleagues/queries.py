"""The people of a company: who belongs to it, who is invited, who holds it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from accounts.enums import HolderChangeState, InvitationState, MembershipRole
from accounts.models import HolderChange, Invitation, Membership, User
from accounts.policies import can_change_rights, can_manage_invitation, can_remove_colleague
from core.access import Access
from core.rights import ALL_RIGHTS, WHOLE_COMPANY_ONLY, as_rights
from core.rights_profiles import summed_up
from core.tenancy import all_tenants

# Nobody reads a longer list; a company has a handful of people here.
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Colleague:
    """A line of the list: somebody who belongs to the company."""

    public_id: str
    name: str
    email: str
    role: str
    is_holder: bool
    is_self: bool
    site_name: str
    rights: list[str]
    last_sign_in: datetime | None
    may_change: bool
    may_remove: bool


@dataclass(frozen=True, slots=True)
class Invited:
    """A line of the list: somebody who has not answered yet."""

    public_id: str
    name: str
    email: str
    role: str
    site_name: str
    rights: list[str]
    sent_at: datetime
    expires_at: datetime
    is_over: bool
    may_manage: bool


@dataclass(frozen=True, slots=True)
class Team:
    own: Membership
    colleagues: list[Colleague]
    invited: list[Invited]


def team(access: Access) -> Team | None:
    """Everybody of the company acted for; None when the person is not one of them."""
    rows = list(
        Membership.objects.for_access(access)
        .in_force()
        .select_related("user", "establishment")
        .order_by("-role", "user__last_name", "user__first_name", "pk")[:SHOWN]
    )
    own = next((row for row in rows if row.user_id == access.user.pk and row.establishment_id is None), None)
    if own is None:
        own = own_membership(access)
    if own is None:
        return None
    return Team(own, [_colleague(row, own) for row in rows], _invited(access, own))


def _colleague(row: Membership, own: Membership) -> Colleague:
    is_holder = row.role == MembershipRole.HOLDER
    return Colleague(
        public_id=row.public_id,
        name=row.user.get_full_name(),
        email=row.user.email,
        role=row.get_role_display(),
        is_holder=is_holder,
        is_self=row.user_id == own.user_id,
        site_name=row.establishment.name if row.establishment else "",
        rights=[] if is_holder else _rights_of(row),
        last_sign_in=row.user.last_login,
        may_change=can_change_rights(own, row),
        may_remove=can_remove_colleague(own, row),
    )


def _invited(access: Access, own: Membership) -> list[Invited]:
    rows = Invitation.objects.for_access(access).filter(state=InvitationState.PENDING).select_related("establishment")
    return [
        Invited(
            public_id=row.public_id,
            name=row.get_full_name(),
            email=row.email,
            role=row.get_role_display(),
            site_name=row.establishment.name if row.establishment else "",
            rights=[] if row.role == MembershipRole.HOLDER else _rights_of(row),
            sent_at=row.sent_at,
            expires_at=row.expires_at,
            is_over=not row.is_usable,
            may_manage=can_manage_invitation(own, row),
        )
        for row in rows[:SHOWN]
    ]


def _rights_of(row: Membership | Invitation) -> list[str]:
    """Summed up, among what may be given there."""
    among = ALL_RIGHTS - WHOLE_COMPANY_ONLY if row.establishment_id else ALL_RIGHTS
    return summed_up(as_rights(row.rights), among)


def own_membership(access: Access) -> Membership | None:
    """By what the person belongs to the whole company acted for."""
    own: Membership | None = (
        Membership.objects.in_force()
        .filter(user=access.user, adherent_id=access.tiers.adherent_id, establishment__isnull=True)
        .first()
    )
    return own


def holders_of(adherent_id: int) -> list[User]:
    """Whom the portal tells what happens to the people of that company."""
    holders = Membership.objects.holding().filter(adherent_id=adherent_id).values("user_id")
    return list(User.objects.filter(pk__in=holders, is_active=True).order_by("pk"))


def invitations_to(user: User) -> list[Invitation]:
    """The invitations that wait for an answer from that (certified) address."""
    with all_tenants(reason="a person reads the invitations sent to their own address"):
        return list(
            Invitation.objects.usable(timezone.now())
            .filter(email=user.email)
            .select_related("adherent__caisse", "establishment", "invited_by")
        )


def all_invitations_to(user: User) -> list[Invitation]:
    """Answered or not, for *Mes données*."""
    with all_tenants(reason="a person reads all the invitations sent to their own address"):
        return list(Invitation.objects.filter(email=user.email).select_related("adherent"))


def invitation_count(user: User) -> int:
    with all_tenants(reason="a person counts the invitations sent to their own address"):
        return Invitation.objects.usable(timezone.now()).filter(email=user.email).count()


def invitation_to(user: User, public_id: str) -> Invitation | None:
    """One invitation sent to that address, answered or not."""
    with all_tenants(reason="a person answers an invitation sent to their own address"):
        return (
            Invitation.objects.filter(email=user.email, public_id=public_id)
            .select_related("adherent__caisse", "establishment", "invited_by")
            .first()
        )


def holder_change_under_way(adherent_id: int) -> HolderChange | None:
    change: HolderChange | None = HolderChange.objects.under_way().filter(adherent_id=adherent_id).first()
    return change


def last_refused_change(adherent_id: int) -> HolderChange | None:
    """The answer to the latest request, when it was no."""
    latest: HolderChange | None = HolderChange.objects.filter(adherent_id=adherent_id).first()
    return latest if latest is not None and latest.state == HolderChangeState.REFUSED else None


def possible_successors(access: Access) -> list[Membership]:
    """Colleagues of the whole company, whom the holder may propose to the caisse."""
    return list(
        Membership.objects.for_access(access)
        .in_force()
        .filter(~Q(user=access.user), establishment__isnull=True, role=MembershipRole.COLLEAGUE, user__is_active=True)
        .select_related("user")
        .order_by("user__last_name", "user__first_name", "pk")[:SHOWN]
    )
