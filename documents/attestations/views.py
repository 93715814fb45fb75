"""*Attestations*: where the company stands, which attestation to make, those that were made."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core import throttling
from core.attempts import attempt_of
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from documents.attestations import services
from documents.attestations.forms import AskForm
from documents.attestations.queries import Basis, basis_of, kinds_of, late_periods, made_of
from documents.attestations.words import lines_of, made_lines
from documents.page import section_page


@requires(Right.DOCUMENTS_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def attestations(request: PortalRequest, tiers: str) -> HttpResponse:
    access = request.access
    kinds = kinds_of(access)
    form = AskForm(request.POST or None, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        return _asked(request, form)
    return _page(request, form, basis_of(access))


def _asked(request: PortalRequest, form: AskForm) -> HttpResponse:
    access, asked = request.access, form.cleaned_data
    throttling.enforce("attestations", str(access.user.pk))
    try:
        made = services.make_attestation(
            access=access, kind_code=asked["kind"], recipient=asked["recipient"], attempt=attempt_of(request)
        )
    except services.NotAttested:
        return _page(request, form, basis_of(access), status=422)
    messages.success(request, f"L’attestation {made.document.reference} est établie : elle est en tête de la liste.")
    return redirect("documents:attestations", access.tiers.ref)


def _page(request: PortalRequest, form: AskForm, basis: Basis, *, status: int | None = None) -> HttpResponse:
    """The months that are late are told to whoever reads what is declared and owed."""
    access = request.access
    reads_account = access.has(Right.LEGAL_CONSULT)
    late = late_periods(access) if reads_account and not basis.is_in_order else []
    context: dict[str, Any] = {
        "form": form,
        "attempt": attempt_of(request),
        "basis": basis,
        "reads_account": reads_account,
        "late": lines_of(late, access.tiers.ref),
        "made": made_lines(made_of(access), timezone.localdate()),
        "is_site": access.tiers.establishment_id is not None,
    }
    return section_page(request, "attestations", "attestations/attestations", context, status=status)
