"""A certificat de congé: where it stands, and what the company does of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import files, throttling
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from documents import policies
from documents.certificates import services
from documents.certificates.copies import Unprintable, two_copies
from documents.certificates.forms import ErrorForm, HandOverForm
from documents.certificates.queries import corrected_by, handover_or_404
from documents.certificates.refusals import CertificateRefused, NotAnyMore
from documents.certificates.words import facts_of, state_tag, steps_of
from documents.models import Document, Handover
from documents.page import section_page
from documents.services.recording import record_download
from documents.services.verifying import FileUnavailable, opened

_MAX_DIGITS = 9
_UNREADABLE = (
    "Le fichier de ce certificat ne peut pas être lu en ce moment. Réessayez plus tard ; si cela dure, demandez-le à "
    "votre caisse."
)


@requires(Right.DOCUMENTS_CONSULT)
@require_safe
def certificate(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    return _page(request, handover_or_404(request.access, ref))


@requires(Right.DOCUMENTS_ACT)
@require_POST
def check_certificate(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    handover = handover_or_404(request.access, ref)
    try:
        services.check_certificate(access=request.access, handover=handover, version=_version(request))
    except CertificateRefused as refusal:
        return _refused(request, handover, refusal)
    messages.success(
        request, "Le certificat est vérifié : imprimez-le en deux exemplaires, et remettez-les au salarié."
    )
    return _back(request, handover)


@requires(Right.DOCUMENTS_ACT)
@require_POST
def hand_over(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    handover = handover_or_404(request.access, ref)
    form = HandOverForm(request.POST, not_before=handover.document.issued_on)
    if not policies.can_hand_over(request.access, handover):
        return _refused(request, handover, NotAnyMore(handover))
    if not form.is_valid():
        return _page(request, handover, form)
    try:
        services.hand_over(
            access=request.access,
            handover=handover,
            version=_version(request),
            on=form.cleaned_data["handed_over_on"],
        )
    except CertificateRefused as refusal:
        return _refused(request, handover, refusal)
    messages.success(request, "La remise est notée.")
    return _back(request, handover)


@requires(Right.DOCUMENTS_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def report_error(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    """What was typed is kept, whatever happened meanwhile."""
    handover = handover_or_404(request.access, ref)
    form = ErrorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _reported(request, handover, form)
    if request.method != "POST" and not policies.can_report_error(request.access, handover):
        return _refused(request, handover, NotAnyMore(handover))
    return _error_page(request, handover, form)


@requires(Right.DOCUMENTS_CONSULT)
@require_safe
def print_copies(request: PortalRequest, tiers: str, ref: str) -> Any:
    """Both in one file; recorded as any other download."""
    access = request.access
    handover = handover_or_404(access, ref)
    if not policies.can_print_copies(access, handover):
        return _refused(request, handover, NotAnyMore(handover))
    throttling.enforce("certificate_copies", str(access.user.pk))
    document = handover.document
    try:
        content = _copies(document)
    except (FileUnavailable, Unprintable):
        messages.error(request, _UNREADABLE)
        return _back(request, handover)
    record_download(access=access, document=document)
    return files.attachment_of(content, filename=_doubled(document))


def _copies(document: Document) -> bytes:
    """Raises FileUnavailable, Unprintable."""
    with opened(document.file) as content:
        return two_copies(content.read())


def _reported(request: PortalRequest, handover: Handover, form: ErrorForm) -> HttpResponse:
    said = form.cleaned_data["said"]
    try:
        services.report_error(access=request.access, handover=handover, version=_version(request), said=said)
    except CertificateRefused as refusal:
        form.add_error(None, refusal.message)
        return _error_page(request, handover_or_404(request.access, handover.document.public_id), form)
    messages.success(request, "L’erreur est signalée à votre caisse : sa réponse sera sur cette page.")
    return _back(request, handover)


def _page(request: PortalRequest, handover: Handover, form: HandOverForm | None = None) -> HttpResponse:
    access, document = request.access, handover.document
    context = {
        "document": document,
        "handover": handover,
        "state": state_tag(handover),
        "steps": steps_of(handover),
        "facts": facts_of(handover),
        "corrected": corrected_by(handover),
        "may_check": policies.can_check(access, handover),
        "may_hand_over": policies.can_hand_over(access, handover),
        "may_print": policies.can_print_copies(access, handover),
        "may_report": policies.can_report_error(access, handover),
        "form": form or HandOverForm(not_before=document.issued_on, given=handover.handed_over_on),
    }
    return section_page(request, "index", "certificates/certificate", context)


def _error_page(request: PortalRequest, handover: Handover, form: ErrorForm) -> HttpResponse:
    context = {"document": handover.document, "handover": handover, "form": form}
    return section_page(request, "index", "certificates/report_error", context)


def _refused(request: PortalRequest, handover: Handover, refusal: CertificateRefused) -> HttpResponse:
    messages.warning(request, refusal.message)
    return _back(request, handover)


def _back(request: PortalRequest, handover: Handover) -> HttpResponse:
    return redirect("documents:certificate", request.access.tiers.ref, handover.document.public_id)


def _doubled(document: Document) -> str:
    name = document.filename.removesuffix(".pdf")
    return f"{name}, deux exemplaires.pdf"


def _version(request: PortalRequest) -> int:
    """No certificate has the version 0: what is not a number changes nothing."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) <= _MAX_DIGITS else 0
