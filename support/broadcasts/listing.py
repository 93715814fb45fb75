"""A list of companies as it is pasted from a spreadsheet: identifiants CIBTP, SIREN or SIRET, one or several a line.

A company of another caisse and one that does not exist are told in the same words.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings

from adherents.models import Adherent, Establishment
from core.french import counted
from core.identifiers import (
    ROUNDED,
    SIREN_LENGTH,
    SIRET_LENGTH,
    compact_digits,
    is_number,
    is_rounded,
    normalise_cibtp_id,
)
from core.lines import seen
from support.broadcasts.values import BadLine, CompanyList

_UNKNOWN = "Aucune entreprise de votre caisse n’a cet identifiant : vérifiez-le, ou retirez la ligne."
_CELLS = re.compile(r"[;,\t|]")
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class _Cell:
    number: int
    typed: str

    @property
    def digits(self) -> str:
        """Of a SIREN or a SIRET, with the zero that a spreadsheet took from its front; empty for anything else."""
        digits = compact_digits(self.typed) if is_number(self.typed) else ""
        return f"0{digits}" if len(digits) in (SIREN_LENGTH - 1, SIRET_LENGTH - 1) else digits

    @property
    def cibtp_id(self) -> str:
        return normalise_cibtp_id(self.typed)


def read_list(caisse_id: int, typed: str) -> CompanyList:
    """Three queries, whatever its length."""
    cells = list(_cells(typed))
    if len(cells) > settings.BROADCAST_LIST_MAX:
        most = settings.BROADCAST_LIST_MAX
        why = f"La liste compte plus de {counted(most, 'identifiant')} : coupez-la."
        return CompanyList((), (BadLine(most + 1, "", why),))
    good = [cell for cell in cells if not is_rounded(cell.typed)]
    named = _named(caisse_id, good)
    companies = {company for cell in good for company in named.get(cell.cibtp_id) or named.get(cell.digits) or ()}
    bad = (BadLine(cell.number, cell.typed[:_SHOWN], why) for cell in cells if (why := _why_bad(cell, named)))
    return CompanyList(tuple(sorted(companies)), tuple(bad))


def _cells(typed: str) -> Iterator[_Cell]:
    """Without the heading of a column, nor empty cells."""
    for number, line in enumerate(seen(typed).splitlines(), start=1):
        whole = line.strip(" \"'\u00a0\u202f\t;,|")
        # « 5,52081E+13 » holds a comma, and is one number that the spreadsheet spoiled.
        parts = [whole] if is_rounded(whole) else _CELLS.split(whole)
        cells = [cell for part in parts if (cell := part.strip(" \"'\u00a0\u202f"))]
        is_heading = number == 1 and not any(character.isdigit() for character in whole)
        yield from (_Cell(number, cell) for cell in cells if not is_heading)


def _named(caisse_id: int, cells: Iterable[_Cell]) -> dict[str, set[int]]:
    """The companies of the caisse by each identifier that names them."""
    listed = list(cells)
    digits = {cell.digits for cell in listed if cell.digits}
    own = Adherent.objects.filter(caisse=caisse_id).order_by()
    named: dict[str, set[int]] = {}
    for rows in (
        own.filter(cibtp_id__in={cell.cibtp_id for cell in listed if cell.cibtp_id}).values_list("cibtp_id", "pk"),
        own.filter(siren__in={one for one in digits if len(one) == SIREN_LENGTH}).values_list("siren", "pk"),
        Establishment.objects.filter(
            adherent__caisse=caisse_id, siret__in={one for one in digits if len(one) == SIRET_LENGTH}
        )
        .order_by()
        .values_list("siret", "adherent"),
    ):
        for key, company in rows:
            named.setdefault(key, set()).add(company)
    return named


def _why_bad(cell: _Cell, named: dict[str, set[int]]) -> str:
    if is_rounded(cell.typed):
        return ROUNDED
    return "" if cell.cibtp_id in named or cell.digits in named else _UNKNOWN
