"""What several tests of the weather stoppages need: the form as it is typed, its addresses."""

from typing import Any

import time_machine
from django.urls import reverse

from core.rights import Right
from stoppages.models import StoppageCase, Worksite
from stoppages.weather.values import WeatherValues
from tests.absences.kit import access_of
from tests.employees.person_kit import browser_of, colleague
from tests.stoppages.factories import at

# The Wednesday after the Tuesday on which work stopped: the provisional declaration is due on Sunday at 8.
NOW = at("2026-11-18 10:00")


def on(text: str) -> Any:
    """While it is that instant, in Paris."""
    return time_machine.travel(at(text), tick=False)


def address(cast: Any, name: str, *args: str, **query: str) -> str:
    return reverse(f"stoppages:{name}", args=[cast.acme.ref, *args], query=query)


def typed(worksite: Worksite, /, **fields: str) -> dict[str, str]:
    return {
        "worksite": worksite.public_id,
        "cause": "frost",
        "starts_on": "17/11/2026",
        "starts_hour": "8 h",
        "expected_people": "12",
        "resumes_on": "",
        "resumes_hour": "",
        **fields,
    }


def values_of(
    worksite: Worksite, *, starts: str = "2026-11-17 08:00", resumes: str = "", **fields: Any
) -> WeatherValues:
    given = {"cause": "frost", "crew": None, "expected_people": 12, **fields}
    return WeatherValues(worksite=worksite, starts_at=at(starts), resumes_at=at(resumes) if resumes else None, **given)


def foreman(cast: Any, *more: Right) -> Any:
    """Who enters stoppages, and sees neither wages nor motives."""
    return browser_of(colleague(cast.acme.adherent, Right.STOPPAGES_CONSULT, Right.STOPPAGES_ACT, *more))


def only_case(cast: Any, **fields: Any) -> StoppageCase:
    case: StoppageCase = StoppageCase.objects.get(adherent=cast.acme.adherent, **fields)
    return case


__all__ = ["NOW", "access_of", "address", "foreman", "on", "only_case", "typed", "values_of"]
