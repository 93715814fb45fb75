"""From the hours lost to the hours indemnified: carence first, then the caps of the day, the week and the year.

    count_hours(lost, figures=figures_on, days_before={2026: 12})

All the stoppages of the salarié are counted together, whatever the sites and the declarations: carence and caps are
theirs (D5424-12 to -14). The order of the entries and the number of declarations of one continuous stoppage change
nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain, groupby

from stoppages.arithmetic.figures import CarenceReading, Figures, FiguresOn
from stoppages.arithmetic.lines import NOTHING, Counted, DayLine, Part, StepKind
from stoppages.arithmetic.losses import (
    Continuity,
    LostHours,
    Stoppage,
    WorksBetween,
    added_up,
    any_gap_is_work,
    continuities,
)


def count_hours(
    lost: Iterable[LostHours],
    *,
    figures: FiguresOn,
    stoppages: Iterable[Stoppage] = (),
    days_before: Mapping[int, int] | None = None,
    works_between: WorksBetween = any_gap_is_work,
) -> Counted:
    """`lost`: of one salarié, since 1 January or since the continuous stoppage began, whichever comes first.

    `stoppages`: those that the same sites declared, whether or not they lost hours in them: a stoppage goes on through
    a declaration in which they lost none.
    `days_before`: by year, the days already indemnified that are not in `lost`, here or by another employer.
    """
    lines = added_up(lost)
    wholes = continuities(chain(stoppages, (line.stoppage for line in lines)), works_between)
    lines.sort(key=lambda line: _order(line, wholes[line.stoppage]))
    walk = _Walk(wholes, figures, Counter(days_before or {}))
    weeks = groupby(lines, key=lambda line: line.day.isocalendar()[:2])
    return Counted(tuple(day for _, week in weeks for day in walk.week(list(week))))


def _order(line: LostHours, whole: Continuity) -> tuple[object, ...]:
    """By day; on one day, the continuous stoppage that began first, and in it what is not a canicule.

    Neither changes when a stoppage is declared in several, so that carence and caps fall on hours of the same worth.
    """
    one = line.stoppage
    return line.day, whole.starts_at, whole.site, one.is_heatwave, one.starts_at, one.ref


@dataclass(slots=True)
class _Walk:
    """What is left, day after day. `carence_left` is that of the week, `carence_of` that of each continuous stoppage.

    `days` counts the days indemnified in each year, `reduced_left` the hours reimbursed less since the last carence.
    """

    wholes: Mapping[Stoppage, Continuity]
    figures: FiguresOn
    days: Counter[int]
    carence_of: dict[Continuity, Decimal] = field(default_factory=dict)
    carence_left: Decimal = NOTHING
    reduced_left: Decimal = NOTHING
    week_left: Decimal = NOTHING

    def week(self, lines: list[LostHours]) -> Iterator[DayLine]:
        """Nothing is lost on a day whose hours were all replaced: such a day comes before no carence."""
        begun = False
        for day, of_day in groupby(lines, key=lambda line: line.day):
            whole_day, figures = list(of_day), self.figures(day)
            told: tuple[StepKind, ...] = ()
            if any(line.net for line in whole_day):
                told = tuple(self._within_week(whole_day) if begun else self._begin_week(whole_day, figures))
                begun = True
            yield self._day(day, whole_day, figures, told)
            self._remember(whole_day)
        self._remember(lines)

    def _begin_week(self, lines: list[LostHours], figures: Figures) -> Iterator[StepKind]:
        """The first hour lost in a week is carence, but in a continuous stoppage that had its own (D5424-12)."""
        self.week_left = figures.rule.hours_a_week
        before = [self.carence_of[whole] for whole in self._wholes(lines) if whole in self.carence_of]
        is_law = figures.practice.carence is CarenceReading.LAW
        self.carence_left = min(before) if before and is_law else figures.rule.carence_hours
        if before and not is_law:
            yield StepKind.CARENCE_EACH_WEEK
        elif not self.carence_left:
            yield StepKind.CARENCE_COUNTED_BEFORE

    def _within_week(self, lines: list[LostHours]) -> Iterator[StepKind]:
        """A stoppage that begins in a week that lost hours has no carence of its own."""
        fresh = [whole for whole in self._wholes(lines) if whole not in self.carence_of]
        if fresh and not self.carence_left:
            yield StepKind.CARENCE_OF_THE_WEEK

    def _wholes(self, lines: list[LostHours]) -> set[Continuity]:
        return {self.wholes[line.stoppage] for line in lines if line.net}

    def _remember(self, lines: list[LostHours]) -> None:
        """What is left of the carence at the end of a week goes with each stoppage that it met, should it go on."""
        self.carence_of.update(dict.fromkeys(self._wholes(lines), self.carence_left))

    def _day(self, day: date, lines: list[LostHours], figures: Figures, told: tuple[StepKind, ...]) -> DayLine:
        day_left = figures.rule.hours_a_day
        is_open = self.days[day.year] < figures.rule.days_a_year
        parts = []
        for line in lines:
            part = self._part(line, figures, day_left, is_open)
            parts.append(part)
            day_left -= part.indemnified
        self.days[day.year] += any(part.indemnified for part in parts)
        return DayLine(day, tuple(parts), told, figures.rule)

    def _part(self, line: LostHours, figures: Figures, day_left: Decimal, is_open: bool) -> Part:
        carence = min(self.carence_left, line.net)
        self.carence_left -= carence
        if carence:
            self.reduced_left = figures.rule.reduced_hours
        after_carence = line.net - carence
        within_day = min(after_carence, day_left)
        within_week = min(within_day, self.week_left)
        indemnified = within_week if is_open else NOTHING
        self.week_left -= indemnified
        reduced = min(self.reduced_left, indemnified)
        self.reduced_left -= reduced
        return Part(
            line.stoppage,
            line.day,
            lost=line.net,
            replaced=line.hours - line.net,
            carence=carence,
            over_day=after_carence - within_day,
            over_week=within_day - within_week,
            over_year=within_week - indemnified,
            indemnified=indemnified,
            reduced=reduced,
        )
