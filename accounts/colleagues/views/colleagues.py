"""Collègues: the people of the company acted for, inviting, changing rights, removing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.colleagues import queries as members
from accounts.colleagues.forms import InvitationForm, RightsForm
from accounts.colleagues.services import colleagues as services
from accounts.colleagues.services import invitations
from accounts.models import Invitation, Membership
from accounts.page import slowed
from accounts.policies import can_ask_replacement, can_change_rights, can_remove_colleague
from adherents.models import Establishment
from core.access import Access
from core.french import de
from core.guards import Assurance, asks_for, requires
from core.http import PortalRequest
from core.identity import written_email
from core.rights import Right, as_rights, in_words
from core.sections import with_status_of
from core.throttling import Throttled

_GONE = "Cette personne ne fait plus partie de l’entreprise : quelqu’un d’autre l’a retirée, ou elle l’a quittée."


def own_of(access: Access) -> Membership:
    """The right to manage people comes with belonging to the company; without it there is nothing here."""
    own = members.own_membership(access)
    if own is None:
        raise Http404
    return own


@requires(Right.COLLEAGUES_ACT, whole_company=True)
@require_safe
def index(request: PortalRequest, tiers: str) -> HttpResponse:
    access = request.access
    team = members.team(access)
    if team is None:
        raise Http404
    context = {
        "team": team,
        "may_replace": can_ask_replacement(team.own),
        "change": members.holder_change_under_way(access.tiers.adherent_id),
    }
    return render(request, "colleagues/index.html", context)


@requires(Right.COLLEAGUES_ACT, whole_company=True)
@require_http_methods(["GET", "HEAD", "POST"])
@asks_for(Assurance.RECENT_PASSWORD)
def invite(request: PortalRequest, tiers: str) -> HttpResponse:
    access = request.access
    sites = list(Establishment.objects.for_access(access).open())
    form = InvitationForm(request.POST or None, own=own_of(access), sites=sites)
    if request.method == "POST" and form.is_valid() and _invite(access, form):
        guest = form.guest
        messages.success(
            request,
            f"L’invitation est envoyée à {guest.first_name} {guest.last_name}, à l’adresse "
            f"{written_email(guest.email)}.",
        )
        return redirect("colleagues:index", tiers=tiers)
    return with_status_of(render(request, "colleagues/invite.html", {"form": form}), form)


def _invite(access: Access, form: InvitationForm) -> bool:
    """Whether it is done; otherwise the form says why not."""
    rights = form.cleaned_data["rights"]
    try:
        invitations.invite(access=access, guest=form.guest, rights=rights, establishment=form.establishment)
    except invitations.AlreadyMember:
        form.add_error(
            "email", ValidationError("Cette personne fait déjà partie de l’entreprise : changez ses droits.")
        )
    except invitations.AlreadyInvited:
        message = "Cette adresse a déjà une invitation en attente : renvoyez-la, ou retirez-la d’abord."
        form.add_error("email", ValidationError(message, code="pending"))
    except Throttled as throttled:
        form.add_error(None, slowed(throttled))
    return not form.errors


@requires(Right.COLLEAGUES_ACT, whole_company=True)
@require_http_methods(["GET", "HEAD", "POST"])
@asks_for(Assurance.RECENT_PASSWORD)
def change_rights(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    own, membership = own_of(access), access.get_or_404(Membership, public_id)
    if membership.ended_at is not None:
        return _gone(request, tiers)
    if not can_change_rights(own, membership):
        raise PermissionDenied
    form = RightsForm(request.POST or None, own=own, membership=membership)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            services.change_rights(access=access, membership=membership, rights=values["rights"], seen=values["seen"])
        except services.RightsChangedMeanwhile as changed:
            return _changed_meanwhile(request, own, changed.membership, values["seen"])
        except services.Gone:
            return _gone(request, tiers)
        messages.success(request, f"Les droits {de(membership.user)} sont enregistrés.")
        return redirect("colleagues:index", tiers=tiers)
    context = {"form": form, "membership": membership, "changes": None}
    return with_status_of(render(request, "colleagues/change_rights.html", context), form)


def _changed_meanwhile(
    request: PortalRequest, own: Membership, membership: Membership, seen: frozenset[Right]
) -> HttpResponse:
    """Say what changed since the page was shown, and show the rights as they are now."""
    present = as_rights(membership.rights)
    if not can_change_rights(own, membership):
        raise PermissionDenied
    context = {
        "form": RightsForm(own=own, membership=membership),
        "membership": membership,
        "changes": {"added": in_words(present - seen), "removed": in_words(seen - present)},
    }
    return render(request, "colleagues/change_rights.html", context, status=409)


@requires(Right.COLLEAGUES_ACT, whole_company=True)
@require_http_methods(["GET", "HEAD", "POST"])
@asks_for(Assurance.RECENT_PASSWORD)
def remove(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    """Remove a person, after a page that says what it means."""
    access = request.access
    own, membership = own_of(access), access.get_or_404(Membership, public_id)
    if membership.ended_at is not None:
        return _gone(request, tiers)
    if not can_remove_colleague(own, membership):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "colleagues/remove.html", {"membership": membership})
    try:
        services.remove_colleague(access=access, membership=membership)
    except services.Gone:
        return _gone(request, tiers)
    messages.success(request, f"{membership.user} ne fait plus partie de l’entreprise.")
    return redirect("colleagues:index", tiers=tiers)


@requires(Right.COLLEAGUES_ACT, whole_company=True)
@require_POST
def resend_invitation(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    invitation = access.get_or_404(Invitation, public_id)
    try:
        invitations.resend_invitation(access=access, invitation=invitation)
    except invitations.Closed as closed:
        messages.warning(request, _closed(closed))
    except Throttled:
        messages.warning(request, "Trop d’invitations envoyées à cette adresse aujourd’hui : réessayez demain.")
    else:
        messages.success(
            request,
            f"L’invitation est envoyée de nouveau à {written_email(invitation.email)}. Le lien précédent ne sert plus.",
        )
    return redirect("colleagues:index", tiers=tiers)


@requires(Right.COLLEAGUES_ACT, whole_company=True)
@require_POST
def withdraw_invitation(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    invitation = access.get_or_404(Invitation, public_id)
    try:
        invitations.withdraw_invitation(access=access, invitation=invitation)
    except invitations.Closed as closed:
        messages.warning(request, _closed(closed))
    else:
        messages.success(request, f"L’invitation {de(invitation.get_full_name())} est retirée : son lien ne sert plus.")
    return redirect("colleagues:index", tiers=tiers)


def _gone(request: PortalRequest, tiers: str) -> HttpResponse:
    messages.warning(request, _GONE)
    return redirect("colleagues:index", tiers=tiers)


def _closed(closed: invitations.Closed) -> str:
    state = str(closed.invitation.present_state.label).lower()
    return f"Cette invitation n’est plus en attente : elle est {state}."
