"""What a company reads of its own delegations."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, QuerySet
from django.utils import timezone

from adherents.models import Establishment
from core.access import Access
from core.rights import as_rights
from delegations.enums import AnswerState, DelegationState
from delegations.models import Delegation, DelegationEvent, DelegationRequest, DelegationSite, Firm, FirmMember
from delegations.models.delegations import DelegationQuerySet
from delegations.words import invitation_in_words, period_in_words, rights_in_words, rights_summed_up, sites_in_words

HISTORY_LENGTH = 20
TAGS = {
    DelegationState.PENDING: "info",
    DelegationState.ACTIVE: "ok",
    DelegationState.SUSPENDED: "warn",
}


@dataclass(frozen=True, slots=True)
class GivenDelegation:
    """A delegation as its company reads it, in words."""

    ref: str
    firm: str
    siret: str
    email: str
    state: str
    tag: str
    rights: tuple[str, ...]
    summary: tuple[str, ...]
    sites: str
    period: str
    note: str
    sent: str


def delegations_of(access: Access) -> list[GivenDelegation]:
    """Those that wait or are accepted, the latest first."""
    return [shown(row) for row in _rows(access).current(timezone.localdate())]


def past_delegations_of(access: Access, number: str | int) -> Page:
    rows = _rows(access).over(timezone.localdate()).order_by("-ended_at", "-pk")
    page = Paginator(rows, HISTORY_LENGTH).get_page(number)
    page.object_list = [shown(row) for row in page.object_list]
    return page


def delegation_of(access: Access, public_id: str) -> Delegation | None:
    row: Delegation | None = _rows(access).filter(public_id=public_id).first()
    return row


def shown(row: Any) -> GivenDelegation:
    """`row`: a Delegation with its `site_names`."""
    (label, tag), rights = state_of(row), as_rights(row.rights)
    return GivenDelegation(
        ref=row.public_id,
        firm=row.firm_name,
        siret=row.firm_siret,
        email=row.invited_email,
        state=label,
        tag=tag,
        rights=rights_in_words(rights),
        summary=rights_summed_up(rights),
        sites=sites_in_words(row.all_sites, row.site_names),
        period=period_in_words(row.starts_on, row.ends_on),
        note=row.end_reason,
        sent=sent_in_words(row),
    )


def state_of(row: Delegation) -> tuple[str, str]:
    """The state in words and its colour; the dates count as much as the state, whatever the job did."""
    today = timezone.localdate()
    if row.is_open and row.ends_on is not None and row.ends_on < today:
        return str(DelegationState.EXPIRED.label), ""
    if (
        row.state == DelegationState.PENDING
        and row.invitation_expires_at
        and row.invitation_expires_at <= timezone.now()
    ):
        return "Invitation expirée", "warn"
    if row.state == DelegationState.ACTIVE and row.starts_on > today:
        return "À venir", "info"
    state = DelegationState(row.state)
    return str(state.label), TAGS.get(state, "")


def sent_in_words(row: Delegation) -> str:
    """The letter that an unanswered delegation waits on."""
    is_waiting = row.state == DelegationState.PENDING
    return invitation_in_words(row.invited_email, row.invitation_sent_at) if is_waiting else ""


def open_sites(access: Access) -> QuerySet[Establishment]:
    return Establishment.objects.for_access(access).open()


def history_of(delegation: Delegation) -> list[DelegationEvent]:
    return list(DelegationEvent.objects.filter(delegation=delegation))


def people_of(firm: Firm | None) -> list[str]:
    """Who acts for the company by that firm: it has a right to know. Names only."""
    members = FirmMember.objects.filter(firm=firm, user__is_active=True).select_related("user") if firm else []
    return sorted(str(member.user) for member in members)


def requests_to(access: Access) -> list[DelegationRequest]:
    rows = DelegationRequest.objects.for_access(access).filter(state=AnswerState.PENDING)
    return list(rows.select_related("firm", "asked_by"))


def _rows(access: Access) -> DelegationQuerySet:
    return Delegation.objects.for_access(access).select_related("firm").annotate(site_names=_site_names())


def _site_names() -> ArraySubquery:
    """With the row itself: a page of delegations costs one query."""
    sites = DelegationSite.objects.filter(delegation=OuterRef("pk")).order_by("establishment__name")
    return ArraySubquery(sites.values("establishment__name"))
