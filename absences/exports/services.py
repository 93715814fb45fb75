"""The planning on paper, and what the journal says of what was taken away."""

from dataclasses import replace
from typing import Any

from absences.exports.lines import Line, lines_of
from absences.exports.months import letter_of, month_table, months_of
from absences.motives import PRIVATE_KEY, sees_motives
from absences.printing import NotPrinted, check_size, heading_of
from absences.queries.closings import closings_between
from absences.queries.planned import ShownAbsence
from absences.selection import Selection, contracts_of
from adherents.calendar import months_later
from core import audit, pdf
from core.access import Access
from core.templatetags.portal import short_date
from employees.leave.arithmetic.periods import ONE_DAY, span_label
from employees.leave.schedules import places_of_work

audit.declare(
    {
        "absences.planning_printed": "Planning des absences imprimé",
        "absences.sheets_printed": "Feuilles d’absences à afficher imprimées",
        "absences.exported": "Absences exportées",
    }
)


def print_planning(*, access: Access, selection: Selection, with_motives: bool) -> bytes:
    """Whole months; `with_motives` for whoever may read them and asks for it. Raises NotPrinted."""
    months = months_of(selection)
    whole = replace(selection, first=months[0], last=months_later(months[-1], 1) - ONE_DAY)
    check_size(contracts_of(access, whole).count() * len(months))
    lines = lines_of(access, whole, with_motives=with_motives and sees_motives(access))
    if not lines:
        raise NotPrinted("Il n’y a personne à imprimer : choisissez d’autres dates, ou un autre filtre.")
    calendar_at = places_of_work(access.tiers.adherent_id).calendar_at
    closings = closings_between(access, whole.first, whole.last)
    tables = [month_table(month, lines, calendar_at, closings) for month in months]
    _record("absences.planning_printed", access, whole)
    printed = {"months": tables, "legend": _legend(lines), "has_closings": bool(closings)}
    return pdf.render("absences/planning.typ", {**heading_of(access), **printed})


def print_sheets(*, access: Access, selection: Selection) -> bytes:
    """One for each site where somebody is absent: everybody reads it, so that it has no motive. Raises NotPrinted."""
    lines = [line for line in lines_of(access, selection, with_motives=False) if line.absences]
    if not lines:
        raise NotPrinted("Personne n’est absent à ces dates : choisissez d’autres dates, ou un autre filtre.")
    check_size(len(lines))
    sites: dict[str, list[list[Any]]] = {}
    for line in lines:
        sites.setdefault(line.site.name, []).append(_signed(line))
    _record("absences.sheets_printed", access, selection)
    period = span_label(selection.first, selection.last)
    return pdf.render("absences/sheets.typ", {**heading_of(access), "period": period, "sites": list(sites.items())})


def record_export(*, access: Access, selection: Selection, count: int, file_format: str) -> None:
    """With the number of absences in the file."""
    _record("absences.exported", access, selection, count=count, format=file_format)


def _record(action: str, access: Access, selection: Selection, **more: object) -> None:
    period = {"from": short_date(selection.first), "to": short_date(selection.last)}
    audit.record(action, access=access, changes={**period, **more})


def _legend(lines: list[Line]) -> list[list[str]]:
    """Each kind that is printed, once, in the order of the letters: (colour, letter, name)."""
    kinds = {absence.kind for line in lines for absence in line.absences}
    ordered = sorted(kinds, key=lambda kind: kind.letter)
    return [[kind.colour, letter_of(kind, is_planned=False), kind.name] for kind in ordered]


def _signed(line: Line) -> list[Any]:
    return [line.name, line.crew, [f"{_said(absence)} {absence.stretch.label}" for absence in line.absences]]


def _said(absence: ShownAbsence) -> str:
    return "Absent" if absence.kind.key == PRIVATE_KEY else absence.kind.name
