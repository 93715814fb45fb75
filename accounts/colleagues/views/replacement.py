"""The holder's request to be replaced: asked, followed, withdrawn. The caisse decides (`accounts.admin`)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.colleagues import queries as members
from accounts.colleagues.forms import ReplacementForm
from accounts.colleagues.services import holder_change as services
from accounts.colleagues.views.colleagues import own_of
from accounts.policies import can_ask_replacement
from core.guards import Assurance, asks_for, requires
from core.http import PortalRequest
from core.rights import Right
from core.sections import with_status_of


@requires(Right.COLLEAGUES_ACT, whole_company=True)
@require_http_methods(["GET", "HEAD", "POST"])
@asks_for(Assurance.RECENT_PASSWORD)
def replace_holder(request: PortalRequest, tiers: str) -> HttpResponse:
    access = request.access
    own = own_of(access)
    if not can_ask_replacement(own):
        raise PermissionDenied
    form = ReplacementForm(request.POST or None, own=own, colleagues=members.possible_successors(access))
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen
        try:
            services.ask_replacement(
                access=access,
                guest=form.guest,
                successor=chosen.user if chosen else None,
                stays=form.cleaned_data["stays"] == "yes",
            )
        except services.AlreadyAsked:
            messages.warning(request, "Une demande de changement de titulaire est déjà en cours pour cette entreprise.")
        else:
            messages.success(request, "Votre demande est transmise à votre caisse, qui la confirmera ou la refusera.")
        return redirect("colleagues:index", tiers=tiers)
    context = {
        "form": form,
        "change": members.holder_change_under_way(access.tiers.adherent_id),
        "refused": members.last_refused_change(access.tiers.adherent_id),
    }
    return with_status_of(render(request, "colleagues/replace_holder.html", context), form)


@requires(Right.COLLEAGUES_ACT, whole_company=True)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_replacement(request: PortalRequest, tiers: str) -> HttpResponse:
    access = request.access
    change = members.holder_change_under_way(access.tiers.adherent_id)
    if change is None:
        raise Http404
    if not can_ask_replacement(own_of(access)):
        raise PermissionDenied
    if "confirm" not in request.POST:
        return render(request, "colleagues/withdraw_replacement.html", {"change": change})
    try:
        services.withdraw_replacement(access=access, change=change)
    except services.NotPossible as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, "La demande de changement de titulaire est retirée.")
    return redirect("colleagues:index", tiers=tiers)
