"""What the pages of the section share: their frame, the contract that many are about."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from core.http import PortalRequest
from core.rights import Right
from core.sections import PageFamily
from employees.models import Employment, Movement
from employees.people.queries.person import contract_of

PEOPLE = PageFamily(
    "employees",
    "Pages de Mes salariés",
    "employees",
    (("index", "Salariés"), ("movements", "Embauches et sorties"), ("crews", "Équipes"), ("imports", "Import")),
    sheet="employees",
    right=Right.EMPLOYEES_CONSULT,
)
section_page = PEOPLE.page_of_tiers


def contract_or_404(request: PortalRequest, public_id: str) -> Employment:
    """Like `access.get_or_404`, with what the pages of a contract show of it."""
    employment = contract_of(request.access, public_id)
    if employment is None:
        raise Http404
    return employment


def leave_refused(request: PortalRequest, movement: Movement, refusal: str) -> HttpResponse:
    """Back to the declaration, with why it cannot be done."""
    messages.warning(request, refusal)
    return redirect("employees:movement", request.access.tiers.ref, movement.public_id)
