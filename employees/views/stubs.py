"""Names of the declarations that the page of somebody links to, until their own views are merged in their place."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from core.guards import requires
from core.rights import Right
from employees.models import Employee, Movement
from employees.views.page import access_of, section_page


@requires(Right.EMPLOYEES_CONSULT)
@require_safe
def movement(request: HttpRequest, tiers: str, public_id: str) -> HttpResponse:
    found = access_of(request).get_or_404(Movement, public_id)
    return section_page(request, "movements", "stub", {"movement": found})


@requires(Right.EMPLOYEES_CONSULT)
@require_safe
def receipt(request: HttpRequest, tiers: str, public_id: str) -> HttpResponse:
    found = access_of(request).get_or_404(Movement, public_id)
    return section_page(request, "movements", "stub", {"movement": found})


@requires(Right.EMPLOYEES_ACT)
@require_POST
def correct_hire(request: HttpRequest, tiers: str, public_id: str) -> HttpResponse:
    access_of(request).get_or_404(Movement, public_id)
    return redirect("employees:movement", tiers, public_id)


@requires(Right.EMPLOYEES_ACT)
@require_POST
def hire_again(request: HttpRequest, tiers: str, public_id: str) -> HttpResponse:
    access_of(request).get_or_404(Employee, public_id)
    return redirect("employees:employee", tiers, public_id)
