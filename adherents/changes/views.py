"""Requests of change: ask, follow, withdraw; the files joined."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from adherents.changes import services
from adherents.changes.forms import (
    AddressChangeForm,
    BankChangeForm,
    ChangeForm,
    ContactChangeForm,
    GoodFridayChangeForm,
)
from adherents.changes.queries import ChangeTarget, Present, changes_of, open_change_on, present_of, rows_of
from adherents.enums import ChangeKind, ContactKind
from adherents.models import ChangeProof, ChangeRequest, Establishment
from adherents.page import section_page
from adherents.policies import can_request_bank_change, can_withdraw_change
from core import files, typed_again
from core.guards import Assurance, asks_for, refuse, requires
from core.http import PortalRequest
from core.rights import Right

_PER_PAGE = 25
_FORMS: dict[ChangeKind, type[ChangeForm]] = {
    ChangeKind.ADDRESS: AddressChangeForm,
    ChangeKind.CONTACT: ContactChangeForm,
    ChangeKind.BANK: BankChangeForm,
    ChangeKind.GOOD_FRIDAY: GoodFridayChangeForm,
}


@requires(Right.LEGAL_CONSULT)
@require_safe
def changes(request: PortalRequest, tiers: str) -> HttpResponse:
    page = Paginator(changes_of(request.access), _PER_PAGE).get_page(request.GET.get("page"))
    return section_page(request, "changes", "changes", {"page": page})


@requires(Right.LEGAL_CONSULT)
@require_safe
def change(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    asked = access.get_or_404(ChangeRequest, public_id)
    context = {
        "change": asked,
        "rows": rows_of(asked.before, asked.asked),
        "proofs": list(asked.proofs.all()),
        "may_withdraw": can_withdraw_change(access, asked),
    }
    return section_page(request, "changes", "change", context)


@requires(Right.LEGAL_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_change(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    asked = access.get_or_404(ChangeRequest, public_id)
    if asked.is_open and not can_withdraw_change(access, asked):
        refuse(request)
    if "confirm" not in request.POST:
        return _withdrawal_page(request, asked)
    try:
        services.withdraw_change(access=access, change=asked)
    except services.AlreadyTreated as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "Votre demande est retirée.")
    return redirect("adherents:change", tiers, public_id)


def _withdrawal_page(request: PortalRequest, asked: ChangeRequest) -> HttpResponse:
    if not asked.is_open:
        return redirect("adherents:change", request.access.tiers.ref, asked.public_id)
    context = {"change": asked, "rows": rows_of(asked.before, asked.asked)}
    return section_page(request, "changes", "withdraw_change", context)


@requires(Right.LEGAL_CONSULT)
@require_safe
def proof(request: PortalRequest, tiers: str, public_id: str) -> Any:
    joined = request.access.get_or_404(ChangeProof, public_id)
    return files.attachment(joined.stored_name, filename=joined.name, content_type=joined.content_type)


@requires(Right.LEGAL_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def request_address_change(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    site = request.access.get_or_404(Establishment, public_id)
    if site.closed_on is not None:
        raise Http404
    return _request_change(request, ChangeTarget(ChangeKind.ADDRESS, site))


@requires(Right.LEGAL_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def request_good_friday_change(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    """Asked, and not set at once like what a company keeps by itself: whether a commune has a temple is a fact that the
    caisse checks, as it does an address, and the days of leave that it pays to a whole site are counted by it.
    """
    site = request.access.get_or_404(Establishment, public_id)
    if site.closed_on is not None or not site.may_keep_good_friday:
        raise Http404
    return _request_change(request, ChangeTarget(ChangeKind.GOOD_FRIDAY, site))


@requires(Right.LEGAL_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def request_contact_change(request: PortalRequest, tiers: str, key: str) -> HttpResponse:
    """Of the company, or of the site for whoever acts for one."""
    if key not in ContactKind.values:
        raise Http404
    access = request.access
    is_site = access.tiers.establishment_id is not None
    site = access.get_or_404(Establishment, access.tiers.ref) if is_site else None
    return _request_change(request, ChangeTarget(ChangeKind.CONTACT, site, key))


@requires(Right.BANK_ACT)
@asks_for(Assurance.CERTIFIED_MOBILE, Assurance.RECENT_PASSWORD)
@require_http_methods(["GET", "HEAD", "POST"])
def request_bank_change(request: PortalRequest, tiers: str) -> HttpResponse:
    if not can_request_bank_change(request.access):
        refuse(request)
    return _request_change(request, ChangeTarget(ChangeKind.BANK))


def _request_change(request: PortalRequest, target: ChangeTarget) -> HttpResponse:
    access = request.access
    open_one = open_change_on(access.tiers.adherent_id, target)
    if open_one is not None:
        return _lead_to(request, open_one)
    present = present_of(access.tiers.adherent_id, target)
    form = _FORMS[target.kind](request.POST or None, request.FILES or None, initial=_initial(target, present))
    if request.method == "POST" and form.is_valid():
        try:
            sent = services.request_change(
                access=access,
                target=target,
                asked=form.values(),
                seen=request.POST.get("seen", ""),
                proofs=form.cleaned_data["proofs"],
            )
        except services.AlreadyAsked as refused:
            return _lead_to(request, refused.change)
        except services.InformationChangedMeanwhile as refused:
            present = refused.present
            form.add_error(None, f"{refused} Relisez ce qui est enregistré maintenant, puis envoyez de nouveau.")
        except services.NothingChanges as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Votre demande est envoyée à votre caisse, qui vous répondra par courriel.")
            return redirect("adherents:change", access.tiers.ref, sent.public_id)
    context = {
        "form": form,
        "subject": ChangeRequest(
            kind=target.kind, establishment=target.establishment, contact_kind=target.contact_kind
        ).subject,
        "rows": rows_of(present.values, present.values),
        "seen": typed_again.mark("seen") or present.mark,
        "is_bank": target.kind == ChangeKind.BANK,
    }
    status = 422 if form.errors else 200
    return section_page(request, "changes", "request_change", context, status=status)


def _initial(target: ChangeTarget, present: Present) -> dict[str, str]:
    """One starts from what is recorded; an IBAN is never given back, even masked."""
    return {name: value for name, value in present.values.items() if name != "iban"}


def _lead_to(request: PortalRequest, already_open: ChangeRequest) -> HttpResponse:
    messages.info(request, "Une demande sur le même objet est déjà en cours : la voici.")
    return redirect("adherents:change", request.access.tiers.ref, already_open.public_id)
