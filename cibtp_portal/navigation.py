"""The menu: one explicit list, in the guide's order and words."""

from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from django.urls import reverse

from core.access import Access
from core.menus import Option
from core.rights import Right


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """`namespaces`: the addresses that light it up, its own first. `right`: None for everyone; `otherwise`: where it
    leads whoever lacks it, with the right that this asks for. `tile`: the one of the home page that is used by going
    there.
    """

    key: str
    label: str
    icon: str
    url_name: str
    namespaces: tuple[str, ...]
    right: Right | None
    tile: str = ""
    otherwise: tuple[str, Right] | None = None


# The person and, for the company acted for, its people, its delegations and its journal.
ACCOUNT_NAMESPACES = ("accounts", "colleagues", "delegations", "journal")
# Of whoever is in a firm, first: where an accountant comes home, whatever the client acted for.
FIRM = MenuEntry("firm", "Clients du cabinet", "briefcase", "firm:portfolio", ("firm",), None)

SECTIONS: tuple[MenuEntry, ...] = (
    MenuEntry("home", "Accueil", "house-door", "portal_home", (), None),
    MenuEntry(
        "legal",
        "Informations légales et déclaratives",
        "bank",
        "adherents:index",
        ("adherents",),
        Right.LEGAL_CONSULT,
        tile="company",
    ),
    MenuEntry(
        "employees",
        "Mes salariés",
        "people",
        "employees:index",
        ("employees", "absences"),
        Right.EMPLOYEES_CONSULT,
        tile="employees",
        otherwise=("absences:planning", Right.ABSENCES_CONSULT),
    ),
    MenuEntry(
        "stoppages",
        "Arrêts et remboursements",
        "cloud-drizzle",
        "stoppages:index",
        ("stoppages",),
        Right.STOPPAGES_CONSULT,
        tile="stoppages",
    ),
    MenuEntry(
        "documents",
        "Documents",
        "folder2-open",
        "documents:index",
        ("documents",),
        Right.DOCUMENTS_CONSULT,
        tile="recent_documents",
    ),
    MenuEntry(
        "support",
        "Contact et questions-réponses",
        "chat-left-text",
        "support:index",
        ("support", "news", "help"),
        Right.SUPPORT_CONSULT,
        tile="help",
    ),
    MenuEntry("account", "Mon compte", "person-gear", "accounts:account", ACCOUNT_NAMESPACES, None),
)

# How the help of all the pages is listed: as the menu, whose home page is above any namespace.
GUIDED_SECTIONS: list[tuple[str, tuple[str, ...]]] = [
    *((section.label, section.namespaces or ("",)) for section in SECTIONS),
    (FIRM.label, FIRM.namespaces),
]


@dataclass(frozen=True, slots=True)
class NavigationItem:
    key: str
    label: str
    url: str
    icon: str
    is_current: bool
    badge: int
    usage_url: str = ""


def menu(access: Access | None, match: Any, firm_ref: str = "") -> list[NavigationItem]:
    """The items this person may open, for the tiers acted for; without a tiers, only what is the person's own."""
    return [
        *([_item(FIRM, reverse(FIRM.url_name, args=[firm_ref]), match)] if firm_ref else []),
        *(_item(one, _url(one, access), match, _usage_url(one, access)) for one in SECTIONS if _is_open(one, access)),
    ]


def _item(entry: MenuEntry, url: str, match: Any, usage_url: str = "") -> NavigationItem:
    return NavigationItem(entry.key, entry.label, url, entry.icon, _is_current(entry, match), 0, usage_url)


def _usage_url(entry: MenuEntry, access: Access | None) -> str:
    if access is None or access.is_employer_view or not entry.tile:
        return ""
    return reverse("tile_use", args=[access.tiers.ref, entry.tile])


# What Mon compte holds for the company acted for, as a whole.
COMPANY_PAGES = (
    ("Collègues", "colleagues:index", Right.COLLEAGUES_ACT),
    ("Délégations", "delegations:index", Right.DELEGATIONS_ACT),
    ("Journal", "journal:index", Right.JOURNAL_CONSULT),
)


def company_tabs(access: Access | None, match: Any) -> list[Option]:
    """The pages of Mon compte about the company, after the person's own; none for whoever acts for one site."""
    if access is None or access.tiers.establishment_id is not None:
        return []
    tabs = [
        Option(label, reverse(url_name, args=[access.tiers.ref]), url_name.startswith(f"{match.namespace}:"))
        for label, url_name, right in COMPANY_PAGES
        if access.has(right)
    ]
    return tabs if access.is_employer_view else [Option("Mon compte", reverse("accounts:account"), False), *tabs]


def trail(items: list[NavigationItem], tabs: list[Option], path: str) -> list[Option]:
    """The pages above the one at `path`: the home page, its section, the page of Mon compte that it belongs to.

    What is between these and the page is added by its own template (block « crumbs »).
    """
    above = [item for item in items if item.is_current or item.key == "home"]
    pages = [Option(item.label, item.url, False) for item in above]
    pages += [tab for tab in tabs if tab.is_current]
    return list(takewhile(lambda page: page.url != path, pages))


# What the bar at the bottom of a telephone leads to, before the help and the menu.
_QUICK = {"home": "Accueil", "employees": "Salariés"}
_QUICK_OF_A_FIRM = {"home": "Accueil", "firm": "Clients"}


def quick_bar(items: list[NavigationItem]) -> list[NavigationItem]:
    labels = _QUICK_OF_A_FIRM if any(item.key == "firm" for item in items) else _QUICK
    return [replace(item, label=labels[item.key]) for item in items if item.key in labels]


def _is_open(section: MenuEntry, access: Access | None) -> bool:
    if access is None:
        return section.namespaces == ACCOUNT_NAMESPACES
    if access.is_employer_view and section.namespaces == ACCOUNT_NAMESPACES:
        # The person's own account is elsewhere; what is left is the journal, of the company as a whole.
        return access.tiers.establishment_id is None
    return section.right is None or access.has(section.right) or _is_open_otherwise(section, access)


def _is_open_otherwise(section: MenuEntry, access: Access) -> bool:
    return section.otherwise is not None and access.has(section.otherwise[1])


def _url(section: MenuEntry, access: Access | None) -> str:
    if section.namespaces == ACCOUNT_NAMESPACES and access is not None and access.is_employer_view:
        return reverse("journal:index", args=[access.tiers.ref])
    if section.namespaces == ACCOUNT_NAMESPACES or access is None:
        return reverse(section.url_name)
    if section.otherwise is not None and section.right is not None and not access.has(section.right):
        return reverse(section.otherwise[0], args=[access.tiers.ref])
    return reverse(section.url_name, args=[access.tiers.ref])


def _is_current(section: MenuEntry, match: Any) -> bool:
    if match is None:
        return False
    if not section.namespaces:
        return bool(match.view_name == section.url_name)
    return match.namespace in section.namespaces
