"""The manifest of a batch: a line a document, by its French headings, in whichever alphabet a spreadsheet saved it."""

import hashlib
import json
import re
from dataclasses import dataclass

from django.conf import settings

from core.search import search_form
from core.tables import Alphabet, Row, UnreadableTable, read_table
from documents.publishing.archive import plain_name


@dataclass(frozen=True, slots=True)
class Column:
    """`name`: in `BatchLine.said`, and in forms; `accepted`: what its cells hold, in words."""

    name: str
    heading: str
    synonyms: tuple[str, ...] = ()
    is_required: bool = False
    accepted: str = ""


COLUMNS = (
    Column("file", "fichier", ("nom du fichier", "PDF"), True, "Le nom du PDF, tel qu’il est dans l’archive"),
    Column("siret", "SIRET", ("SIRET de l’entreprise",), accepted="Celui du siège ou d’un site de l’entreprise"),
    Column(
        "cibtp_id", "identifiant", ("identifiant CIBTP", "numéro d’adhérent", "adhérent"), accepted="À défaut du SIRET"
    ),
    Column("kind", "type", ("type de document", "code du type"), True, "Le code du type, ou son nom"),
    Column("title", "titre", ("intitulé", "objet"), True, "Ce que l’entreprise lit, 160 caractères au plus"),
    Column("reference", "référence", ("numéro", "numéro du document")),
    Column("issued_on", "date", ("date du document", "daté du"), True, "Comme 03/02/2026"),
    Column("period", "période", (), accepted="02/2026, 2026, ou 01/01/2026 - 31/03/2026"),
    Column("last_name", "nom", ("nom du salarié",), accepted="Du salarié dont parle le document"),
    Column("first_name", "prénom", ("prénom du salarié",)),
    Column("birth_on", "naissance", ("date de naissance", "né le", "né(e) le")),
    Column("site", "site", ("SIRET du site", "établissement"), accepted="SIRET du site, si lui seul est concerné"),
)
BY_NAME = {column.name: column for column in COLUMNS}
_CELL_MAX_LENGTH = 400
_NO_LINE = "Le manifeste n’a que sa ligne de titres : mettez un document par ligne, dessous."


@dataclass(frozen=True, slots=True)
class ManifestLine:
    """`said`: its cells by the names of columns, none that is empty."""

    number: int
    said: dict[str, str]


@dataclass(frozen=True, slots=True)
class Manifest:
    lines: list[ManifestLine]
    alphabet: Alphabet | None

    @property
    def fingerprint(self) -> str:
        """Of what it says: saved again by another program, with other columns beside, it is the same manifest."""
        said = json.dumps([line.said for line in self.lines], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


def read_manifest(content: bytes) -> Manifest:
    """Raises `UnreadableTable`, in words that say how to mend it."""
    table = read_table(content, max_rows=settings.DOCUMENT_BATCH_MAX_LINES, knows=lambda text: _plain(text) in _NAMES)
    places = _places(table.headings)
    lines = [ManifestLine(row.number, _said(row, places)) for row in table.rows]
    if not lines:
        raise UnreadableTable(_NO_LINE)
    return Manifest(lines, table.alphabet)


def repeats(lines: list[ManifestLine]) -> dict[int, int]:
    """The lines that say again what a former one said, and its number."""
    firsts: dict[str, int] = {}
    repeated = {}
    for line in lines:
        said = line.said | {"file": plain_name(line.said.get("file", ""))}
        key = json.dumps(said, sort_keys=True)
        if key in firsts:
            repeated[line.number] = firsts[key]
        firsts.setdefault(key, line.number)
    return repeated


def _said(row: Row, places: dict[str, int]) -> dict[str, str]:
    cells = ((name, row.cells[place][:_CELL_MAX_LENGTH].strip()) for name, place in places.items())
    return {name: cell for name, cell in cells if cell}


def _places(headings: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for rank, heading in enumerate(headings):
        name = _NAMES.get(_plain(heading))
        if name is not None and name in places:
            raise UnreadableTable(f"Le manifeste a deux fois la colonne « {BY_NAME[name].heading} » : gardez-en une.")
        if name is not None:
            places[name] = rank
    missing = [f"« {column.heading} »" for column in COLUMNS if column.is_required and column.name not in places]
    if not {"siret", "cibtp_id"} & places.keys():
        missing.append("« SIRET » ou « identifiant »")
    if missing:
        raise UnreadableTable(f"Il manque au manifeste : {', '.join(missing)}. Ajoutez ces titres à sa première ligne.")
    return places


def _plain(heading: str) -> str:
    """Capitals without accents nor punctuation."""
    return " ".join(re.findall(r"[A-Z0-9]+", search_form(heading)))


_NAMES = {_plain(title): column.name for column in COLUMNS for title in (column.heading, *column.synonyms)}
