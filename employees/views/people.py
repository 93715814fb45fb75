"""The people of the company: the list, and the page of somebody."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.guards import requires
from core.rights import Right
from employees.models import Employee
from employees.queries.leave import leave_of
from employees.views.page import access_of, section_page


@requires(Right.EMPLOYEES_CONSULT)
@require_safe
def index(request: HttpRequest, tiers: str) -> HttpResponse:
    people = list(Employee.objects.for_access(access_of(request))[:50])
    return section_page(request, "index", "index", {"people": people})


@requires(Right.EMPLOYEES_CONSULT)
@require_safe
def employee(request: HttpRequest, tiers: str, public_id: str) -> HttpResponse:
    access = access_of(request)
    found = access.get_or_404(Employee, public_id)
    periods = leave_of(access, found, today=timezone.localdate())
    return section_page(request, "index", "employee", {"employee": found, "leave_periods": periods})
