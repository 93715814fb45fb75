"""The addresses of *Contact*, and who may open them."""

from core.rights import Right
from tests.security.route import Route

TIERS = {
    "support:index": Route(right=Right.SUPPORT_CONSULT),
}
