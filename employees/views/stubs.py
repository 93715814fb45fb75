"""An address that the list leads to and that the declaration of a hire will answer."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.guards import requires
from core.rights import Right
from employees.views.page import section_page


@requires(Right.EMPLOYEES_ACT)
@require_safe
def start_hire(request: HttpRequest, tiers: str) -> HttpResponse:
    return section_page(request, "index", "base", {})
