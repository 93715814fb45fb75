"""Where an absence goes among those that hold days already: sickness wins over leave, in whatever order.

Where the caisse counts leave in whole days only, a stoppage of half a day takes the whole day from the leave.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from absences.models import Absence
from absences.stretches import Stretch
from absences.values import AbsenceValues, GivenBack


@dataclass(frozen=True, slots=True)
class Placement:
    """`pieces`: the stretches that the absence takes; `cut`: the leaves that it takes days from; `in_the_way`: what it
    may not meet.
    """

    pieces: list[Stretch]
    cut: list[GivenBack]
    in_the_way: list[Absence]


def placed(values: AbsenceValues, met: Iterable[Absence], *, in_whole_days: bool) -> Placement:
    """`met`: the live absences that it meets, itself apart, with their kinds; `in_whole_days`: how leave is counted
    there (`queries.rules.leave_is_in_whole_days`).
    """
    others = list(met)
    cut = [one for one in others if values.kind.covers_leave and one.kind.is_paid_leave]
    around = [one for one in others if values.kind.is_paid_leave and one.kind.covers_leave]
    return Placement(
        pieces=values.stretch.without(_taken_by(one.stretch, in_whole_days) for one in around),
        cut=[_given_back(one, values.stretch, in_whole_days) for one in cut],
        in_the_way=[one for one in others if one not in cut and one not in around],
    )


def _taken_by(stoppage: Stretch, in_whole_days: bool) -> Stretch:
    """What leave loses to it."""
    return stoppage.in_whole_days if in_whole_days else stoppage


def _given_back(leave: Absence, stoppage: Stretch, in_whole_days: bool) -> GivenBack:
    was = leave.stretch
    lost = was.within(_taken_by(stoppage, in_whole_days)) or was
    return GivenBack(leave, was, lost, tuple(lost.without([stoppage])))
