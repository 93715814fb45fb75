"""Home-page tiles of the legal-information section."""

from typing import Any

from adherents import queries
from core.access import Access
from core.rights import Right
from core.tiles import Tile


def _company(access: Access) -> dict[str, Any]:
    return {"company": queries.company_card(access)}


COMPANY = Tile("company", "Mon entreprise", "building", "adherents/tiles/company.html", _company, Right.LEGAL_CONSULT)
