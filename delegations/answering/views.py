"""Pages that the links of invitations open. GET changes nothing; a button posts; no link opens a session."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.colleagues.services.invited import AddressTaken
from accounts.forms import InvitedAccountForm
from accounts.models import User
from adherents.models import Caisse
from core import audit, throttling
from core.addresses import client_ip
from core.guards import public
from delegations.answering import services as answering
from delegations.answering.forms import AcceptanceForm, RefusalForm
from delegations.answering.queries import caisse_of, has_account, offer_of
from delegations.answering.services import DeadLink, FirmUnreachable, LinkState, WrongPerson
from delegations.authority import firm_of
from delegations.collaborators import services as collaborators
from delegations.models import Delegation, FirmInvitation

_FORM = ["GET", "HEAD", "POST"]
_STATUS = {LinkState.READY: 200, LinkState.ACCEPTED: 200, LinkState.WAITING: 200}
_OPENED = "Votre compte est ouvert et votre adresse certifiée. Connectez-vous pour répondre à l’invitation."
_TAKEN = "Cette adresse a déjà un compte : connectez-vous."


@public
@require_http_methods(_FORM)
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Read what is offered; the button accepts."""
    try:
        delegation = _ready(token)
        form = AcceptanceForm(request.POST or None, is_known=delegation.firm is not None)
        if request.method != "POST":
            return _answer_page(request, token, delegation, form)
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        form.is_bound = True
        if not form.is_valid():
            return _answer_page(request, token, delegation, form, 422)
        name = form.cleaned_data.get("firm_name", "")
        state = answering.accept_invitation(user=_person(request), token=token, firm_name=name)
    except DeadLink as dead:
        return _dead_page(request, dead.state)
    except WrongPerson:
        return _page(request, "wrong_person", {"email": delegation.invited_email}, 403)
    except FirmUnreachable:
        return _page(request, "unreachable", {}, 409)
    return _page(request, f"{state.value}_now", {"offer": offer_of(delegation)})


@public
@require_http_methods(_FORM)
def refuse(request: HttpRequest, token: str) -> HttpResponse:
    """Why not, then the button; the link alone proves the address, an account is not needed."""
    form = RefusalForm(request.POST or None)
    try:
        delegation = _ready(token)
        if request.method == "POST" and form.is_valid():
            person = _person(request) if request.user.is_authenticated else None
            answering.refuse_invitation(token=token, user=person, reason=form.cleaned_data["reason"])
            return _page(request, "refused_now", {"offer": offer_of(delegation)})
    except DeadLink as dead:
        return _dead_page(request, dead.state)
    except WrongPerson:
        return _page(request, "wrong_person", {"email": delegation.invited_email}, 403)
    answer_url = reverse("delegations:answer", args=[token])
    context = {"form": form, "offer": offer_of(delegation), "answer_url": answer_url}
    return _page(request, "refuse", context, 422 if form.errors else 200)


@require_http_methods(_FORM)
def proposal(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same in the portal, without the link: the account is the one of the invited address."""
    person = _person(request)
    try:
        delegation = _ready_proposal(person, public_id)
        form = AcceptanceForm(request.POST or None, is_known=delegation.firm is not None)
        form.is_bound = request.method == "POST"
        if not form.is_bound or not form.is_valid():
            return _proposal_page(request, delegation, form)
        name = form.cleaned_data.get("firm_name", "")
        state = answering.accept_proposal(user=person, public_id=public_id, firm_name=name)
    except DeadLink as dead:
        return _dead_proposal(request, dead.state)
    except FirmUnreachable:
        return _page(request, "unreachable", {}, 409)
    if state != LinkState.ACCEPTED:
        return _page(request, f"{state.value}_now", {"offer": offer_of(delegation)})
    messages.success(request, f"C’est fait : votre cabinet peut agir pour {delegation.adherent.name}.")
    return redirect("firm:portfolio", firm_of(person))


@require_http_methods(_FORM)
def refuse_proposal(request: HttpRequest, public_id: str) -> HttpResponse:
    person, form = _person(request), RefusalForm(request.POST or None)
    try:
        delegation = _ready_proposal(person, public_id)
        if request.method == "POST" and form.is_valid():
            answering.refuse_proposal(user=person, public_id=public_id, reason=form.cleaned_data["reason"])
            messages.success(request, f"La délégation est refusée : {delegation.adherent.name} en est prévenue.")
            return redirect("home")
    except DeadLink as dead:
        return _dead_proposal(request, dead.state)
    back = reverse("delegations:proposal", args=[public_id])
    context = {"form": form, "offer": offer_of(delegation), "answer_url": back}
    return _page(request, "refuse", context, 422 if form.errors else 200)


@public
@require_http_methods(_FORM)
def open_account(request: HttpRequest, token: str) -> HttpResponse:
    """Étape 2/2 for the person a company invited."""
    try:
        delegation = _ready(token)
        form = InvitedAccountForm(request.POST or None, email=delegation.invited_email, company=delegation.firm_name)
        if request.method == "POST" and form.is_valid():
            throttling.enforce("invited_account_ip", client_ip(request))
            answering.open_account(token=token, account=form.account)
            return _to_sign_in(request, reverse("delegations:answer", args=[token]), _OPENED)
    except DeadLink as dead:
        return _dead_page(request, dead.state)
    except AddressTaken:
        return _to_sign_in(request, reverse("delegations:answer", args=[token]), _TAKEN)
    caisse = delegation.adherent.caisse
    return _newcomer_page(request, form, caisse, reverse("delegations:answer", args=[token]))


@public
@require_http_methods(_FORM)
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The invitation of a firm to a collaborator."""
    try:
        invitation = collaborators.read_collaboration(token)
        if request.method == "POST":
            if not request.user.is_authenticated:
                return redirect_to_login(request.path)
            member = collaborators.join_firm(user=_person(request), token=token)
            messages.success(request, f"Vous avez rejoint {member.firm.name}.")
            return redirect("firm:portfolio", member.firm.public_id)
    except DeadLink as dead:
        return _dead_page(request, dead.state)
    except WrongPerson:
        return _page(request, "wrong_person", {"email": invitation.email}, 403)
    return _page(request, "join", {"invitation": invitation, "token": token, **_who(request, invitation.email)})


@public
@require_http_methods(_FORM)
def open_collaborator_account(request: HttpRequest, token: str) -> HttpResponse:
    """Étape 2/2 for the person a firm invited."""
    back = reverse("delegations:join", args=[token])
    try:
        invitation: FirmInvitation = collaborators.read_collaboration(token)
        form = InvitedAccountForm(request.POST or None, email=invitation.email, company=invitation.firm.name)
        if request.method == "POST" and form.is_valid():
            throttling.enforce("invited_account_ip", client_ip(request))
            collaborators.open_collaborator_account(token=token, account=form.account)
            return _to_sign_in(request, back, _OPENED)
    except DeadLink as dead:
        return _dead_page(request, dead.state)
    except AddressTaken:
        return _to_sign_in(request, back, _TAKEN)
    return _newcomer_page(request, form, caisse_of(invitation.firm), back)


def _ready(token: str) -> Delegation:
    """Raises `DeadLink` for an invitation that nobody can answer any more."""
    delegation, state = answering.read_invitation(token)
    if state != LinkState.READY:
        raise DeadLink(state)
    return delegation


def _ready_proposal(person: User, public_id: str) -> Delegation:
    """Raises `DeadLink`, or 404 for what is proposed to somebody else."""
    delegation, state = answering.read_proposal(person, public_id)
    if state != LinkState.READY:
        raise DeadLink(state)
    return delegation


def _dead_proposal(request: HttpRequest, state: LinkState) -> HttpResponse:
    if state == LinkState.INVALID:
        audit.record("core.access_refused", actor=request.user, target=request.path, refused=True)
        raise Http404
    return _dead_page(request, state)


def _proposal_page(request: HttpRequest, delegation: Delegation, form: AcceptanceForm) -> HttpResponse:
    refuse_url = reverse("delegations:refuse_proposal", args=[delegation.public_id])
    return _offer_page(request, delegation, form, refuse_url, 422 if form.errors else 200)


def _person(request: HttpRequest) -> User:
    person: User = request.user  # type: ignore[assignment]
    return person


def _who(request: HttpRequest, email: str) -> dict[str, Any]:
    """Whether the visitor is signed in, as the invited person or as another, and whether that person has an account."""
    person = request.user
    return {
        "is_invited_person": person.is_authenticated and _person(request).email == email,
        "is_another_person": person.is_authenticated and _person(request).email != email,
        "has_account": has_account(email),
        "email": email,
    }


def _answer_page(
    request: HttpRequest, token: str, delegation: Delegation, form: AcceptanceForm, status: int = 200
) -> HttpResponse:
    """Of the link: whoever is not signed in signs in, or opens an account, first."""
    return _offer_page(request, delegation, form, reverse("delegations:refuse", args=[token]), status, token=token)


def _offer_page(
    request: HttpRequest,
    delegation: Delegation,
    form: AcceptanceForm,
    refuse_url: str,
    status: int,
    *,
    token: str = "",
) -> HttpResponse:
    request.caisse = delegation.adherent.caisse  # type: ignore[attr-defined]
    who = _who(request, delegation.invited_email)
    context = {"form": form, "offer": offer_of(delegation), "token": token, "refuse_url": refuse_url, **who}
    return _page(request, "ready", context, status)


def _newcomer_page(request: HttpRequest, form: InvitedAccountForm, caisse: Caisse | None, back: str) -> HttpResponse:
    request.caisse = caisse  # type: ignore[attr-defined]
    context = {"form": form, "back": back, "terms_caisse": caisse}
    return _page(request, "newcomer", context, 422 if form.errors else 200)


def _dead_page(request: HttpRequest, state: LinkState) -> HttpResponse:
    return _page(request, state.value, {}, _STATUS.get(state, 410))


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, f"delegations/invitation/{name}.html", context, status=status)
    # The link's token leaves this page for nobody; see accounts.opening.views.activation.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def _to_sign_in(request: HttpRequest, back: str, message: str) -> HttpResponse:
    messages.info(request, message)
    return redirect_to_login(back)
