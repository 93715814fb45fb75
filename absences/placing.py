"""Where an absence goes among those that hold days already: sickness wins over leave, in whatever order."""

from collections.abc import Iterable
from dataclasses import dataclass

from absences.models import Absence
from absences.stretches import Stretch
from absences.values import AbsenceValues


@dataclass(frozen=True, slots=True)
class Placement:
    """`pieces`: the stretches that the absence takes; `cut`: the leaves that it takes days from; `in_the_way`: what it
    may not meet.
    """

    pieces: list[Stretch]
    cut: list[Absence]
    in_the_way: list[Absence]


def placed(values: AbsenceValues, met: Iterable[Absence]) -> Placement:
    """`met`: the live absences that it meets, itself apart, with their kinds."""
    others = list(met)
    cut = [one for one in others if values.kind.covers_leave and one.kind.is_paid_leave]
    around = [one for one in others if values.kind.is_paid_leave and one.kind.covers_leave]
    in_the_way = [one for one in others if one not in cut and one not in around]
    return Placement(values.stretch.without(one.stretch for one in around), cut, in_the_way)
