"""Public pages: which caisse is yours, a caisse's home page, its legal texts."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.sign_in.forms import SignInForm
from adherents import queries
from adherents.enums import PageKind
from adherents.legal import blocks, figures
from adherents.models import Caisse
from cibtp_portal.context import Link
from core.guards import public

SITE_MAP = "plan-du-site"


@dataclass(frozen=True, slots=True)
class LinkGroup:
    title: str
    links: list[Link]


@public
@require_safe
def network_home(request: HttpRequest) -> HttpResponse:
    """Which caisse is yours; with a single one there is nothing to choose."""
    caisses = queries.all_caisses()
    if len(caisses) == 1:
        return redirect("caisse_home", caisse=caisses[0].slug)
    return render(request, "public/network_home.html", {"caisses": caisses})


@public
@require_safe
def caisse_home(request: HttpRequest, caisse: str) -> HttpResponse:
    _enter(request, caisse)
    # The helping texts of the sign-in page are not needed here, and the first field does not take the focus.
    return render(request, "public/caisse_home.html", {"form": SignInForm(), **figures()})


@public
@require_safe
def caisse_page(request: HttpRequest, caisse: str, page: str) -> HttpResponse:
    entered = _enter(request, caisse)
    if page == SITE_MAP:
        return render(request, "public/site_map.html", {"groups": _site_map(entered)})
    kind = _kind(page)
    if kind == PageKind.TERMS:
        return _terms(request, entered)
    text = queries.legal_text(entered, kind)
    context = {"kind": kind, "blocks": blocks(text.body), "updated_at": text.updated_at}
    return render(request, "public/legal_page.html", context)


@public
@require_safe
def network_page(request: HttpRequest, page: str) -> HttpResponse:
    """The page of the network: it says that each caisse is the publisher, and leads to theirs."""
    caisses = queries.all_caisses()
    if page == SITE_MAP:
        return render(request, "public/site_map.html", {"groups": _network_site_map(caisses)})
    kind = _kind(page)
    text = queries.legal_text(None, kind)
    links = [Link(caisse.name, reverse("caisse_page", args=[caisse.slug, kind])) for caisse in caisses]
    context = {"kind": kind, "blocks": blocks(text.body), "caisse_links": links}
    return render(request, "public/network_page.html", context)


def _enter(request: HttpRequest, slug: str) -> Caisse:
    """Give the page the name, the colours and the links of that caisse."""
    caisse = queries.caisse_named(slug)
    if caisse is None:
        raise Http404
    request.caisse = caisse  # type: ignore[attr-defined]
    return caisse


def _kind(page: str) -> PageKind:
    if page not in PageKind.values:
        raise Http404
    return PageKind(page)


def _terms(request: HttpRequest, caisse: Caisse) -> HttpResponse:
    """The version in force, or the one asked for; all the others stay readable."""
    versions = queries.terms_of(caisse)
    in_force = next((terms for terms in versions if terms.is_in_force), versions[-1])
    asked = request.GET.get("version")
    shown = in_force if asked is None else next((terms for terms in versions if str(terms.number) == asked), None)
    if shown is None:
        raise Http404
    context: dict[str, Any] = {
        "kind": PageKind.TERMS,
        "blocks": blocks(shown.body),
        "shown": shown,
        "in_force": in_force,
        "others": [terms for terms in versions if terms != shown],
    }
    return render(request, "public/terms.html", context)


def _site_map(caisse: Caisse) -> list[LinkGroup]:
    home = reverse("caisse_home", args=[caisse.slug])
    named = f"?caisse={caisse.slug}"
    return [
        LinkGroup(
            caisse.name,
            [
                Link("Accueil", home),
                Link("La caisse", f"{home}#la-caisse"),
                Link("Questions-réponses", reverse("support_public:questions", args=[caisse.slug])),
                Link("Contact", f"{home}#contact"),
            ],
        ),
        LinkGroup(
            "Espace sécurisé entreprise",
            [
                Link("Connexion", reverse("accounts:sign_in") + named),
                Link("Je crée mon Espace sécurisé", reverse("accounts:identify") + named),
                Link("Mot de passe oublié\N{NO-BREAK SPACE}?", reverse("accounts:forgotten_password") + named),
            ],
        ),
        LinkGroup(
            "Informations légales",
            [Link(kind.label, reverse("caisse_page", args=[caisse.slug, kind])) for kind in PageKind],
        ),
        LinkGroup("Réseau CIBTP", [Link("Toutes les caisses", reverse("network_home")), _verification()]),
    ]


def _network_site_map(caisses: list[Caisse]) -> list[LinkGroup]:
    return [
        LinkGroup(
            "Votre caisse", [Link(caisse.name, reverse("caisse_home", args=[caisse.slug])) for caisse in caisses]
        ),
        LinkGroup(
            "Espace sécurisé entreprise",
            [
                Link("Choisir sa caisse", reverse("network_home")),
                Link("Connexion", reverse("accounts:sign_in")),
                Link("Je crée mon Espace sécurisé", reverse("accounts:identify")),
                Link("Mot de passe oublié\N{NO-BREAK SPACE}?", reverse("accounts:forgotten_password")),
            ],
        ),
        LinkGroup(
            "Informations légales", [Link(kind.label, reverse("network_page", args=[kind])) for kind in PageKind]
        ),
        LinkGroup("Réseau CIBTP", [_verification()]),
    ]


def _verification() -> Link:
    return Link("Vérifier une attestation", reverse("documents_public:verify"))
