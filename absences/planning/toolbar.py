"""What stands around the planning: where one goes from a window, what the letters mean."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils import timezone

from absences.models import AbsenceKind
from absences.planning import marks
from absences.planning.addresses import address_of
from absences.planning.outside import OtherDay
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


@dataclass(frozen=True, slots=True)
class Sign:
    """A line of the legend (`components/legend.html`). `look`: the classes of its run."""

    letter: str
    label: str
    look: str


_TO_DECLARE = Sign("CP", "à déclarer à la caisse", "bar--blue run--draft")


def legend_of(absences: Collection[ShownAbsence], kinds: list[AbsenceKind], shades: Collection[str]) -> list[Sign]:
    """The kinds of the bars that are shown, in the order of the kinds, the private ones as the reader sees them; then
    what shades the days.
    """
    ranks = {kind.key: rank for rank, kind in enumerate(kinds)}
    seen = dict.fromkeys(absence.kind for absence in absences)
    ordered = sorted(seen, key=lambda kind: ranks.get(kind.key, len(ranks)))
    drafts = [_TO_DECLARE] if any(absence.to_declare for absence in absences) else []
    shaded = [Sign("", name, f"run--shade {mark}") for mark, name in marks.NAMES.items() if mark in shades]
    return [*(Sign(kind.letter, kind.name, f"bar--{kind.colour}") for kind in ordered), *drafts, *shaded]


def signs_of(others: Mapping[int, list[OtherDay]]) -> list[Sign]:
    """What the days of apps above are called; each once."""
    every = (day for days in others.values() for day in days)
    return list(dict.fromkeys(Sign(day.letter, day.name, day.look) for day in every))
