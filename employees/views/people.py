"""The people of the company: the list."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.guards import requires
from core.rights import Right
from employees.models import Employee
from employees.views.page import access_of, section_page


@requires(Right.EMPLOYEES_CONSULT)
@require_safe
def index(request: HttpRequest, tiers: str) -> HttpResponse:
    people = list(Employee.objects.for_access(access_of(request))[:50])
    return section_page(request, "index", "index", {"people": people})
