"""Demandes de délégation: the file, its preview line by line, the sending as a whole."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from core.french import counted
from core.rights import DELEGABLE, Right
from core.throttling import Throttled
from delegations.firm_page import firm_page
from delegations.guards import by_administrator
from delegations.http import FirmRequest
from delegations.requests import queries
from delegations.requests import services as asking
from delegations.requests.forms import RequestFileForm, SendingForm
from delegations.requests.reading import ReadClient, Unreadable, as_text, lines_of, read_file

_SENT = (
    "Votre envoi de {} est parti. Les entreprises adhérentes qui y figurent le reçoivent, et décident chacune : "
    "celles qui acceptent apparaîtront dans votre portefeuille."
)
_TOO_MANY = "Vous avez envoyé assez de fichiers pour aujourd’hui : réessayez demain."


@require_http_methods(["GET", "HEAD", "POST"])
@by_administrator
def requests(request: FirmRequest, ref: str) -> HttpResponse:
    """Choose a file and rights; posted, the preview."""
    if request.method != "POST":
        return _page(request, RequestFileForm(rights=frozenset(DELEGABLE)))
    form = RequestFileForm(request.POST, request.FILES)
    read = _read(form) if form.is_valid() else None
    if read is None:
        return _page(request, form, 422)
    return _preview(request, read, form.cleaned_data["rights"])


@require_POST
@by_administrator
def send_requests(request: FirmRequest, ref: str) -> HttpResponse:
    """What was previewed, read again; nothing is sent while one line is wrong."""
    form = SendingForm(request.POST)
    try:
        if not form.is_valid():
            raise Unreadable
        read = read_file(form.cleaned_data["lines"].encode(), limit=settings.DELEGATION_REQUEST_MAX_LINES)
    except Unreadable:
        messages.warning(request, "Rien n’a été envoyé : choisissez de nouveau votre fichier.")
        return redirect("firm:requests", ref)
    if any(line.error for line in read):
        return _preview(request, read, form.cleaned_data["rights"], 422)
    try:
        asking.send_requests(by=request.firm_member, lines=lines_of(read), rights=form.cleaned_data["rights"])
    except Throttled:
        messages.warning(request, _TOO_MANY)
    else:
        messages.success(request, _SENT.format(counted(len(read), "ligne")))
    return redirect("firm:requests", ref)


def _read(form: RequestFileForm) -> list[ReadClient] | None:
    """The lines; otherwise the form says what is wrong with the file."""
    try:
        return read_file(form.cleaned_data["lines"].read(), limit=settings.DELEGATION_REQUEST_MAX_LINES)
    except Unreadable as error:
        form.add_error("lines", ValidationError(str(error), code="unreadable"))
    return None


def _page(request: FirmRequest, form: RequestFileForm, status: int = 200) -> HttpResponse:
    member = request.firm_member
    context = {
        "form": form,
        "batches": queries.batches_of(member.firm),
        "limit": settings.DELEGATION_REQUEST_MAX_LINES,
    }
    return firm_page(request, "requests", "requests", context, status)


def _preview(request: FirmRequest, read: list[ReadClient], rights: frozenset[Right], status: int = 200) -> HttpResponse:
    wrong = [line for line in read if line.error]
    context = {"lines": read, "wrong_count": len(wrong), "text": as_text(read), "rights": sorted(rights)}
    return firm_page(request, "requests", "preview_requests", context, status)
