"""The home page: its tiles and what waits to be done for a company; what a message may be about; one explicit list
each, in the order shown.

Before anyone used them, tiles have the order that suits the company (`first_order`).
"""

from collections.abc import Sequence

import absences.linked
import absences.pending
import adherents.pending
import documents.linked
import documents.pending
import employees.linked
import employees.pending
import stoppages.linked
import stoppages.pending
import support.appointments.pending
import support.pending
from absences.tiles import WHO_IS_ABSENT
from accounts.tiles import CERTIFICATIONS
from adherents.tiles import COMPANY, CONTRIBUTIONS
from cibtp_portal.tiles import TO_DO
from core.access import Access
from core.linked import LinkedKind
from core.pending import PendingSource
from core.rights import Right
from core.tiles import Tile
from documents.tiles import RECENT_DOCUMENTS
from employees.people.queries.arrivals import coming_and_going
from employees.tiles import MY_EMPLOYEES
from stoppages.tiles import STOPPAGES
from support.tiles import HELP

# Who employs so few knows each of them: what they owe and what they were sent come before who is absent.
_FEW_PEOPLE = 10

TILES: list[Tile] = [
    TO_DO,
    RECENT_DOCUMENTS,
    MY_EMPLOYEES,
    WHO_IS_ABSENT,
    STOPPAGES,
    CONTRIBUTIONS,
    COMPANY,
    CERTIFICATIONS,
    HELP,
]


def first_order(access: Access) -> Sequence[str]:
    """The keys of the tiles for whoever has not used them here: a mason with one companion, a group and a cabinet do
    not look for the same things.
    """
    if access.via.kind == "delegation":
        return _keys(TO_DO, CONTRIBUTIONS, MY_EMPLOYEES, RECENT_DOCUMENTS, STOPPAGES, WHO_IS_ABSENT, COMPANY)
    if not access.has(Right.EMPLOYEES_CONSULT) or coming_and_going(access).present <= _FEW_PEOPLE:
        return _keys(TO_DO, RECENT_DOCUMENTS, CONTRIBUTIONS, STOPPAGES, MY_EMPLOYEES, WHO_IS_ABSENT, COMPANY)
    return _keys(TO_DO, WHO_IS_ABSENT, MY_EMPLOYEES, STOPPAGES, RECENT_DOCUMENTS, CONTRIBUTIONS, COMPANY)


def _keys(*tiles: Tile) -> list[str]:
    """Then the others, as they are listed."""
    return [tile.key for tile in (*tiles, *(tile for tile in TILES if tile not in tiles))]


PENDING_SOURCES: list[PendingSource] = [
    *adherents.pending.SOURCES,
    *employees.pending.SOURCES,
    *absences.pending.SOURCES,
    *stoppages.pending.SOURCES,
    *documents.pending.SOURCES,
    *support.pending.SOURCES,
    *support.appointments.pending.SOURCES,
]
LINKED_KINDS: list[LinkedKind] = [
    *employees.linked.LINKED_KINDS,
    *absences.linked.LINKED_KINDS,
    *stoppages.linked.LINKED_KINDS,
    *documents.linked.LINKED_KINDS,
]
