"""The furniture of every page: whose caisse, for which tiers, which menus (a template context processor)."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.person.notices import notices_for
from adherents.enums import PageKind
from adherents.models import Caisse
from adherents.queries import caisse_named, caisse_of
from cibtp_portal import navigation
from core import linked, typed_again
from core.access import Access
from core.rights import Right
from delegations import authority
from delegations.middleware import LAST_TIERS
from support.guidance.offering import is_offered
from support.guidance.queries import guide_of_page
from support.guidance.values import Guide
from support.news.queries import board_of
from support.news.values import Board, NewsReader


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class FunctionalItem:
    key: str
    label: str
    url: str
    icon: str
    is_help: bool = False
    count: int = 0


def furniture(request: HttpRequest) -> dict[str, Any]:
    """Variables of `layouts/*.html`; each costs its queries only where a template uses it."""
    match = request.resolver_match
    user = getattr(request, "user", None)
    access = _shell_access(request)
    caisse = _caisse(request, access)
    # What is the person’s own is not shown to who looks in the place of an employer.
    looking = access is not None and access.is_employer_view
    person = user if user is not None and user.is_authenticated and not looking else None
    is_of_a_firm = match is not None and match.namespace == "firm"
    board = board_of(person, NewsReader.of(access, is_in_a_firm=is_of_a_firm)) if person else None
    items: Any = SimpleLazyObject(lambda: _navigation(request, access))
    tabs = navigation.company_tabs(access, match)
    guide: Any = SimpleLazyObject(lambda: guide_of_page(request, caisse.pk if caisse else None))
    return {
        "caisse": caisse,
        "access": access,
        "navigation": items,
        "trail": SimpleLazyObject(lambda: navigation.trail(items, tabs, request.path)),
        "quick_bar": SimpleLazyObject(lambda: navigation.quick_bar(items)),
        "company_tabs": tabs,
        "functional_bar": SimpleLazyObject(lambda: _functional_bar(request, access, caisse, board, guide)),
        "guide": guide,
        "tutorial_is_offered": SimpleLazyObject(lambda: bool(guide) and is_offered(person, guide)),
        "news_banners": board.banners if board else (),
        "legal_links": _legal_links(request, caisse),
        "public_links": _public_links(caisse),
        "sign_in_url": _with_caisse(reverse("accounts:sign_in"), caisse),
        "sign_out_url": reverse("accounts:sign_out"),
        "account_opening_url": _with_caisse(reverse("accounts:identify"), caisse),
        "home_url": reverse("portal_home", args=[access.tiers.ref]) if access else _public_home_url(caisse),
        "change_tiers_url": reverse("choose_tiers"),
        "may_change_tiers": SimpleLazyObject(lambda: authority.may_change_tiers(user, access)),  # type: ignore[arg-type]
        "account_notices": notices_for(person) if person else [],
        "previous_sign_in_at": person.previous_sign_in_at if person else None,
        "employer_view_leave_url": request.leave_url if looking else "",  # type: ignore[attr-defined]
        "typed_again": typed_again.present(),
        "demonstration": settings.DEMONSTRATION,
        "demonstration_url": reverse("demonstration_messages") if settings.DEMONSTRATION else "",
    }


def _shell_access(request: HttpRequest) -> Access | None:
    """The access of the URL; on pages of the person (Mon compte), the last tiers, for the menus only."""
    access: Access | None = getattr(request, "access", None)
    user = getattr(request, "user", None)
    if access is not None or user is None or not user.is_authenticated:
        return access
    last = request.session.get(LAST_TIERS)
    return authority.resolve(user, last) if last else None


def _navigation(request: HttpRequest, access: Access | None) -> list[navigation.NavigationItem]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    firm_ref = access.firm_ref if access is not None else authority.firm_of(user)
    return navigation.menu(access, request.resolver_match, firm_ref)


def _caisse(request: HttpRequest, access: Access | None) -> Caisse | None:
    """The caisse of the tiers, of the page, of the account opening under way, or named by the link followed."""
    known: Caisse | None = getattr(request, "caisse", None)
    if known is not None:
        return known
    if access is not None:
        return caisse_of(access)
    slug = request.GET.get("caisse", "")
    return caisse_named(slug) if slug else None


def _functional_bar(
    request: HttpRequest, access: Access | None, caisse: Caisse | None, board: Board | None, guide: Guide | None
) -> list[FunctionalItem]:
    """`board`: of whoever has news; who looks in the place of an employer has none."""
    return [
        FunctionalItem("contact", "Contacter la caisse", _contact_url(request, access, caisse), "telephone"),
        FunctionalItem("faq", "Questions-réponses", _questions_url(access, caisse), "question-circle"),
        FunctionalItem("help", "Aide de la page", _help_url(access, guide), "life-preserver", is_help=True),
        *([_news(board)] if board else []),
    ]


def _help_url(access: Access | None, guide: Guide | None) -> str:
    """A page of its own where no script opens the help beside; not from the employer view, whose reader is of the
    caisse, and has no session of the portal.
    """
    if access is not None and access.is_employer_view:
        return "#aide-de-la-page"
    return guide.url if guide else reverse("help:index")


def _contact_url(request: HttpRequest, access: Access | None, caisse: Caisse | None) -> str:
    """Where one writes, with the part of the portal and the row that this page shows; what one may read otherwise."""
    if access is None or not access.has(Right.SUPPORT_CONSULT):
        return f"{_public_home_url(caisse)}#contact"
    if not access.has(Right.SUPPORT_ACT):
        return f"{reverse('support:index', args=[access.tiers.ref])}#contact"
    asked = {"depuis": _part_of(request), "objet": linked.key_of_page(request)}
    query = urlencode({name: value for name, value in asked.items() if value}, safe=":")
    return f"{reverse('support:write', args=[access.tiers.ref])}{f'?{query}' if query else ''}"


def _part_of(request: HttpRequest) -> str:
    """As addresses name it after the tiers; what is the person's own, or the company's account, is *Mon compte*."""
    match = request.resolver_match
    if match is None or match.namespace == "support":
        return ""
    if match.namespace in navigation.ACCOUNT_NAMESPACES:
        return "mon-compte"
    _, _, inside = request.path.partition(f"/{match.kwargs.get('tiers', '')}/")
    return inside.partition("/")[0] if "tiers" in match.kwargs else ""


def _news(board: Board) -> FunctionalItem:
    return FunctionalItem("news", "Nouveautés", reverse("news:index"), "megaphone", count=board.unread)


def _questions_url(access: Access | None, caisse: Caisse | None) -> str:
    """Those of the person, or else those that the caisse answers in public."""
    if access is not None and access.has(Right.SUPPORT_CONSULT):
        return reverse("support:questions", args=[access.tiers.ref])
    return _public_questions_url(caisse)


def _public_questions_url(caisse: Caisse | None) -> str:
    return reverse("support_public:questions", args=[caisse.slug]) if caisse else reverse("network_home")


def _legal_links(request: HttpRequest, caisse: Caisse | None) -> list[Link]:
    links = []
    for kind in PageKind:
        label = kind.label
        if kind == PageKind.ACCESSIBILITY:
            label = f"Accessibilité : {caisse.get_conformity_display() if caisse else 'non conforme'}"
        links.append(_legal_link(request, label, kind.value, caisse))
    return [*links, _legal_link(request, "Plan du site", "plan-du-site", caisse)]


def _legal_link(request: HttpRequest, label: str, page: str, caisse: Caisse | None) -> Link:
    url = reverse("caisse_page", args=[caisse.slug, page]) if caisse else reverse("network_page", args=[page])
    return Link(label, url, request.path == url)


def _public_links(caisse: Caisse | None) -> list[Link]:
    home = _public_home_url(caisse)
    return [
        Link("La caisse", f"{home}#la-caisse"),
        Link("Questions-réponses", _public_questions_url(caisse) if caisse else f"{home}#questions"),
        Link("Contact", f"{home}#contact"),
    ]


def _public_home_url(caisse: Caisse | None) -> str:
    return reverse("caisse_home", args=[caisse.slug]) if caisse else reverse("network_home")


def _with_caisse(url: str, caisse: Caisse | None) -> str:
    return f"{url}?caisse={caisse.slug}" if caisse else url
