"""What somebody does in a section counts as a use of its tile: an act, not a page that is read."""

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from cibtp_portal.dashboard import TILES
from core import tiles

logger = logging.getLogger(__name__)
_TILE_OF = {namespace: tile.key for tile in TILES for namespace in tile.namespaces}
_DONE = (302, 303)


class UsageMiddleware:
    """After the answer is made. What cannot be counted is left out, and the answer goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code in _DONE:
            _count(request)
        return response


def _count(request: HttpRequest) -> None:
    access, match = getattr(request, "access", None), request.resolver_match
    key = _TILE_OF.get(match.namespace) if match is not None else None
    if key is None or access is None or access.is_employer_view:
        return
    try:
        tiles.count_use(access, key)
    except DatabaseError:
        logger.exception("A use of %s is not counted", key)
