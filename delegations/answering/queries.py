"""What an invited person reads before having any access."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, OuterRef, Q, QuerySet, Subquery, TextField
from django.utils import timezone

from accounts.models import User
from adherents.models import Caisse
from core.compiled import TODAY, CompiledQuery, Given
from core.rights import as_rights, in_words
from core.tenancy import all_tenants
from delegations.enums import AnswerState, DelegationState
from delegations.models import Delegation, Firm, JoinRequest
from delegations.words import period_in_words, sites_in_words


@dataclass(frozen=True, slots=True)
class Offer:
    """Who gives what to whom, in words."""

    company: str
    siren: str
    by: str
    firm: str
    siret: str
    email: str
    rights: list[str]
    sites: str
    period: str
    firm_is_known: bool
    has_account: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """A delegation proposed to a person; `asked_at`: since when their firm must say whether they are of it."""

    ref: str
    company: str
    siren: str
    firm: str
    sent_at: datetime | None
    expires_at: datetime
    asked_at: datetime | None


def proposals_to(user: User) -> list[Proposal]:
    """What waits for an answer at the certified address of that person, the first to expire first; one query."""
    if user.email_certified_at is None:
        return []
    given = {"email": user.email, "now": timezone.now(), "today": timezone.localdate()}
    with all_tenants(reason="an invited person reads what is proposed to their own address"):
        return [_proposal(row) for row in _PROPOSED.rows(**given)]


def _proposed() -> QuerySet[Delegation]:
    asked = JoinRequest.objects.filter(delegation=OuterRef("pk"))
    return (
        Delegation.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=TODAY),
            invited_email=Given("email", TextField()),
            state=DelegationState.PENDING,
            invitation_expires_at__gt=Given("now", DateTimeField()),
        )
        .select_related("adherent", "firm")
        .annotate(asked_at=Subquery(asked.filter(state=AnswerState.PENDING).values("asked_at")[:1]))
        .order_by("invitation_expires_at", "pk")
    )


# Asked at each page of Mon compte and of the cabinet.
_PROPOSED: CompiledQuery[Delegation] = CompiledQuery(_proposed)


def _proposal(row: Any) -> Proposal:
    return Proposal(
        ref=row.public_id,
        company=row.adherent.name,
        siren=row.adherent.siren,
        firm=row.firm_name,
        sent_at=row.invitation_sent_at,
        expires_at=row.invitation_expires_at,
        asked_at=row.asked_at,
    )


def offer_of(delegation: Delegation) -> Offer:
    with all_tenants(reason="an invited person reads what is offered"):
        names = [row.establishment.name for row in delegation.sites.all()]
    return Offer(
        company=delegation.adherent.name,
        siren=delegation.adherent.siren,
        by=str(delegation.given_by or ""),
        firm=delegation.firm_name,
        siret=delegation.firm_siret,
        email=delegation.invited_email,
        rights=in_words(as_rights(delegation.rights)),
        sites=sites_in_words(delegation.all_sites, names),
        period=period_in_words(delegation.starts_on, delegation.ends_on),
        firm_is_known=delegation.firm is not None,
        has_account=has_account(delegation.invited_email),
    )


def has_account(email: str) -> bool:
    return User.objects.filter(email=email).exists()


def caisse_of(firm: Firm) -> Caisse | None:
    """The caisse of one of its clients, whose general conditions a newcomer accepts."""
    with all_tenants(reason="a newcomer of a firm reads the conditions of a caisse"):
        return Caisse.objects.filter(adherents__delegations__firm=firm).order_by("pk").first()
