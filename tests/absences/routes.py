"""The addresses of the planning, and who may open them."""

from typing import Any

from core.rights import Right
from tests.cast import Cast
from tests.security.route import BOTH, POST, Route


def _leave(cast: Cast) -> list[Any]:
    return [cast.acme.planned.leave.public_id]


def _crew(cast: Cast) -> list[Any]:
    return [cast.acme.people.crew.public_id]


TIERS = {
    "absences:planning": Route(right=Right.ABSENCES_CONSULT),
    "absences:crew_needs": Route(right=Right.ABSENCES_ACT),
    "absences:set_crew_needs": Route(BOTH, args=_crew, right=Right.ABSENCES_ACT),
    "absences:enter": Route(BOTH, right=Right.ABSENCES_ACT),
    "absences:count": Route(POST, right=Right.ABSENCES_ACT),
    "absences:absence": Route(args=_leave, right=Right.ABSENCES_CONSULT),
    "absences:change": Route(BOTH, args=_leave, right=Right.ABSENCES_ACT),
    "absences:split": Route(BOTH, args=_leave, right=Right.ABSENCES_ACT),
    "absences:cancel": Route(BOTH, args=_leave, right=Right.ABSENCES_ACT),
    "absences:today": Route(right=Right.ABSENCES_CONSULT),
    "absences:after_departure": Route(right=Right.ABSENCES_CONSULT),
    "absences:resolve_after_departure": Route(POST, status=302, right=Right.ABSENCES_ACT),
}
