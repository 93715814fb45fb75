"""Changer de tiers: the companies of one person and their sites, searched, used of late first, with what is pending."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from accounts.models import User
from adherents.models import Establishment
from core import pending, tiles
from core.access import Tiers
from core.identifiers import compact_digits, is_number
from core.rights import Right
from core.search import search_words, searched_form
from delegations import authority
from delegations.doors import Door

# The key under which an entry into a company counts as a use, beside those of its tiles.
ENTERED = "tiers"
COMPANIES_PER_PAGE = 20
RECENT_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class SiteChoice:
    tiers: Tiers
    siret: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class CompanyChoice:
    """`tiers` is None for a person of some of its sites only; `on_behalf` names the cabinet one acts through."""

    name: str
    siren: str
    tiers: Tiers | None
    on_behalf: str
    is_recent: bool
    is_current: bool
    sites: list[SiteChoice]
    pending: list[str]


@dataclass(frozen=True, slots=True)
class Choices:
    """`total`: companies before the search."""

    page: Page
    companies: list[CompanyChoice]
    total: int


def choices(user: User, *, typed: str, page: str, current_ref: str) -> Choices:
    """The companies found by name, SIREN, site or SIRET, used of late first."""
    doors: dict[int, list[Door]] = {}
    for door in authority.doors_of(user):
        doors.setdefault(door.adherent_id, []).append(door)
    scores = tiles.scores_by_company(user, ENTERED)
    recent = sorted(scores.keys() & doors.keys(), key=lambda pk: -scores[pk])[:RECENT_AT_MOST]
    words = search_words(typed)
    sites = _sites(doors) if words else {}
    matching = _found(doors, sites, words, typed)
    ordered = [pk for pk in recent if pk in matching] + sorted(matching - set(recent), key=lambda pk: _name(doors[pk]))
    shown = Paginator(ordered, COMPANIES_PER_PAGE).get_page(page)
    opened = {pk: doors[pk] for pk in shown.object_list}
    sites = sites or _sites(opened)
    told = pending.pending_by_company({pk: _company_rights(matching) for pk, matching in opened.items()})
    companies = [
        _choice(matching, sites[pk], told[pk], is_recent=pk in recent, current_ref=current_ref)
        for pk, matching in opened.items()
    ]
    return Choices(shown, companies, len(doors))


def _choice(
    doors: list[Door], sites: list[tuple[Tiers, str]], told: list[str], *, is_recent: bool, current_ref: str
) -> CompanyChoice:
    door = doors[0]
    whole = next((door.company for door in doors if door.establishment_id is None), None)
    shown = sites if whole is None or len(sites) > 1 else []
    return CompanyChoice(
        name=door.company_name,
        siren=door.siren,
        tiers=whole,
        on_behalf=door.firm_name,
        is_recent=is_recent,
        is_current=whole is not None and whole.ref == current_ref,
        sites=[SiteChoice(tiers, siret, tiers.ref == current_ref) for tiers, siret in shown],
        pending=told,
    )


def _name(doors: list[Door]) -> str:
    return searched_form(doors[0].company_name)


def _company_rights(doors: list[Door]) -> frozenset[Right]:
    """What one may know of the company as a whole: a count is not divided between its sites."""
    return frozenset().union(*(door.rights for door in doors if door.establishment_id is None))


def _found(
    doors: dict[int, list[Door]], sites: dict[int, list[tuple[Tiers, str]]], words: list[str], typed: str
) -> set[int]:
    if not words:
        return set(doors)
    digits = compact_digits(typed) if is_number(typed) else ""
    return {pk for pk, opened in doors.items() if _matches(opened[0], sites[pk], words, digits)}


def _matches(door: Door, sites: list[tuple[Tiers, str]], words: list[str], digits: str) -> bool:
    if digits and any(number.startswith(digits) for number in (door.siren, *(siret for _, siret in sites))):
        return True
    names = searched_form(door.company_name, *(tiers.site_label for tiers, _ in sites))
    return all(word in names for word in words)


def _sites(doors: dict[int, list[Door]]) -> dict[int, list[tuple[Tiers, str]]]:
    """The open sites that these doors open, the head office first, with their SIRET."""
    by_company: dict[int, list[tuple[Tiers, str]]] = {pk: [] for pk in doors}
    rows = Establishment.objects.open().filter(adherent__in=doors).order_by("-is_head_office", "name")
    for pk, company, ref, name, siret in rows.values_list("pk", "adherent_id", "public_id", "name", "siret"):
        only = {door.establishment_id for door in doors[company]}
        if None in only or pk in only:
            by_company[company].append((doors[company][0].tiers(pk, ref, name), siret))
    return by_company
