"""The messages written in the demonstration outbox, readable by whoever tries the portal."""

from django.conf import settings
from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core import outbox
from core.guards import public
from core.references import new_public_id
from core.sms_replies import take_reply


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


@public
@require_POST
def reply(request: HttpRequest, name: str) -> HttpResponse:
    """Answer STOP or START to an SMS, as its reader would from their telephone."""
    _only_in_demonstration()
    entry = outbox.entry(name)
    if entry is None or entry.channel != "SMS":
        raise Http404
    # One press is one SMS: never the one taken before.
    take_reply(number=entry.to, body=request.POST.get("body", ""), reference=new_public_id())
    flash.success(request, "Réponse reçue par le portail, comme l’aurait transmise l’opérateur.")
    return redirect("demonstration_message", name)


def _only_in_demonstration() -> None:
    if not settings.DEMONSTRATION:
        raise Http404
