"""What is done at once with the people ticked in the list: put in a crew, exported."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from core.french import counted
from core.guards import refuse, requires
from core.http import PortalRequest
from core.rights import Right
from employees.crews import queries as crews
from employees.crews import services
from employees.people.forms import CHOSEN, MOST_CHOSEN
from employees.people.views.listing import address_of


@requires(Right.EMPLOYEES_CONSULT)
@require_POST
def act_on_selection(request: PortalRequest, tiers: str) -> HttpResponse:
    """`action`: «export», or «crew». Either way one comes back to the same list."""
    chosen = [ref for ref in request.POST.getlist("salaries")[:MOST_CHOSEN] if ref.isalnum()]
    back = f"{reverse('employees:index', args=[tiers])}?{address_of(request.GET)}".rstrip("?")
    if not chosen:
        messages.warning(request, "Cochez d’abord des salariés dans la liste.")
        return redirect(back)
    if request.POST.get("action") == "export":
        query = "&".join(filter(None, (address_of(request.GET, page=""), urlencode({CHOSEN: ",".join(chosen)}))))
        return redirect(f"{reverse('employees:choose_export', args=[tiers])}?{query}")
    if not request.access.has(Right.EMPLOYEES_ACT):
        refuse(request)
    _put_in_crew(request, chosen)
    return redirect(back)


def _put_in_crew(request: PortalRequest, chosen: list[str]) -> None:
    ref = request.POST.get("equipe", "")
    if not ref:
        messages.warning(request, "Choisissez l’équipe où ranger les salariés cochés.")
        return
    crew = crews.crew_of(request.access, ref)
    if crew is None:
        raise Http404
    try:
        count = services.add_members(access=request.access, crew=crew, employee_refs=chosen)
    except services.CrewGone as gone:
        messages.warning(request, str(gone))
        return
    if count:
        messages.success(request, f"{counted(count, 'salarié ajouté')} dans l’équipe « {crew.name} ».")
    if left := len(chosen) - count:
        said = f"{counted(left, 'salarié')} sans changement : déjà dans cette équipe, ou sur un autre site que le sien."
        messages.warning(request, said)
