"""Who is absent: today, this week, the next one."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from absences.page import planning_page
from absences.today.forms import AbsentForm
from absences.today.queries import absent_on
from absences.today.windows import When, window_of
from core.guards import requires
from core.http import PortalRequest
from core.menus import Option
from core.rights import Right
from employees.nir import REFUSED_IN_ADDRESS, looks_like_nir
from employees.places import named_sites


@requires(Right.ABSENCES_CONSULT)
@require_safe
def today(request: PortalRequest, tiers: str) -> HttpResponse:
    asked = request.GET
    window = window_of(asked.get("quand", ""), timezone.localdate())
    if looks_like_nir(asked.get("q", "")):
        # A number must not stay in the address, which browsers keep.
        return redirect(f"{request.path}?{_query(quand=window.when, refus=REFUSED_IN_ADDRESS)}")
    form = AbsentForm(asked, named_sites(request.access))
    wanted = form.wanted
    page, groups = absent_on(request.access, window.days, asked.get("page", 1), typed=wanted["q"], site=wanted["site"])
    context = {
        "form": form,
        "window": window,
        "page": page,
        "groups": groups,
        "whens": [Option(str(when.label), f"?{_query(quand=when, **wanted)}", when == window.when) for when in When],
        "is_narrowed": any(wanted.values()),
        "query": f"{_query(quand=window.when, **wanted)}&",
        "is_nir_refused": asked.get("refus") == REFUSED_IN_ADDRESS,
        "sees_people": request.access.has(Right.EMPLOYEES_CONSULT),
    }
    return planning_page(request, "today/today", context)


def _query(**parameters: str) -> str:
    return urlencode({name: str(value) for name, value in parameters.items() if value})
