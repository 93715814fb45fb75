"""What the pages of the planning share: the frame of *Mes salariés*, of which they are a part."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from core.addresses import local_address
from core.http import PortalRequest
from core.menus import Option
from employees.page import PEOPLE

_PLANNING = replace(
    PEOPLE,
    templates="absences",
    sheet="absences",
)
_CURRENT = "absences:planning"


def planning_page(
    request: PortalRequest, template: str, context: dict[str, Any], *, status: int | None = None
) -> HttpResponse:
    """Beside the pages of the people, the tab of the planning lit."""
    values = {**_trail_of(request), **context}
    return _PLANNING.page_of_tiers(request, _CURRENT, template, values, status=status)


def _trail_of(request: PortalRequest) -> dict[str, Any]:
    """Back to the planning as it was when one left it, if the address says so (`retour`)."""
    planning = reverse(_CURRENT, args=[request.access.tiers.ref])
    asked = local_address(request, request.GET.get("retour", ""), "")
    if request.path == planning or asked.partition("?")[0] != planning:
        return {}
    return {"section_trail": [Option("Planning des absences", asked, is_current=True)]}
