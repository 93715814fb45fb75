"""Home-page tiles of the legal-information section."""

from typing import Any

from adherents import queries
from adherents.declarations.queries import standing_of
from core.access import Access
from core.rights import Right
from core.tiles import Tile


def _company(access: Access) -> dict[str, Any]:
    return {"company": queries.company_card(access)}


def _contributions(access: Access) -> dict[str, Any]:
    return {"standing": standing_of(access)}


COMPANY = Tile(
    "company",
    "Mon entreprise",
    "building",
    "adherents/tiles/company.html",
    _company,
    Right.LEGAL_CONSULT,
    namespaces=("adherents",),
)
CONTRIBUTIONS = Tile(
    "contributions",
    "Mes cotisations",
    "receipt",
    "adherents/tiles/contributions.html",
    _contributions,
    Right.LEGAL_CONSULT,
)
