"""The clients of a firm, all on one page: what is given, who follows each, what waits there."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Concat, JSONObject
from django.utils import timezone

from adherents.queries import of_company
from core import pending
from core.compiled import TODAY, CompiledQuery, Given, is_any_of
from core.pending import PendingItem
from core.rights import Right, as_rights
from core.search import search
from core.tenancy import all_tenants
from delegations.enums import DelegationState
from delegations.giving.queries import history_of, sent_in_words, state_of
from delegations.models import Delegation, DelegationEvent, DelegationSite, FirmMember, FollowUp
from delegations.models.delegations import DelegationQuerySet
from delegations.words import period_in_words, rights_in_words, rights_summed_up, sites_in_words

PAGE_LENGTH = 50
DUE_LENGTH = 8
EXPORT_LENGTH = 10_000
_FIRM = Given("firm_id", BigIntegerField())


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person looks for. `state`: a key of `STATES`, empty for what is not ended."""

    text: str = ""
    mine: bool = False
    pending: bool = False
    ends_soon: bool = False
    state: str = ""


STATES = {
    "": "En cours",
    "active": "En vigueur",
    "upcoming": "À venir",
    "pending": "En attente d’acceptation",
    "suspended": "Suspendues par la caisse",
    "ended": "Terminées",
}


@dataclass(frozen=True, slots=True)
class Space:
    """A tiers of the client that the delegation opens today; `is_whole`: the company, rather than one of its sites."""

    ref: str
    label: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Client:
    """A client company, as the firm reads it."""

    ref: str
    name: str
    siren: str
    caisse: str
    state: str
    tag: str
    rights: tuple[str, ...]
    summary: tuple[str, ...]
    sites: str
    period: str
    followers: list[str]
    note: str
    sent: str
    spaces: list[Space] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


def portfolio(member: FirmMember, wanted: Wanted, number: str | int) -> Page:
    """A page of clients; as many queries for three hundred as for one."""
    with all_tenants(reason="a firm reads what its own clients gave it"):
        page: Page = Paginator(_keys(member, wanted), PAGE_LENGTH).get_page(number)
        page.object_list = _clients(_ROWS.rows(keys=page.object_list))
    return page


def all_clients(member: FirmMember, wanted: Wanted) -> list[Client]:
    """The same, whole, for a file."""
    with all_tenants(reason="a firm exports what its own clients gave it"):
        return _clients(_ROWS.rows(keys=_keys(member, wanted)[:EXPORT_LENGTH]))


def due_across(member: FirmMember) -> list[PendingItem]:
    """What is due first across all its clients, for the rights given; one query whatever their number."""
    with all_tenants(reason="a firm reads what waits in its own clients"):
        return pending.first_pending(_known_by_the_firm, DUE_LENGTH, firm_id=member.firm_id)


def _known_by_the_firm(right: Right) -> QuerySet[Any, Any]:
    given = Delegation.objects.filter(firm=_FIRM, all_sites=True, rights__contains=[right]).in_force(TODAY)
    return given.order_by().values("adherent_id")


def client_of(member: FirmMember, public_id: str) -> Delegation | None:
    """A delegation given to this firm, with its company."""
    with all_tenants(reason="a firm reads one delegation of its own"):
        rows = Delegation.objects.filter(firm=member.firm, public_id=public_id)
        return _as_listed(rows).select_related("adherent").first()


def client_in_words(delegation: Delegation) -> Client:
    with all_tenants(reason="a firm reads one delegation of its own"):
        return _clients([delegation])[0]


def events_of(delegation: Delegation) -> list[DelegationEvent]:
    with all_tenants(reason="a firm reads the history of one delegation of its own"):
        return history_of(delegation)


# --- Which clients, in their order


def _keys(member: FirmMember, wanted: Wanted) -> list[int]:
    """Of all the delegations looked for: a page needs to know how many there are, and to read its own."""
    today = timezone.localdate()
    if wanted == Wanted():
        return [row.pk for row in _CURRENT_KEYS.rows(firm_id=member.firm_id, today=today)]
    keys = [pk for (pk,) in _in_order(_filtered(member, wanted, today))]
    return _with_something_waiting(keys, today) if wanted.pending else keys


def _in_order(rows: DelegationQuerySet) -> QuerySet[Any, Any]:
    return rows.order_by("adherent__plain_name", "pk").values_list("pk")


def _filtered(member: FirmMember, wanted: Wanted, today: date) -> DelegationQuerySet:
    rows = _in_state(Delegation.objects.filter(firm=member.firm), wanted.state, today)
    if wanted.mine:
        rows = rows.filter(Exists(FollowUp.objects.filter(delegation=OuterRef("pk"), member=member)))
    if wanted.ends_soon:
        rows = rows.filter(ends_on__gte=today, ends_on__lte=today + settings.DELEGATION_END_NOTICE)
    return search(rows, wanted.text, of_company())


def _in_state(rows: DelegationQuerySet, state: str, today: date | Given) -> DelegationQuerySet:
    if state == "ended":
        return rows.over(today)
    current = rows.current(today)
    if state == "upcoming":
        return current.filter(state=DelegationState.ACTIVE, starts_on__gt=today)
    if state == "active":
        return current.filter(state=DelegationState.ACTIVE, starts_on__lte=today)
    return current.filter(state=state) if state in {"pending", "suspended"} else current


def _with_something_waiting(keys: list[int], today: date) -> list[int]:
    waiting = _waiting(_ROWS.rows(keys=keys), today)
    return [pk for pk in keys if waiting.get(pk)]


# The page that one comes to.
_CURRENT_KEYS: CompiledQuery[Any] = CompiledQuery(
    lambda: _in_order(_in_state(Delegation.objects.filter(firm=_FIRM), Wanted().state, TODAY))
)


# --- What is read of each


def _as_listed(rows: DelegationQuerySet) -> DelegationQuerySet:
    """With what is said of its company, the sites and the followers in the row: a page costs one query."""
    sites = DelegationSite.objects.filter(delegation=OuterRef("pk")).order_by("establishment__name")
    site = JSONObject(ref="establishment__public_id", name="establishment__name")
    names = FollowUp.objects.filter(delegation=OuterRef("pk")).order_by("member__user__last_name", "pk")
    name = Concat("member__user__first_name", Value(" "), "member__user__last_name")
    return rows.annotate(
        company_ref=F("adherent__public_id"),
        company_name=F("adherent__name"),
        siren=F("adherent__siren"),
        caisse_name=F("adherent__caisse__name"),
        given_sites=ArraySubquery(sites.values(site=site)),
        follower_names=ArraySubquery(names.values_list(name, flat=True)),
    )


_ROWS: CompiledQuery[Any] = CompiledQuery(
    lambda: _as_listed(Delegation.objects.filter(is_any_of("pk", "keys"))).order_by("adherent__plain_name", "pk")
)


def _waiting(rows: Collection[Delegation], today: date) -> dict[int, list[str]]:
    """What waits in each client, for the rights given only; nothing where the delegation is not in force.

    A source counts for the whole company: of a client that gave some sites only, nothing is said.
    """
    in_force = [row for row in rows if row.is_in_force(today)]
    told = pending.pending_by_company({row.adherent_id: as_rights(row.rights) for row in in_force if row.all_sites})
    return {row.pk: told.get(row.adherent_id, []) for row in in_force}


def _clients(rows: Collection[Any]) -> list[Client]:
    today = timezone.localdate()
    waiting = _waiting(rows, today)
    return [_client(row, waiting.get(row.pk, []), today) for row in rows]


def _client(row: Any, waiting: list[str], today: date) -> Client:
    """`row`: a Delegation as `_as_listed` reads it."""
    (label, tag), rights = state_of(row), as_rights(row.rights)
    return Client(
        ref=row.public_id,
        name=row.company_name,
        siren=row.siren,
        caisse=row.caisse_name,
        state=label,
        tag=tag,
        rights=rights_in_words(rights),
        summary=rights_summed_up(rights),
        sites=sites_in_words(row.all_sites, [site["name"] for site in row.given_sites]),
        period=period_in_words(row.starts_on, row.ends_on),
        followers=list(row.follower_names),
        note=row.end_reason,
        sent=sent_in_words(row),
        spaces=_spaces(row) if row.is_in_force(today) else [],
        waiting=waiting,
    )


def _spaces(row: Any) -> list[Space]:
    if row.all_sites:
        return [Space(row.company_ref, row.company_name, is_whole=True)]
    return [Space(site["ref"], site["name"], is_whole=False) for site in row.given_sites]
