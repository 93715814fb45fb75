"""The tiles of the home page: one explicit list, in the order they have before anyone used them."""

from accounts.tiles import CERTIFICATIONS
from adherents.tiles import COMPANY, CONTRIBUTIONS
from cibtp_portal.tiles import TO_DO
from core.tiles import Tile
from documents.tiles import RECENT_DOCUMENTS
from employees.tiles import MY_EMPLOYEES
from support.tiles import HELP

TILES: list[Tile] = [TO_DO, RECENT_DOCUMENTS, MY_EMPLOYEES, CONTRIBUTIONS, COMPANY, CERTIFICATIONS, HELP]
