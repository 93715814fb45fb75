"""What travels between the layers of the documents."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class DocumentValues:
    """What a document is, beside its file: keys of rows of its company, or None."""

    adherent_id: int
    kind_id: int
    title: str
    filename: str
    issued_on: date
    reference: str = ""
    establishment_id: int | None = None
    employee_id: int | None = None
    period_starts_on: date | None = None
    period_ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class WantedDocuments:
    """What the reader looks for; empty values look for everything. `kind`: a code; `site`, `person`: public references;
    `name`: of the salarié, as it was typed; `first`, `last`: days that the document is about; `sort`: a key of
    `queries.listing.SORTS`, after « - » for the other way.
    """

    kind: str = ""
    site: str = ""
    person: str = ""
    name: str = ""
    first: date | None = None
    last: date | None = None
    is_unread: bool = False
    sort: str = ""


@dataclass(frozen=True, slots=True)
class SendingValues:
    """What is sent to the caisse, beside its files: rows that whoever sends may read; `establishment` None: the company
    as a whole.
    """

    kind: Any
    note: str = ""
    establishment: Any = None
    employee: Any = None
