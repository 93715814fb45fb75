"""What the pages of the section share: their frame, the case that many are about."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from core.http import PortalRequest
from core.rights import Right
from core.sections import PageFamily
from stoppages.models import StoppageCase
from stoppages.services.refusals import StoppageRefused
from stoppages.words import title_from

STOPPAGES = PageFamily(
    "stoppages",
    "Pages de Arrêts et remboursements",
    "stoppages",
    (("index", "Mes arrêts"), ("reimbursements", "Remboursements"), ("worksites", "Chantiers")),
    sheet="stoppages",
    right=Right.STOPPAGES_CONSULT,
)
section_page = STOPPAGES.page_of_tiers


def case_page(
    request: PortalRequest, case: StoppageCase, template: str, context: dict[str, Any], *, status: int | None = None
) -> HttpResponse:
    """A page about one case: `case` and `case_title` are in the context, the trail leads back to it."""
    values = {"case": case, "case_title": title_of(case), **context}
    return section_page(request, "index", template, values, status=status)


def case_or_404(request: PortalRequest, ref: str) -> StoppageCase:
    """Of the company acted for, with what every page shows of it: the frame of the page has its caisse from there."""
    beside = ("establishment", "adherent__caisse", "weather__worksite", "sick_leave__employee")
    case = request.access.get_or_404(StoppageCase, ref, *beside)
    request.caisse = case.adherent.caisse
    return case


def title_of(case: StoppageCase) -> str:
    """In the words of `title_from`."""
    if case.is_weather:
        return title_from(case.nature, case.weather.cause, case.weather.worksite.name, None, None)
    person = case.sick_leave.employee
    return title_from(case.nature, None, None, person.last_name, person.first_name)


def refused(request: PortalRequest, case: StoppageCase, refusal: StoppageRefused) -> HttpResponse:
    """Back to the case, with why it cannot be done."""
    messages.warning(request, refusal.message)
    return redirect("stoppages:case", request.access.tiers.ref, case.public_id)
