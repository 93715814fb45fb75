"""Who is written to, and who belongs to which firm."""

from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Q, QuerySet

from accounts.enums import MembershipRole
from accounts.models import Membership, User
from core.compiled import CompiledQuery, Given
from core.rights import Right
from core.tenancy import all_tenants
from delegations.models import Delegation, Firm, FirmMember

_MAY_MANAGE = Q(role=MembershipRole.HOLDER) | Q(rights__contains=[Right.DELEGATIONS_ACT.value])


def managers_of(adherent_id: int) -> list[User]:
    """The people of the company who may manage its delegations: holders, and colleagues given that right."""
    with all_tenants(reason="a message goes to the people of the company"):
        members = Membership.objects.in_force().filter(_MAY_MANAGE, adherent_id=adherent_id, establishment__isnull=True)
        return list(User.objects.filter(pk__in=members.values("user_id"), is_active=True))


def administrators_of(firm: Firm) -> list[User]:
    members = FirmMember.objects.filter(firm=firm, is_administrator=True)
    return list(User.objects.filter(pk__in=members.values("user_id"), is_active=True))


def member_of(user: User, ref: str) -> FirmMember | None:
    """This person's own place in that firm."""
    return _MEMBER.first(user_id=user.pk, ref=ref)


# Asked at each page of a cabinet.
_MEMBER: CompiledQuery[FirmMember] = CompiledQuery(
    lambda: FirmMember.objects.filter(
        user_id=Given("user_id", BigIntegerField()), firm__public_id=Given("ref", CharField())
    ).select_related("firm", "user")
)


def members_of(firm: Firm | Given) -> QuerySet[FirmMember]:
    rows = FirmMember.objects.filter(firm=firm).select_related("user")
    return rows.order_by("-is_administrator", "user__last_name", "user__first_name", "pk")


def firms_in_words(user: User) -> list[tuple[str, str, str]]:
    """For Mon compte: the reference and the name of each cabinet, and what the person is there."""
    rows = FirmMember.objects.filter(user=user).select_related("firm").order_by("firm__name")
    return [
        (row.firm.public_id, row.firm.name, "Administrateur" if row.is_administrator else "Collaborateur")
        for row in rows
    ]


def accountants_of(caisse_id: int) -> QuerySet[FirmMember, tuple[int]]:
    """Accounts of the collaborators of firms that accepted a delegation of a company of that caisse."""
    given = Delegation.objects.filter(firm=OuterRef("firm"), adherent__caisse_id=caisse_id, accepted_at__isnull=False)
    return FirmMember.objects.filter(Exists(given)).values_list("user_id")
