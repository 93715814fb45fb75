"""The home page: its tiles and what waits to be done for a company; one explicit list each, in the order shown.

Tiles have that order before anyone used them.
"""

import absences.pending
import adherents.pending
import employees.pending
from absences.tiles import WHO_IS_ABSENT
from accounts.tiles import CERTIFICATIONS
from adherents.tiles import COMPANY, CONTRIBUTIONS
from cibtp_portal.tiles import TO_DO
from core.pending import PendingSource
from core.tiles import Tile
from documents.tiles import RECENT_DOCUMENTS
from employees.tiles import MY_EMPLOYEES
from support.tiles import HELP

TILES: list[Tile] = [TO_DO, RECENT_DOCUMENTS, MY_EMPLOYEES, WHO_IS_ABSENT, CONTRIBUTIONS, COMPANY, CERTIFICATIONS, HELP]
PENDING_SOURCES: list[PendingSource] = [
    *adherents.pending.SOURCES,
    *employees.pending.SOURCES,
    *absences.pending.SOURCES,
]
