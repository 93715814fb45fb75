"""What the server itself spends on an answer, apart from the client that asks: DESIGN §7 counts server time."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADER = "X-Server-Milliseconds"


class ServerTimeMiddleware:
    """Outermost: everything that the portal does for the request, compression included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        response.headers[HEADER] = f"{(time.perf_counter() - started) * 1000:.3f}"
        return response
