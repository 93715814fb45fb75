"""The page of somebody."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.guards import requires
from core.rights import Right
from employees.models import Employee
from employees.views.page import access_of, section_page


@requires(Right.EMPLOYEES_CONSULT)
@require_safe
def employee(request: HttpRequest, tiers: str, public_id: str) -> HttpResponse:
    found = access_of(request).get_or_404(Employee, public_id)
    return section_page(request, "index", "employee", {"employee": found})
