"""The file of demandes: one client a line, an identifiant CIBTP or a SIRET, then if known an address there.

Spreadsheets write semicolons, commas or tabs, in UTF-8 or in the Windows alphabet: all are read.
"""

import csv
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from core.french import counted
from core.identifiers import CIBTP_ID_MAX_LENGTH, SIRET_LENGTH, compact_digits, normalise_cibtp_id, validate_siret
from core.identity import normalise_email
from delegations.values import AskedClient

MAX_BYTES = 200_000
_HEADINGS = ("siret", "identifiant", "numero", "numéro", "client")
_SEPARATORS = ";\t,"


class Unreadable(ValueError):
    """The file is not a list of clients; the message says why."""


@dataclass(frozen=True, slots=True)
class ReadClient:
    """A line as read; `error` says how to mend it."""

    number: int
    identifier: str
    email: str
    error: str = ""


def read_file(content: bytes, *, limit: int) -> list[ReadClient]:
    """Every line that holds something. Raises `Unreadable` for the file as a whole."""
    if len(content) > MAX_BYTES:
        raise Unreadable(
            "Ce fichier est trop lourd pour une liste de clients : enregistrez-le en CSV, sans autre colonne."
        )
    if b"\x00" in content or content.startswith(b"PK"):
        raise Unreadable("Ce fichier n’est pas un CSV : dans votre tableur, choisissez « Enregistrer sous », puis CSV.")
    rows = _rows(_decoded(content))
    if not rows:
        raise Unreadable("Ce fichier ne contient aucune ligne : mettez un client par ligne.")
    if len(rows) > limit:
        raise Unreadable(f"Ce fichier contient {counted(len(rows), 'ligne')} : envoyez-en {limit} au plus à la fois.")
    seen: set[str] = set()
    return [_read(number, cells, seen) for number, cells in rows]


def lines_of(read: list[ReadClient]) -> list[AskedClient]:
    return [AskedClient(line.identifier, line.email) for line in read]


def as_text(read: list[ReadClient]) -> str:
    """What the preview carries to the button that sends; read again there."""
    return "\n".join(f"{line.identifier};{line.email}" for line in read)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _rows(text: str) -> list[tuple[int, list[str]]]:
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    rows = [
        (number, [cell.strip() for cell in cells])
        for number, cells in enumerate(csv.reader(lines, delimiter=separator), start=1)
        if any(cell.strip() for cell in cells)
    ]
    return rows[1:] if rows and rows[0][1][0].casefold().startswith(_HEADINGS) else rows


def _read(number: int, cells: list[str], seen: set[str]) -> ReadClient:
    typed, address = cells[0], cells[1] if len(cells) > 1 else ""
    try:
        identifier = _identifier(typed)
        email = normalise_email(address) if address else ""
        if identifier in seen:
            raise ValidationError("Ce client est déjà plus haut dans le fichier : retirez cette ligne.")
    except ValidationError as error:
        return ReadClient(number, typed[:60], address[:80], " ".join(error.messages))
    seen.add(identifier)
    return ReadClient(number, identifier, email)


def _identifier(typed: str) -> str:
    digits = compact_digits(typed)
    if len(digits) == SIRET_LENGTH and not any(character.isalpha() for character in typed):
        validate_siret(digits)
        return digits
    identifier = normalise_cibtp_id(typed)
    if not identifier or len(identifier) > CIBTP_ID_MAX_LENGTH or not identifier.isascii():
        raise ValidationError("Mettez dans la première colonne un SIRET (14 chiffres) ou un identifiant CIBTP.")
    return identifier
