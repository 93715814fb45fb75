"""The register of worksites. `retour`: the page that asks for one, which comes back with it chosen."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.addresses import local_address
from core.guards import requires
from core.http import PortalRequest
from core.menus import Option
from core.rights import Right
from employees.places import places_of
from stoppages.models import Worksite
from stoppages.page import section_page
from stoppages.worksites.forms import WorksiteForm, typed_of
from stoppages.worksites.queries import worksites_of
from stoppages.worksites.services import add_worksite as add
from stoppages.worksites.services import change_worksite as change
from stoppages.worksites.services import close_worksite as close

_PER_PAGE = 50
_CLOSED = "fermes"
_LONGEST_SEARCH = 100
_NOT_COVERED = (
    "Le chantier « {} » est enregistré, mais il n’est pas couvert par le régime : "
    "le chômage intempéries ne vaut qu’en France métropolitaine."
)


@requires(Right.STOPPAGES_CONSULT)
@require_safe
def worksites(request: PortalRequest, tiers: str) -> HttpResponse:
    typed = request.GET.get("q", "")[:_LONGEST_SEARCH]
    is_closed, back = request.GET.get("liste") == _CLOSED, _asked_back(request)
    rows = worksites_of(request.access, typed=typed, is_closed=is_closed)
    kept = {"liste": _CLOSED} if is_closed else {}
    kept |= {"retour": back} if back else {}
    context = {
        "page": Paginator(rows, _PER_PAGE).get_page(request.GET.get("page")),
        "typed": typed,
        "kept": list(kept.items()),
        "query": f"{urlencode({**kept, 'q': typed})}&",
        "is_closed": is_closed,
        "lists": [
            Option("En cours", _address(request, back), not is_closed),
            Option("Fermés", _address(request, back, liste=_CLOSED), is_closed),
        ],
        "choosing_url": _choosing_url(back) if back else "",
        "back_url": back,
        "may_act": request.access.has(Right.STOPPAGES_ACT),
    }
    return section_page(request, "worksites", "worksites/worksites", context)


@requires(Right.STOPPAGES_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def add_worksite(request: PortalRequest, tiers: str) -> HttpResponse:
    form, back = WorksiteForm(request.POST or None, places=places_of(request.access)), _asked_back(request)
    if form.is_bound and form.is_valid():
        added = add(access=request.access, values=form.values(), attempt=form.chosen_attempt)
        _tell(request, added, f"Le chantier « {added.name} » est ajouté.")
        return redirect(f"{_choosing_url(back)}{added.public_id}" if back else _address(request, ""))
    context = {"form": form, "back_url": back}
    return section_page(request, "worksites", "worksites/add_worksite", context)


@requires(Right.STOPPAGES_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def change_worksite(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    worksite = request.access.get_or_404(Worksite, public_id, "establishment")
    form = WorksiteForm(request.POST or None, places=places_of(request.access), initial=typed_of(worksite))
    if form.is_bound and form.is_valid():
        changed = change(access=request.access, worksite=worksite, values=form.values())
        _tell(request, changed, f"Le chantier « {changed.name} » est enregistré.")
        return redirect("stoppages:worksites", tiers)
    context = {"form": form, "worksite": worksite}
    return section_page(request, "worksites", "worksites/change_worksite", context)


@requires(Right.STOPPAGES_ACT)
@require_POST
def close_worksite(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    """Closed, or opened again with `rouvrir`."""
    is_closed = "rouvrir" not in request.POST
    worksite = close(
        access=request.access, worksite=request.access.get_or_404(Worksite, public_id), is_closed=is_closed
    )
    said = "est fermé : il n’est plus proposé. Ses arrêts restent" if is_closed else "est rouvert"
    messages.success(request, f"Le chantier « {worksite.name} » {said}.")
    return redirect("stoppages:worksites", tiers)


def _tell(request: PortalRequest, worksite: Worksite, done: str) -> None:
    if worksite.is_covered:
        messages.success(request, done)
    else:
        messages.warning(request, _NOT_COVERED.format(worksite.name))


def _address(request: PortalRequest, back: str, **query: str) -> str:
    asked: dict[str, Any] = {**query, **({"retour": back} if back else {})}
    address = reverse("stoppages:worksites", args=[request.access.tiers.ref])
    return f"{address}?{urlencode(asked)}" if asked else address


def _asked_back(request: PortalRequest) -> str:
    """The page that the address asks to come back to, if it is one of ours."""
    return local_address(request, request.GET.get("retour", ""), "")


def _choosing_url(back: str) -> str:
    """That page, to which the reference of a worksite is added."""
    parts = urlsplit(back)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != "chantier"]
    return parts._replace(query=urlencode([*kept, ("chantier", "")])).geturl()
