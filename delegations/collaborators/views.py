"""The people of a cabinet: list, invite, appoint, remove; newcomers whom a company invited."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegations.answering import services as answering
from delegations.collaborators import queries, services
from delegations.collaborators.forms import CollaboratorForm
from delegations.firm_page import firm_page
from delegations.guards import by_administrator, of_firm
from delegations.http import FirmRequest
from delegations.models import FirmMember
from delegations.policies import can_administer_firm

_LAST = "Un cabinet garde au moins un administrateur : nommez d’abord quelqu’un d’autre."
_DECIDED = "Un autre administrateur a déjà répondu, ou l’invitation n’est plus valable."


@require_safe
@of_firm
def collaborators(request: FirmRequest, ref: str) -> HttpResponse:
    return _page(request, CollaboratorForm())


@require_POST
@by_administrator
def invite_collaborator(request: FirmRequest, ref: str) -> HttpResponse:
    form = CollaboratorForm(request.POST)
    if form.is_valid():
        try:
            services.invite_collaborator(by=request.firm_member, email=form.cleaned_data["email"])
        except services.AlreadyMember:
            form.add_error("email", ValidationError("Cette personne est déjà de vos collaborateurs.", code="member"))
        else:
            messages.success(request, f"L’invitation est envoyée à {form.cleaned_data['email']}.")
            return redirect("firm:collaborators", ref)
    return _page(request, form, 422)


@require_POST
@by_administrator
def withdraw_invitation(request: FirmRequest, ref: str, public_id: str) -> HttpResponse:
    if not services.withdraw_invitation(by=request.firm_member, public_id=public_id):
        raise Http404
    messages.success(request, "L’invitation est annulée ; son lien ne sert plus.")
    return redirect("firm:collaborators", ref)


@require_POST
@by_administrator
def appoint_administrator(request: FirmRequest, ref: str, public_id: str) -> HttpResponse:
    member = _collaborator(request, public_id)
    services.appoint_administrator(by=request.firm_member, member=member)
    messages.success(request, f"{member.user} administre désormais le cabinet.")
    return redirect("firm:collaborators", ref)


@require_POST
@by_administrator
def dismiss_administrator(request: FirmRequest, ref: str, public_id: str) -> HttpResponse:
    member = _collaborator(request, public_id)
    try:
        services.dismiss_administrator(by=request.firm_member, member=member)
    except services.LastAdministrator:
        messages.warning(request, _LAST)
    else:
        messages.success(request, f"{member.user} n’administre plus le cabinet.")
    return redirect("firm:collaborators", ref)


@require_http_methods(["GET", "HEAD", "POST"])
@by_administrator
def remove_collaborator(request: FirmRequest, ref: str, public_id: str) -> HttpResponse:
    """After a page that says what it means."""
    member = _collaborator(request, public_id)
    if request.method != "POST":
        return firm_page(request, "collaborators", "remove_collaborator", {"collaborator": member})
    try:
        services.remove_collaborator(by=request.firm_member, member=member)
    except services.LastAdministrator:
        messages.warning(request, _LAST)
        return redirect("firm:collaborators", ref)
    messages.success(request, f"{member.user} ne fait plus partie du cabinet.")
    if member.user_id == request.user.pk:
        return redirect("accounts:account")
    return redirect("firm:collaborators", ref)


@require_POST
@by_administrator
def confirm_newcomer(request: FirmRequest, ref: str, public_id: str) -> HttpResponse:
    return _decide(
        request, ref, public_id, answering.confirm_newcomer, "{} rejoint le cabinet ; la délégation commence."
    )


@require_POST
@by_administrator
def decline_newcomer(request: FirmRequest, ref: str, public_id: str) -> HttpResponse:
    return _decide(request, ref, public_id, answering.decline_newcomer, "{} ne rejoint pas le cabinet.")


def _decide(request: FirmRequest, ref: str, public_id: str, decide: Callable[..., Any], done: str) -> HttpResponse:
    try:
        asked = decide(member=request.firm_member, public_id=public_id)
    except answering.DeadLink:
        asked = None
    if asked is None:
        messages.warning(request, _DECIDED)
    else:
        messages.success(request, done.format(asked.user))
    return redirect("firm:collaborators", ref)


def _collaborator(request: FirmRequest, public_id: str) -> FirmMember:
    member = queries.collaborator_of(request.firm_member, public_id)
    if member is None:
        raise Http404
    return member


def _page(request: FirmRequest, form: CollaboratorForm, status: int = 200) -> HttpResponse:
    member = request.firm_member
    administers = can_administer_firm(member)
    context = {
        "form": form,
        "collaborators": queries.collaborators_of(member),
        "newcomers": queries.newcomers_of(member.firm) if administers else [],
        "invitations": queries.invitations_of(member.firm) if administers else [],
    }
    return firm_page(request, "collaborators", "collaborators", context, status)
