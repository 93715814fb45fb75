"""What the pages of a final declaration share: their case, the steps, the version that was read."""

from typing import Any

from django.http import Http404, HttpResponse

from core import typed_again
from core.guards import refuse
from core.http import PortalRequest
from core.rights import Right
from stoppages.final.queries import version_now
from stoppages.final.steps import steps_of
from stoppages.models import StoppageCase
from stoppages.page import case_or_404, case_page
from stoppages.policies import can_act, can_certify, sees_wages

_LONGEST_VERSION = 9
CONFLICT = 409


def weather_case(request: PortalRequest, ref: str) -> StoppageCase:
    """A weather stoppage of the company."""
    case = case_or_404(request, ref)
    if not case.is_weather:
        raise Http404
    return case


def case_to_write(request: PortalRequest, ref: str) -> StoppageCase:
    """One that is not over, and that this person acts on."""
    case = weather_case(request, ref)
    if not case.is_over and not can_act(request.access, case):
        refuse(request)
    return case


def case_to_certify(request: PortalRequest, ref: str) -> StoppageCase:
    """Once it is over, whoever reads both stoppages and wages still reads it."""
    case, access = weather_case(request, ref), request.access
    reads = access.has(Right.STOPPAGES_CONSULT) and sees_wages(access)
    if not reads or (not case.is_over and not can_certify(access, case)):
        refuse(request)
    return case


def step_page(
    request: PortalRequest, case: StoppageCase, name: str, context: dict[str, Any], *, status: int | None = None
) -> HttpResponse:
    """`version`: as it is now, for what is sent next; what was refused for another one may then be sent again."""
    values = {
        "steps": steps_of(request.access, case, name),
        "version": typed_again.mark("version") or (version_now(case) if request.method == "POST" else case.version),
        "was_sent": case.is_declared,
        "is_over": case.is_over,
        "may_certify": can_certify(request.access, case),
        **context,
    }
    return case_page(request, case, f"final/{name}", values, status=status)


def is_sent(request: PortalRequest) -> bool:
    """Whether a form of these pages was: each says the version that it was read from."""
    return request.method == "POST" and "version" in request.POST


def version_read(request: PortalRequest) -> int:
    """That of the page that was sent; one that no case has, for what is no version."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= _LONGEST_VERSION else 0
