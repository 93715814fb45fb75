"""The addresses of *Arrêts*, and who may open them."""

from core.rights import Right
from tests.security.route import Route

TIERS = {
    "stoppages:index": Route(right=Right.STOPPAGES_CONSULT),
}
