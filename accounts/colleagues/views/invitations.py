"""Answering an invitation: by its link, or signed in with the address it was sent to (SECURITY D4)."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import gate
from accounts.colleagues import queries as members
from accounts.colleagues.services import invitations as services
from accounts.colleagues.services.invited import AddressTaken
from accounts.enums import InvitationState, MembershipRole
from accounts.forms import InvitedAccountForm
from accounts.http import PersonRequest
from accounts.models import Invitation, Membership
from accounts.page import account_page
from accounts.staff.queries import has_account
from core import throttling
from core.addresses import client_ip
from core.french import de
from core.guards import public
from core.rights import as_rights, in_words
from core.sections import with_status_of
from core.tokens import BadToken

_CLOSED = {
    InvitationState.ACCEPTED: "already",
    InvitationState.REFUSED: "refused",
    InvitationState.WITHDRAWN: "withdrawn",
    InvitationState.EXPIRED: "expired",
}


@public
@require_http_methods(["GET", "HEAD", "POST"])
def answer_invitation(request: PersonRequest, token: str) -> HttpResponse:
    """GET and HEAD change nothing (mail scanners follow links); the buttons post."""
    try:
        invitation = services.read_invitation(token)
    except BadToken:
        return _page(request, "invalid", None, 410)
    if not invitation.is_usable:
        return _closed(request, invitation)
    if request.method != "POST":
        return _page(request, "ready", invitation, token=token)
    return _answer(request, invitation, token)


def _answer(request: PersonRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Refusing needs the link only; accepting, to be signed in with the address."""
    try:
        if "refuse" in request.POST:
            services.refuse_invitation(invitation=invitation)
            return _page(request, "refused_now", invitation)
        if not _is_in(request):
            return _page(request, "ready", invitation, token=token)
        membership = services.accept_invitation(invitation=invitation, user=request.user)
    except services.WrongPerson:
        return _page(request, "ready", invitation, 403, token=token)
    except services.Closed as closed:
        return _closed(request, closed.invitation)
    return _accepted(request, invitation, membership)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def open_invited_account(request: PersonRequest, token: str) -> HttpResponse:
    """A newcomer opens an account: étape 2/2 without the letters. No session is created."""
    try:
        invitation = services.read_invitation(token)
    except BadToken:
        return _page(request, "invalid", None, 410)
    if not invitation.is_usable:
        return _closed(request, invitation)
    if has_account(invitation.email):
        return _page(request, "ready", invitation, token=token)
    names = {"first_name": invitation.first_name, "last_name": invitation.last_name}
    company = invitation.adherent.name
    form = InvitedAccountForm(request.POST or None, email=invitation.email, company=company, initial=names)
    if request.method == "POST" and form.is_valid():
        return _open(request, invitation, token, form)
    response = _render(request, "open_account", invitation, {"form": form, "token": token})
    return with_status_of(response, form)


def _open(request: PersonRequest, invitation: Invitation, token: str, form: InvitedAccountForm) -> HttpResponse:
    throttling.enforce("invited_account_ip", client_ip(request))
    try:
        services.accept_as_newcomer(token=token, account=form.account)
    except AddressTaken:
        return _page(request, "ready", invitation, token=token)
    except services.Closed as closed:
        return _closed(request, closed.invitation)
    except BadToken:
        return _page(request, "invalid", None, 410)
    return _page(request, "opened", invitation)


@require_safe
def invitations(request: PersonRequest) -> HttpResponse:
    """What waits for an answer from the person signed in."""
    waiting = [{"invitation": row, **_promise(row)} for row in members.invitations_to(request.user)]
    return account_page(request, "account", "invitations", {"waiting": waiting})


@require_POST
def accept_invitation(request: PersonRequest, public_id: str) -> HttpResponse:
    def accept(invitation: Invitation) -> HttpResponse:
        membership = services.accept_invitation(invitation=invitation, user=request.user)
        return _accepted(request, invitation, membership)

    return _answer_mine(request, public_id, accept)


@require_POST
def refuse_invitation(request: PersonRequest, public_id: str) -> HttpResponse:
    def refuse(invitation: Invitation) -> HttpResponse:
        services.refuse_invitation(invitation=invitation)
        messages.success(request, f"Vous avez refusé l’invitation {de(invitation.adherent.name)}.")
        return redirect("accounts:invitations")

    return _answer_mine(request, public_id, refuse)


def _answer_mine(request: PersonRequest, public_id: str, act: Callable[[Invitation], HttpResponse]) -> HttpResponse:
    invitation = members.invitation_to(request.user, public_id)
    if invitation is None:
        raise Http404
    try:
        return act(invitation)
    except services.Closed as closed:
        state = str(closed.invitation.present_state.label).lower()
        messages.warning(request, f"Cette invitation n’attend plus de réponse : elle est {state}.")
        return redirect("accounts:invitations")


def _accepted(request: PersonRequest, invitation: Invitation, membership: Membership) -> HttpResponse:
    company, site = invitation.adherent, invitation.establishment
    messages.success(request, f"Vous pouvez maintenant agir pour {company.name}.")
    return redirect("portal_home", tiers=site.public_id if site else company.public_id)


def _closed(request: PersonRequest, invitation: Invitation) -> HttpResponse:
    return _page(request, _CLOSED[invitation.present_state], invitation, 410)


def _page(
    request: PersonRequest, state: str, invitation: Invitation | None, status: int = 200, token: str = ""
) -> HttpResponse:
    context: dict[str, object] = {"token": token, "reader": ""}
    if invitation is not None and state == "ready":
        context["reader"] = _reader(request, invitation)
    return _render(request, state, invitation, context, status)


def _is_in(request: PersonRequest) -> bool:
    """Signed in, and through the gate that public pages stand outside of (second factor, certification)."""
    return request.user.is_authenticated and not gate.is_closed(request, request.user)


def _reader(request: PersonRequest, invitation: Invitation) -> str:
    """Who reads the link: the person invited, somebody else, an owner who must sign in, or a newcomer."""
    if _is_in(request):
        return "invited" if request.user.email == invitation.email else "other"
    return "owner" if has_account(invitation.email) else "newcomer"


def _render(
    request: PersonRequest,
    template: str,
    invitation: Invitation | None,
    context: dict[str, object],
    status: int = 200,
) -> HttpResponse:
    values: dict[str, object] = {"invitation": invitation, "rights": [], "is_holder": False, **context}
    if invitation is not None:
        request.caisse = invitation.adherent.caisse  # type: ignore[attr-defined]
        values |= _promise(invitation)
    response = render(request, f"accounts/invitation/{template}.html", values, status=status)
    # As for activation: the link's token leaves this page for nobody, and « no-referrer » would break the CSRF check.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def _promise(invitation: Invitation) -> dict[str, object]:
    is_holder = invitation.role == MembershipRole.HOLDER
    return {"is_holder": is_holder, "rights": [] if is_holder else in_words(as_rights(invitation.rights))}
