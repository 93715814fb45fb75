"""What the pages of the planning share: the frame of *Mes salariés*, of which they are a part."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse

from core.http import PortalRequest
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
    return _PLANNING.page_of_tiers(request, _CURRENT, template, context, status=status)
