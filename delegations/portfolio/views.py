"""The cabinet: its portfolio, one client, who follows whom, ending a delegation."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.exports import csv_file
from core.french import de
from core.guards import Assurance, asks_for
from delegations.answering.queries import proposals_to
from delegations.collaborators import queries
from delegations.collaborators import services as collaborators
from delegations.firm_page import firm_page
from delegations.forms import RevocationForm
from delegations.giving.services import ending
from delegations.giving.services.giving import NotOpen
from delegations.guards import by_administrator, of_firm
from delegations.http import FirmRequest
from delegations.models import Delegation
from delegations.policies import can_administer_firm
from delegations.portfolio import queries as clients
from delegations.portfolio.forms import PortfolioForm

_COLUMNS = (
    "Entreprise",
    "SIREN",
    "Caisse",
    "État",
    "Droits",
    "Sites",
    "Période",
    "Suivi par",
    "En attente",
)


@require_safe
@of_firm
def portfolio(request: FirmRequest, ref: str) -> HttpResponse:
    member, form = request.firm_member, PortfolioForm(request.GET)
    page = clients.portfolio(member, form.wanted, request.GET.get("page", 1))
    kept = request.GET.copy()
    kept.pop("page", None)
    has_filters = any(kept.values())
    is_home = not has_filters and page.number == 1
    context = {
        "due": clients.due_across(member) if is_home else [],
        "proposals": proposals_to(member.user) if is_home else [],
        "page": page,
        "form": form,
        "query": f"{kept.urlencode()}&" if kept else "",
        "has_filters": has_filters,
        "collaborators": queries.collaborators_of(member) if can_administer_firm(member) else [],
    }
    return firm_page(request, "portfolio", "portfolio", context)


@require_safe
@of_firm
def export(request: FirmRequest, ref: str) -> HttpResponse:
    everybody = clients.all_clients(request.firm_member, PortfolioForm(request.GET).wanted)
    return csv_file("clients", _COLUMNS, [_line(client) for client in everybody])


def _line(client: clients.Client) -> tuple[str, ...]:
    return (
        client.name,
        client.siren,
        client.caisse,
        client.state,
        " ; ".join(client.rights),
        client.sites,
        client.period,
        ", ".join(client.followers),
        ", ".join(client.waiting),
    )


@require_safe
@of_firm
def client(request: FirmRequest, ref: str, public_id: str) -> HttpResponse:
    row = _client(request, public_id)
    may_end = can_administer_firm(request.firm_member) and row.is_open
    context = {"client": clients.client_in_words(row), "events": clients.events_of(row), "may_end": may_end}
    return firm_page(request, "portfolio", "client", context)


@require_http_methods(["GET", "HEAD", "POST"])
@by_administrator
@asks_for(Assurance.RECENT_PASSWORD)
def renounce(request: FirmRequest, ref: str, public_id: str) -> HttpResponse:
    """End the delegation of a client, with a reason that both sides read."""
    row = _client(request, public_id)
    form = RevocationForm(request.POST or None)
    form.fields["reason"].help_text = "Il est écrit à l’entreprise et gardé dans l’historique."
    if not row.is_open:
        return _over(request, ref, public_id)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            ending.renounce_delegation(member=request.firm_member, delegation=row, reason=reason)
        except NotOpen:
            return _over(request, ref, public_id)
        messages.success(request, f"La délégation {de(row.adherent.name)} a pris fin ; l’entreprise en est prévenue.")
        return redirect("firm:portfolio", ref)
    context = {"client": clients.client_in_words(row), "form": form}
    return firm_page(request, "portfolio", "renounce", context, 422 if form.errors else 200)


@require_POST
@by_administrator
def assign(request: FirmRequest, ref: str) -> HttpResponse:
    """Who follows the clients ticked."""
    member, chosen = request.firm_member, request.POST.getlist("clients")
    follower_ref = request.POST.get("collaborateur", "")
    follower = queries.collaborator_of(member, follower_ref) if follower_ref else None
    if follower_ref and follower is None:
        raise Http404
    if not chosen:
        messages.warning(request, "Cochez d’abord les clients à confier.")
        return redirect("firm:portfolio", ref)
    count = collaborators.assign_clients(by=member, delegation_refs=chosen[:1000], member=follower)
    who = f"par {follower.user}" if follower else "par personne"
    messages.success(request, f"Clients suivis {who} : {count}.")
    return redirect("firm:portfolio", ref)


def _client(request: FirmRequest, public_id: str) -> Delegation:
    row = clients.client_of(request.firm_member, public_id)
    if row is None:
        raise Http404
    return row


def _over(request: FirmRequest, ref: str, public_id: str) -> HttpResponse:
    messages.warning(request, "Cette délégation avait déjà pris fin : rien n’a été modifié.")
    return redirect("firm:client", ref, public_id)
