"""Demandes de délégation: a client or a file, the preview line by line, the sending of the sound ones."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from core.french import counted
from core.rights import DELEGABLE, Right
from core.tables import UnreadableTable
from core.throttling import Throttled
from delegations.firm_page import firm_page
from delegations.guards import by_administrator
from delegations.http import FirmRequest
from delegations.requests import queries
from delegations.requests import services as asking
from delegations.requests.forms import RequestsForm, SendingForm
from delegations.requests.reading import ReadFile, as_text, lines_of, read_file, read_one

_TOO_MANY = "Vous avez envoyé assez de fichiers pour aujourd’hui : réessayez demain."


def _sent(count: int) -> str:
    if count == 1:
        return (
            "Votre demande est partie. Si cette entreprise est adhérente, elle la reçoit et décide : dès qu’elle "
            "accepte, elle apparaît parmi vos clients."
        )
    return (
        f"Votre envoi de {counted(count, 'ligne')} est parti. Les entreprises adhérentes qui y figurent le reçoivent, "
        "et décident chacune : celles qui acceptent apparaîtront parmi vos clients."
    )


@require_http_methods(["GET", "HEAD", "POST"])
@by_administrator
def requests(request: FirmRequest, ref: str) -> HttpResponse:
    """Type a client or choose a file, and rights; posted, the preview."""
    if request.method != "POST":
        return _page(request, RequestsForm(rights=frozenset(DELEGABLE)))
    form = RequestsForm(request.POST, request.FILES)
    read = _read(form) if form.is_valid() else None
    if read is None:
        return _page(request, form, 422)
    return _preview(request, read, form.cleaned_data["rights"])


@require_POST
@by_administrator
def send_requests(request: FirmRequest, ref: str) -> HttpResponse:
    """The sound lines of what was previewed, read again; nothing is sent when one of them is wrong after all."""
    form = SendingForm(request.POST)
    try:
        if not form.is_valid():
            raise UnreadableTable
        read = read_file(form.cleaned_data["lines"].encode(), limit=settings.DELEGATION_REQUEST_MAX_LINES)
    except UnreadableTable:
        messages.warning(
            request, "Rien n’a été envoyé : saisissez de nouveau votre client, ou choisissez votre fichier."
        )
        return redirect("firm:requests", ref)
    if any(line.error for line in read.lines):
        return _preview(request, read, form.cleaned_data["rights"], 422)
    try:
        asking.send_requests(by=request.firm_member, lines=lines_of(read.lines), rights=form.cleaned_data["rights"])
    except Throttled:
        messages.warning(request, _TOO_MANY)
    else:
        messages.success(request, _sent(len(read.lines)))
    return redirect("firm:requests", ref)


def _read(form: RequestsForm) -> ReadFile | None:
    """The lines; otherwise the form says what is wrong with the file."""
    values = form.cleaned_data
    if values["identifier"]:
        return read_one(values["identifier"], values["email"])
    try:
        return read_file(values["lines"].read(), limit=settings.DELEGATION_REQUEST_MAX_LINES)
    except UnreadableTable as error:
        form.add_error("lines", ValidationError(str(error), code="unreadable"))
    return None


def _page(request: FirmRequest, form: RequestsForm, status: int = 200) -> HttpResponse:
    member = request.firm_member
    context = {
        "form": form,
        "batches": queries.batches_of(member.firm),
        "limit": settings.DELEGATION_REQUEST_MAX_LINES,
    }
    return firm_page(request, "requests", "requests", context, status)


def _preview(request: FirmRequest, read: ReadFile, rights: frozenset[Right], status: int = 200) -> HttpResponse:
    sound = [line for line in read.lines if not line.error]
    context = {
        "lines": read.lines,
        "alphabet": read.alphabet,
        "sound_count": len(sound),
        "wrong_count": len(read.lines) - len(sound),
        "text": as_text(sound),
        "rights": sorted(rights),
    }
    return firm_page(request, "requests", "preview_requests", context, status)
