"""Hours as people type them in the grid, or paste them from a spreadsheet; nothing of it is ever lost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.http import QueryDict

from core.search import search_form
from employees.figures import read_hours

_DAY_HAS = Decimal(24)
_MINUSES = "-−–—‐‑"
_LONGEST = 20
_BLANK = frozenset({"", "0", "0,0", "0.0", "-", "–"})
# What a page says of a paste that found no place: the first lines.
_TOLD = 5

Typed = dict[tuple[str, date], str]
"""By public reference of the person, and day."""


@dataclass(frozen=True, slots=True)
class TypedGrid:
    """The part of the grid that a form posts: the people by their references, the days, the texts."""

    refs: list[str]
    days: list[date]
    texts: Typed


@dataclass(slots=True)
class Pasted:
    """`left`: what found no place, line by line, to be told and kept."""

    texts: Typed = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    @property
    def told(self) -> list[str]:
        return self.left[:_TOLD]


def read_grid(fields: QueryDict) -> TypedGrid:
    """`days`: those of the columns; `person`: a reference for each line; `h0`, `h1`…: the texts of each line."""
    days = _days(fields.get("days", ""))
    refs = fields.getlist("person")
    texts = {
        (ref, day): text.strip()
        for rank, ref in enumerate(refs)
        for day, text in zip(days, fields.getlist(f"h{rank}"), strict=False)
    }
    return TypedGrid(refs, days, texts)


def read_cell(text: str) -> Decimal:
    """Blank is nothing. Raises ValidationError, in words."""
    written = " ".join(text.split())
    if written in _BLANK:
        return Decimal(0)
    shown = f"« {written[:_LONGEST]} »"
    if written[0] in _MINUSES:
        raise ValidationError(f"{shown} : on ne perd pas moins de zéro heure. Effacez le signe.", code="negative")
    try:
        hours = read_hours(written)
    except ValidationError as error:
        raise ValidationError(f"{shown} n’est pas un nombre d’heures : écrivez 8, 7,5 ou 7h30.", code="text") from error
    if hours > _DAY_HAS:
        raise ValidationError(f"{shown} : un jour n’a que 24 heures. Corrigez ce nombre.", code="too_many")
    return hours


def hours_or_none(text: str) -> Decimal | None:
    try:
        return read_cell(text)
    except ValidationError:
        return None


def read_cells(
    texts: Mapping[tuple[int, date], str],
) -> tuple[dict[tuple[int, date], Decimal], dict[tuple[int, date], str]]:
    """The hours of the cells that read well, and what is wrong with the others."""
    hours, errors = {}, {}
    for key, text in texts.items():
        try:
            hours[key] = read_cell(text)
        except ValidationError as error:
            errors[key] = error.messages[0]
    return hours, errors


def paste(text: str, people: Sequence[tuple[str, str]], days: Sequence[date]) -> Pasted:
    """`people`: (reference, name), in the order of the grid. A line that begins with a name is theirs; the others go to
    the people in their order, from the first.
    """
    pasted, rank = Pasted(), 0
    by_name = {search_form(name): ref for ref, name in people}
    for line in text.splitlines():
        cells = _cells(line)
        named = by_name.get(search_form(cells[0])) if cells else None
        if not line.strip() or (named is None and _is_heading(cells)):
            continue
        if named is not None:
            _place(pasted, line, named, cells[1:], days)
        elif rank < len(people):
            _place(pasted, line, people[rank][0], cells, days)
        else:
            pasted.left.append(line)
        rank += 1
    return pasted


def _place(pasted: Pasted, line: str, ref: str, cells: list[str], days: Sequence[date]) -> None:
    """Beyond the last day, a line has no place but for blanks."""
    for day, cell in zip(days, cells, strict=False):
        pasted.texts[ref, day] = cell
    if any(cell not in _BLANK for cell in cells[len(days) :]):
        pasted.left.append(line)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("\t" if "\t" in line else ";")]


def _is_heading(cells: Iterable[str]) -> bool:
    """The line of the days, above the names: it begins with a text, and none of it is a number of hours."""
    first, *others = cells
    return bool(others) and not any(cell and hours_or_none(cell) is not None for cell in (first, *others))


def _days(text: str) -> list[date]:
    days = []
    for one in text.split(","):
        try:
            days.append(date.fromisoformat(one))
        except ValueError:
            continue
    return days
