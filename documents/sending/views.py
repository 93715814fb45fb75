"""What is sent to the caisse: the list, one sending with its files, the form."""

import logging
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from absences.choosing import choice_of_person, without_number
from adherents.models import Establishment
from core import files, throttling, typed_again
from core.attempts import attempt_of
from core.guards import refuse, requires
from core.http import PortalRequest
from core.rights import Right
from documents.enums import SentState
from documents.models import SentDocument, SentFile
from documents.page import section_page
from documents.policies import can_act
from documents.sending import queries
from documents.sending.forms import SendForm, typed_of
from documents.sending.services import SendingRefused, send_document
from employees.models import Employee

logger = logging.getLogger(__name__)


@requires(Right.DOCUMENTS_CONSULT)
@require_safe
def sent(request: PortalRequest, tiers: str) -> HttpResponse:
    page = Paginator(queries.sent_by_company(request.access), queries.PER_PAGE).get_page(request.GET.get("page"))
    return section_page(request, "sent", "sending/sent", {"page": page, "may_send": can_act(request.access)})


@requires(Right.DOCUMENTS_CONSULT)
@require_safe
def sending(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    shown = request.access.get_or_404(SentDocument, ref, "kind", "establishment", "employee", "adherent__caisse")
    request.caisse = shown.adherent.caisse
    context = {
        "sending": shown,
        "files": list(shown.files.all()),
        "may_send_again": shown.state == SentState.REFUSED and can_act(request.access),
        "opens_people": request.access.has(Right.EMPLOYEES_CONSULT),
    }
    return section_page(request, "sent", "sending/sending", context)


@requires(Right.DOCUMENTS_CONSULT)
@require_safe
def sent_file(request: PortalRequest, tiers: str, ref: str) -> Any:
    """A file of a sending that this person sees, taken away."""
    if not request.access.takes_files:
        raise PermissionDenied
    file = request.access.get_or_404(SentFile, ref, "sending")
    try:
        return files.attachment(file.stored_name, filename=file.name, content_type=file.content_type)
    except FileNotFoundError:
        logger.error("sent file %s is missing from the storage", file.public_id)
        messages.error(request, "Ce fichier est introuvable : nous en sommes avertis. Réessayez plus tard.")
        return redirect("documents:sending", tiers, file.sending.public_id)


@requires(Right.DOCUMENTS_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: PortalRequest, tiers: str) -> HttpResponse:
    """`de`: what was refused, to send again; `salarie`: whom it is about."""
    access = request.access
    refused = _refused(request)
    employee = _employee(request) or (refused.employee if refused is not None else None)
    form = SendForm(
        request.POST or None,
        request.FILES or None,
        kinds=queries.accepted_kinds(access),
        sites=list(Establishment.objects.for_access(access).open()),
        initial=typed_of(refused) if refused is not None else {},
    )
    if form.is_bound and form.is_valid():
        throttling.enforce("documents_sent", str(access.user.pk))
        try:
            return _sent(request, form, employee)
        except SendingRefused as refusal:
            form.add_error("files", str(refusal))
    context = {
        "form": form,
        "employee": employee,
        "may_choose": access.has(Right.EMPLOYEES_CONSULT),
        "attempt": attempt_of(request),
        "refused": refused,
        "has_kinds": len(form.fields["kind"].choices) > 1,  # type: ignore[attr-defined]
    }
    return section_page(request, "sent", "sending/send", context)


@requires(Right.DOCUMENTS_ACT)
@require_safe
def choose_person(request: PortalRequest, tiers: str) -> HttpResponse:
    """Whom the document is about: a search, and its list."""
    if not request.access.has(Right.EMPLOYEES_CONSULT):
        refuse(request)
    asked = {name: request.GET[name] for name in ("de",) if request.GET.get(name)}
    context = choice_of_person(request, asked, reverse("documents:send", args=[tiers]))
    return without_number(request) or section_page(request, "sent", "sending/choose_person", context)


def _sent(request: PortalRequest, form: SendForm, employee: Employee | None) -> HttpResponse:
    """Raises SendingRefused."""
    made, is_new = send_document(
        access=request.access, values=form.values(employee), uploads=form.uploads, attempt=attempt_of(request)
    )
    said = "est envoyé à votre caisse" if is_new else "était déjà parti : il n’a pas été envoyé deux fois"
    messages.success(request, f"Votre envoi {made.reference} {said}.")
    return redirect("documents:sending", request.access.tiers.ref, made.public_id)


def _refused(request: PortalRequest) -> SentDocument | None:
    ref = request.GET.get("de", "") or typed_again.mark("de")
    if not ref:
        return None
    beside = ("kind", "establishment", "employee")
    refused: SentDocument = request.access.get_or_404(SentDocument, ref, *beside)
    return refused


def _employee(request: PortalRequest) -> Employee | None:
    """Whom the address names, for who may consult people."""
    ref = request.GET.get("salarie", "") or typed_again.mark("salarie")
    if not ref:
        return None
    if not request.access.has(Right.EMPLOYEES_CONSULT):
        raise Http404
    employee: Employee = request.access.get_or_404(Employee, ref)
    return employee
