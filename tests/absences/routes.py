"""The addresses of the planning, and who may open them."""

from core.rights import Right
from tests.security.route import Route

TIERS = {
    "absences:planning": Route(right=Right.ABSENCES_CONSULT),
}
