"""The menu: one explicit list, in the guide's order and words."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from core.access import Access
from core.rights import Right


@dataclass(frozen=True, slots=True)
class Section:
    """`url_names`: the first is the section's address; the others light it up too. `right`: None for everyone."""

    key: str
    label: str
    icon: str
    url_name: str
    namespace: str
    right: Right | None


SECTIONS: tuple[Section, ...] = (
    Section("home", "Accueil", "house-door", "portal_home", "", None),
    Section(
        "legal", "Informations légales et déclaratives", "bank", "adherents:index", "adherents", Right.LEGAL_CONSULT
    ),
    Section("employees", "Mes salariés", "people", "employees:index", "employees", Right.EMPLOYEES_CONSULT),
    Section(
        "stoppages", "Arrêts et remboursements", "cloud-drizzle", "absences:index", "absences", Right.STOPPAGES_CONSULT
    ),
    Section("documents", "Documents", "folder2-open", "documents:index", "documents", Right.DOCUMENTS_CONSULT),
    Section(
        "support",
        "Contact et questions-réponses",
        "chat-left-text",
        "support:index",
        "support",
        Right.SUPPORT_CONSULT,
    ),
    Section("account", "Mon compte", "person-gear", "accounts:account", "accounts", None),
)


@dataclass(frozen=True, slots=True)
class NavigationItem:
    key: str
    label: str
    url: str
    icon: str
    is_current: bool
    badge: int


def menu(access: Access | None, match: Any) -> list[NavigationItem]:
    """The items this person may open, for the tiers acted for; without a tiers, only what is the person's own."""
    return [
        NavigationItem(section.key, section.label, _url(section, access), section.icon, _is_current(section, match), 0)
        for section in SECTIONS
        if _is_open(section, access)
    ]


def _is_open(section: Section, access: Access | None) -> bool:
    if access is None:
        return section.namespace == "accounts"
    return section.right is None or access.has(section.right)


def _url(section: Section, access: Access | None) -> str:
    if section.namespace == "accounts" or access is None:
        return reverse(section.url_name)
    return reverse(section.url_name, args=[access.tiers.ref])


def _is_current(section: Section, match: Any) -> bool:
    if match is None:
        return False
    if not section.namespace:
        return bool(match.view_name == section.url_name)
    return bool(match.namespace == section.namespace)
