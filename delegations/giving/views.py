"""The company's delegations: read, give, change, invite again, revoke; the demandes it received."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core import typed_again
from core.access import Access
from core.french import counted
from core.guards import Assurance, asks_for, requires
from core.http import PortalRequest
from core.identity import written_email
from core.rights import Right, as_rights
from delegations.enums import DelegationState
from delegations.forms import RevocationForm
from delegations.giving import queries
from delegations.giving.forms import GiveForm, GrantForm, ResendForm
from delegations.giving.services import ending, giving
from delegations.models import Delegation, DelegationRequest
from delegations.policies import can_change_delegation
from delegations.words import rights_summed_up

_OVER = "Cette délégation a pris fin ou a changé d’état entre-temps : rien n’a été modifié."
_FORM = ["GET", "HEAD", "POST"]


@requires(Right.DELEGATIONS_ACT, whole_company=True)
@require_safe
def index(request: PortalRequest, tiers: str) -> HttpResponse:
    access = _access(request)
    asked = [
        {"ref": row.public_id, "firm": row.firm, "by": row.asked_by, "at": row.created_at, "rights": _words(row)}
        for row in queries.requests_to(access)
    ]
    past = queries.past_delegations_of(access, request.GET.get("page", 1))
    context = {"delegations": queries.delegations_of(access), "past": past, "requests": asked}
    return render(request, "delegations/index.html", context)


@requires(Right.DELEGATIONS_ACT, whole_company=True)
@require_safe
def detail(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    row = _delegation(request, public_id)
    context = {
        "delegation": queries.shown(row),
        "may_change": can_change_delegation(row),
        "may_resend": row.state == DelegationState.PENDING,
        "may_revoke": row.is_open,
        "people": queries.people_of(row.firm) if row.state == DelegationState.ACTIVE else [],
        "events": queries.history_of(row),
    }
    return render(request, "delegations/detail.html", context)


@requires(Right.DELEGATIONS_ACT, whole_company=True)
@require_http_methods(_FORM)
@asks_for(Assurance.RECENT_PASSWORD)
def give(request: PortalRequest, tiers: str) -> HttpResponse:
    access = _access(request)
    sites = queries.open_sites(access)
    if request.method != "POST":
        asked = request.GET.get("demande", "")
        wanted = access.get_or_404(DelegationRequest, asked) if asked else None
        form = GiveForm.asked(wanted, sites=sites) if wanted else GiveForm(sites=sites)
        return render(request, "delegations/give.html", {"form": form})
    form = GiveForm(request.POST, sites=sites)
    given = _give(access, form) if form.is_valid() else None
    if given is None:
        return render(request, "delegations/give.html", {"form": form}, status=422)
    days = counted(settings.DELEGATION_INVITATION_LIFETIME.days, "jour")
    messages.success(
        request,
        f"L’invitation est envoyée à {written_email(given.invited_email)}. Elle est valable {days}.",
    )
    return redirect("delegations:detail", tiers, given.public_id)


def _give(access: Access, form: GiveForm) -> Delegation | None:
    """The delegation; otherwise the form says why not."""
    values = form.cleaned_data
    try:
        return giving.give_delegation(access=access, siret=values["siret"], email=values["email"], grant=form.grant)
    except giving.AlreadyGiven:
        message = (
            "Ce cabinet a déjà une délégation en attente ou en vigueur : modifiez-la, ou retirez-la avant d’en donner "
            "une autre."
        )
        form.add_error("siret", ValidationError(message, code="already_given"))
    return None


@requires(Right.DELEGATIONS_ACT, whole_company=True)
@require_http_methods(_FORM)
@asks_for(Assurance.RECENT_PASSWORD)
def change(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    row = _delegation(request, public_id)
    if not can_change_delegation(row):
        return _over(request, row)
    sites = queries.open_sites(_access(request))
    form = GrantForm(request.POST or None, sites=sites, delegation=row)
    version = _number(typed_again.mark("version")) or row.version
    context: dict[str, Any] = {"form": form, "delegation": queries.shown(row), "version": version, "meanwhile": []}
    if request.method != "POST":
        return render(request, "delegations/change.html", context)
    if not form.is_valid():
        # Kept as read, not as it is now: a change by somebody else must still be told.
        context["version"] = _version(request)
        return render(request, "delegations/change.html", context, status=422)
    try:
        giving.change_delegation(access=_access(request), delegation=row, version=_version(request), grant=form.grant)
    except giving.NotOpen:
        return _over(request, row)
    except giving.DelegationChangedMeanwhile as meanwhile:
        context |= {"meanwhile": meanwhile.changes, "version": meanwhile.current.version}
        return render(request, "delegations/change.html", context, status=409)
    messages.success(request, "La délégation est modifiée, avec effet immédiat.")
    return redirect("delegations:detail", tiers, public_id)


@requires(Right.DELEGATIONS_ACT, whole_company=True)
@require_http_methods(_FORM)
@asks_for(Assurance.RECENT_PASSWORD)
def resend(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    """A new link, to the same address or to another."""
    row = _delegation(request, public_id)
    form = ResendForm(request.POST or None, initial={"email": row.invited_email})
    if row.state != DelegationState.PENDING:
        return _over(request, row)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            giving.resend_invitation(access=_access(request), delegation=row, email=email)
        except giving.NotOpen:
            return _over(request, row)
        messages.success(request, f"Une nouvelle invitation est envoyée à {written_email(email)}.")
        return redirect("delegations:detail", tiers, public_id)
    context = {"form": form, "delegation": queries.shown(row)}
    return render(request, "delegations/resend.html", context, status=422 if form.errors else 200)


@requires(Right.DELEGATIONS_ACT, whole_company=True)
@require_http_methods(_FORM)
@asks_for(Assurance.RECENT_PASSWORD)
def revoke(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    row = _delegation(request, public_id)
    form = RevocationForm(request.POST or None)
    if not row.is_open:
        return _over(request, row)
    if request.method == "POST" and form.is_valid():
        try:
            ending.revoke_delegation(access=_access(request), delegation=row, reason=form.cleaned_data["reason"])
        except giving.NotOpen:
            return _over(request, row)
        messages.success(request, f"La délégation à {row.firm_name} est retirée : elle n’ouvre plus rien.")
        return redirect("delegations:index", tiers)
    context = {"form": form, "delegation": queries.shown(row)}
    return render(request, "delegations/revoke.html", context, status=422 if form.errors else 200)


@requires(Right.DELEGATIONS_ACT, whole_company=True)
@require_http_methods(_FORM)
def decline_request(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    asked = _access(request).get_or_404(DelegationRequest, public_id)
    if "confirm" not in request.POST:
        context = {"asked": asked, "rights": _words(asked)}
        return render(request, "delegations/decline_request.html", context)
    giving.decline_request(access=_access(request), request=asked)
    messages.success(request, "La demande est déclinée. Le cabinet n’en est pas informé et n’a accès à rien.")
    return redirect("delegations:index", tiers)


def _access(request: PortalRequest) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    return access


def _delegation(request: PortalRequest, public_id: str) -> Delegation:
    row = queries.delegation_of(_access(request), public_id)
    if row is None:
        raise Http404
    return row


def _over(request: PortalRequest, row: Delegation) -> HttpResponse:
    messages.warning(request, _OVER)
    return redirect("delegations:detail", request.access.tiers.ref, row.public_id)  # type: ignore[attr-defined]


def _version(request: PortalRequest) -> int:
    return _number(request.POST.get("version", ""))


def _number(typed: str) -> int:
    """No delegation has the version 0."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0  # noqa: PLR2004


def _words(row: DelegationRequest) -> tuple[str, ...]:
    return rights_summed_up(as_rights(row.rights))
