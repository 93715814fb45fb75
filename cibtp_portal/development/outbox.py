"""The messages written in the demonstration outbox, readable by whoever tries the portal."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import outbox
from core.guards import public


@public
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    _only_in_demonstration()
    return render(request, "development/outbox/messages.html", {"entries": outbox.entries()})


@public
@require_safe
def message(request: HttpRequest, name: str) -> HttpResponse:
    """One message. `name` is only compared with the names of the outbox: no path is built from it."""
    _only_in_demonstration()
    entry = outbox.entry(name)
    if entry is None:
        raise Http404
    return render(request, "development/outbox/message.html", {"entry": entry})


def _only_in_demonstration() -> None:
    if not settings.DEMONSTRATION:
        raise Http404
