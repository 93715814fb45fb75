"""The addresses of *Arrêts*, and who may open them."""

from core.rights import Right
from tests.security.route import Route

TIERS = {
    "stoppages:index": Route(right=Right.STOPPAGES_CONSULT),
}
ADMIN_MODELS = {
    "stoppages_caissepractice": (lambda company: company.stoppage_practice, frozenset({"add"})),
}
# Of no caisse: managers read them (test_staff_figures.py).
ADMIN_OF_MANAGERS = frozenset(
    {
        "stoppages_stoppagerule",
        "stoppages_declarationdelay",
        "stoppages_hourlyceiling",
        "stoppages_heatwaveshare",
        "stoppages_heatwaveseason",
    }
)
