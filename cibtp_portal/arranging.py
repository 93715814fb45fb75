"""The page where a person arranges the tiles of their home page: pin, hide, start again; and why they are so."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cibtp_portal.dashboard import TILES, first_order
from core import tile_order
from core.access import Access
from core.models import TileChoice
from core.templatetags.portal import near_date
from core.tile_order import Placed
from core.tiles import allowed

# What is left of its uses, from which a tile is said to be used often.
_OFTEN = 3
_DONE = {
    TileChoice.PINNED: "La tuile est épinglée : elle reste en tête.",
    TileChoice.HIDDEN: "La tuile est masquée : elle attend ici que vous l’affichiez de nouveau.",
    TileChoice.NONE: "La tuile reprend la place que lui donne votre usage.",
}


@dataclass(frozen=True, slots=True)
class ArrangedTile:
    """A line of the page. `why`: why it stands there, in words."""

    placed: Placed
    why: str

    @property
    def may_be_hidden(self) -> bool:
        return not (self.placed.tile.is_always_shown or self.placed.is_hidden)

    @property
    def may_be_pinned(self) -> bool:
        return not (self.placed.tile.is_wide or self.placed.is_pinned or self.placed.is_hidden)


@require_safe
def arrange_tiles(request: HttpRequest, tiers: str) -> HttpResponse:
    access = _own_access(request)
    placed = tile_order.placed(TILES, access, first_order)
    context = {
        "shown": [ArrangedTile(one, _why(one)) for one in placed if not one.is_hidden],
        "hidden": [ArrangedTile(one, _why(one)) for one in placed if one.is_hidden],
        "is_started": any(one.score or one.choice for one in placed),
    }
    return render(request, "portal/arrange_tiles.html", context)


@require_POST
def choose_tile(request: HttpRequest, tiers: str, key: str) -> HttpResponse:
    access = _own_access(request)
    tile = next((tile for tile in allowed(TILES, access) if tile.key == key), None)
    choice = request.POST.get("choice", "")
    if tile is None or choice not in TileChoice.values:
        raise Http404
    if choice == TileChoice.HIDDEN and tile.is_always_shown:
        raise PermissionDenied
    tile_order.choose(access=access, key=key, choice=TileChoice(choice))
    tile_order.work_out_again(request.session, access)
    messages.success(request, _DONE[TileChoice(choice)])
    return redirect("arrange_tiles", tiers=tiers)


@require_http_methods(["GET", "HEAD", "POST"])
def start_tiles_again(request: HttpRequest, tiers: str) -> HttpResponse:
    access = _own_access(request)
    if request.method == "POST" and request.POST.get("confirm"):
        tile_order.start_again(access=access, keys=[tile.key for tile in TILES])
        tile_order.work_out_again(request.session, access)
        messages.success(request, "Vos tuiles ont retrouvé l’ordre du premier jour.")
        return redirect("arrange_tiles", tiers=tiers)
    return render(request, "portal/start_tiles_again.html")


def _own_access(request: HttpRequest) -> Access:
    """Of somebody whose home page it is: who looks in the place of an employer arranges nothing."""
    access: Access | None = request.access  # type: ignore[attr-defined]
    if access is None or access.is_employer_view:
        raise Http404
    return access


def _why(one: Placed) -> str:
    if one.is_hidden:
        return "Masquée par vous"
    if one.tile.is_wide:
        return "Toujours en tête : ce que l’on attend de vous"
    if one.is_pinned:
        return "Épinglée par vous"
    if one.used_at is None:
        return "Pas encore utilisée"
    often = "Utilisée souvent ces dernières semaines" if one.score >= _OFTEN else "Utilisée"
    return f"{often}, la dernière fois le {near_date(one.used_at.date())}"
