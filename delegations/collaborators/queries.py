"""What the administrators of a firm read of its people and of what it asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Count
from django.utils import timezone

from core.compiled import CompiledQuery, Given
from core.tenancy import all_tenants
from delegations.enums import AnswerState
from delegations.models import Firm, FirmInvitation, FirmMember, JoinRequest
from delegations.queries import members_of


@dataclass(frozen=True, slots=True)
class Collaborator:
    ref: str
    name: str
    email: str
    is_administrator: bool
    is_oneself: bool
    joined_at: datetime
    client_count: int


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody invited by a company, who says that they belong to the firm."""

    ref: str
    name: str
    email: str
    company: str
    asked_at: datetime


def collaborators_of(member: FirmMember) -> list[Collaborator]:
    return [
        Collaborator(
            ref=row.public_id,
            name=str(row.user),
            email=row.user.email,
            is_administrator=row.is_administrator,
            is_oneself=row.pk == member.pk,
            joined_at=row.joined_at,
            client_count=row.client_count,
        )
        for row in _COLLABORATORS.rows(firm_id=member.firm_id)
    ]


_COLLABORATORS: CompiledQuery[Any] = CompiledQuery(
    lambda: members_of(Given("firm_id", BigIntegerField())).annotate(client_count=Count("follow_ups"))
)


def collaborator_of(member: FirmMember, public_id: str) -> FirmMember | None:
    return members_of(member.firm).select_related("firm").filter(public_id=public_id).first()


def newcomers_of(firm: Firm) -> list[Newcomer]:
    with all_tenants(reason="administrators read which companies invited somebody for their firm"):
        rows = JoinRequest.objects.filter(firm=firm, state=AnswerState.PENDING)
        rows = rows.select_related("user", "delegation__adherent")
        return [
            Newcomer(row.public_id, str(row.user), row.user.email, row.delegation.adherent.name, row.asked_at)
            for row in rows
        ]


def invitations_of(firm: Firm) -> list[FirmInvitation]:
    return list(FirmInvitation.objects.usable(timezone.now()).filter(firm=firm))
