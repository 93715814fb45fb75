"""Whoever was given an attestation verifies it: code and SIRET, and what it is worth today."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core import throttling
from core.addresses import client_ip
from core.french import counted
from core.guards import public
from core.sections import with_status_of
from core.tenancy import all_tenants
from documents.attestations import codes
from documents.attestations.forms import VerifyForm
from documents.enums import AttestationState
from documents.models import Attestation

_UNKNOWN = (
    "Aucune attestation n’a ce code et ce SIRET. Comparez-les à ce qui est écrit ; s’ils sont justes, demandez une "
    "autre attestation à l’entreprise."
)


@dataclass(frozen=True, slots=True)
class Verified:
    """All that is said, and nothing else."""

    state: AttestationState
    company_name: str
    siret: str
    issued_on: date


@public
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Nothing of it is ever in an address, which servers write down."""
    form = VerifyForm(request.POST or None)
    verified = _verified(request, form) if request.method == "POST" and form.is_valid() else None
    context = {"form": form if verified is None else VerifyForm(), "verified": verified}
    response = render(request, "documents/attestations/verify.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return with_status_of(response, form)


def _verified(request: HttpRequest, form: VerifyForm) -> Verified | None:
    """Counted before it is looked for; what is unknown is one answer, whichever of the two is wrong."""
    code, siret = form.cleaned_data["code"], form.cleaned_data["siret"]
    refusal = _slowed(client_ip(request), siret)
    if refusal is not None:
        form.add_error(None, refusal)
        return None
    answer = _look_up(code, siret)
    if answer is None:
        form.add_error(None, ValidationError(_UNKNOWN, code="unknown"))
    return answer


def _slowed(ip: str, siret: str) -> ValidationError | None:
    try:
        throttling.enforce("attestation_checks", ip)
        throttling.enforce("attestation_checks_of_siret", siret)
    except throttling.Throttled as throttled:
        wait = counted(throttled.verdict.minutes, "minute")
        return ValidationError(
            f"Trop de vérifications en peu de temps : recommencez dans {wait}.",
            code="throttled",
            params={"retry_after": throttled.verdict.retry_after},
        )
    return None


def _look_up(code: str, siret: str) -> Verified | None:
    with all_tenants(reason="whoever holds an attestation verifies it, and acts for no company"):
        row = Attestation.objects.select_related("document").filter(code=codes.stored(code, siret)).first()
        if row is None:
            return None
        return Verified(row.state_on(timezone.localdate()), row.company_name, row.siret, row.issued_on)
