"""What stands around the planning: where one goes from a window, what the letters mean."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils import timezone

from absences.models import AbsenceKind
from absences.motives import ShownKind
from absences.planning.addresses import address_of
from absences.planning.windows import View, Window
from absences.queries.planned import ShownAbsence
from core.menus import Option


@dataclass(frozen=True, slots=True)
class Moves:
    """Addresses; empty where there is nothing to go to."""

    before: str
    today: str
    after: str
    views: list[Option]


def moves_of(typed: QueryDict, window: Window, views: Iterable[View] = View) -> Moves:
    """The other views show today when it is in sight, the first day otherwise."""
    today = timezone.localdate()
    kept = today if today in window else window.first

    def to(day: date | None, view: str = window.view) -> str:
        return f"?{address_of(typed, vue=view, du=day.isoformat(), page='')}" if day is not None else ""

    options = [Option(view.label, to(kept, view), view == window.view) for view in views]
    return Moves(to(window.before), to(today), to(window.after), options)


def legend_of(absences: Iterable[ShownAbsence], kinds: list[AbsenceKind]) -> list[ShownKind]:
    """The kinds of the bars that are shown, in the order of the kinds; the private ones, as the reader sees them."""
    ranks = {kind.key: rank for rank, kind in enumerate(kinds)}
    return sorted(dict.fromkeys(absence.kind for absence in absences), key=lambda kind: ranks.get(kind.key, len(ranks)))
