"""The file of demandes: one client a line, an identifiant CIBTP or a SIRET, then if known an address there.

Under headings, the columns are those that they name, wherever they are; without any, the first two.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from core.french import counted
from core.identifiers import siret_or_cibtp_id
from core.identity import normalise_email
from core.search import search_form
from core.tables import Alphabet, Row, UnreadableTable, read_rows
from delegations.values import AskedClient

MAX_BYTES = 200_000
_MAX_ROWS = 100_000  # More than so many bytes hold: the limit that is said counts them all.
_IDENTIFIERS = ("SIRET", "IDENTIFIANT", "CIBTP", "ADHERENT")
_ADDRESSES = ("MAIL", "COURRIEL", "ELECTRONIQUE")
_WHOLE_HEADINGS = frozenset({"NUMERO", "N°", "CLIENT"})
_HEADINGS_WITHIN = 10


@dataclass(frozen=True, slots=True)
class ReadClient:
    """A line as read; `error` says how to mend it."""

    number: int
    identifier: str
    email: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """`alphabet`: the old one that the file was read in, if it was."""

    lines: list[ReadClient]
    alphabet: Alphabet | None = None


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where an identifier may be, in order of preference; `address` is past the end when there is none."""

    identifiers: Sequence[int] = (0,)
    address: int = 1

    def read(self, row: Row) -> tuple[str, str]:
        typed = next((row.cells[place] for place in self.identifiers if row.cells[place]), "")
        return typed, row.cells[self.address] if self.address < len(row.cells) else ""


def read_file(content: bytes, *, limit: int) -> ReadFile:
    """Every line that holds something. Raises `UnreadableTable` for the file as a whole."""
    if len(content) > MAX_BYTES:
        raise UnreadableTable(
            "Ce fichier est trop lourd pour une liste de clients : enregistrez-le en CSV, sans autre colonne."
        )
    rows, alphabet = read_rows(content, max_rows=_MAX_ROWS, knows=_knows)
    columns, clients = _under_headings(rows)
    if not clients:
        raise UnreadableTable("Ce fichier ne contient que des titres : mettez un client par ligne, dessous.")
    if len(clients) > limit:
        lines = counted(len(clients), "ligne")
        raise UnreadableTable(f"Ce fichier contient {lines} : envoyez-en {limit} au plus à la fois.")
    seen: set[str] = set()
    return ReadFile([_read(row, columns, seen) for row in clients], alphabet)


def read_one(identifier: str, email: str) -> ReadFile:
    """A client that was typed, checked already."""
    return ReadFile([ReadClient(1, identifier, email)])


def lines_of(read: Iterable[ReadClient]) -> list[AskedClient]:
    return [AskedClient(line.identifier, line.email) for line in read]


def as_text(read: Iterable[ReadClient]) -> str:
    """What the preview carries to the button that sends; read again there."""
    return "\n".join(f"{line.identifier};{line.email}" for line in read)


def _knows(heading: str) -> bool:
    return _names(heading, _IDENTIFIERS, _WHOLE_HEADINGS) or _names(heading, _ADDRESSES)


def _names(heading: str, words: Iterable[str], whole: frozenset[str] = frozenset()) -> bool:
    """A heading holds no figure and no address."""
    written = search_form(heading)
    if "@" in written or any(map(str.isdigit, written)):
        return False
    return written in whole or any(word in written for word in words)


def _under_headings(rows: Sequence[Row]) -> tuple[_Columns, Sequence[Row]]:
    for rank, row in enumerate(rows[:_HEADINGS_WITHIN]):
        identifiers = [place for place, cell in enumerate(row.cells) if _names(cell, _IDENTIFIERS, _WHOLE_HEADINGS)]
        if identifiers:
            clients = rows[rank + 1 :]
            return _Columns(identifiers, _address(row, identifiers[0], clients)), clients
    return _Columns(), rows


def _address(headings: Row, identifier: int, clients: Sequence[Row]) -> int:
    """The column so named; otherwise the next one, when it holds addresses."""
    named = (place for place, cell in enumerate(headings.cells) if _names(cell, _ADDRESSES))
    beside = identifier + 1
    holds_some = any("@" in cell for row in clients for cell in row.cells[beside : beside + 1])
    return next(named, beside if holds_some else len(headings.cells))


def _read(row: Row, columns: _Columns, seen: set[str]) -> ReadClient:
    typed, address = columns.read(row)
    try:
        identifier = siret_or_cibtp_id(typed)
        email = normalise_email(address) if address else ""
        if identifier in seen:
            raise ValidationError("Ce client est déjà plus haut dans le fichier : retirez cette ligne.")
    except ValidationError as error:
        return ReadClient(row.number, typed[:60], address[:80], " ".join(error.messages))
    seen.add(identifier)
    return ReadClient(row.number, identifier, email)
