"""The addresses of the planning, and who may open them."""

from core.rights import Right
from tests.security.route import POST, Route

TIERS = {
    "absences:planning": Route(right=Right.ABSENCES_CONSULT),
    "absences:after_departure": Route(right=Right.ABSENCES_CONSULT),
    "absences:resolve_after_departure": Route(POST, status=302, right=Right.ABSENCES_ACT),
}
