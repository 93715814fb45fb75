"""The addresses of the planning, and who may open them."""

from typing import Any

from core.rights import Right
from tests.cast import Cast
from tests.security.route import BOTH, POST, Route


def _declaration(cast: Cast) -> list[Any]:
    return [cast.acme.planned.declaration.public_id]


TIERS = {
    "absences:planning": Route(right=Right.ABSENCES_CONSULT),
    "absences:leave_to_declare": Route(right=Right.ABSENCES_CONSULT),
    # Nothing was ticked: back to the list.
    "absences:declare": Route(POST, status=302, right=Right.ABSENCES_ACT),
    "absences:declaration": Route(args=_declaration, right=Right.ABSENCES_CONSULT),
    "absences:receipt": Route(args=_declaration, right=Right.ABSENCES_CONSULT),
    "absences:withdraw": Route(BOTH, args=_declaration, right=Right.ABSENCES_ACT),
}
