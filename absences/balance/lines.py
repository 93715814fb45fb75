"""What is left of a taking period once every leave is counted: sets of days, each of which counts once at most."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from employees.leave.arithmetic.periods import AccrualPeriod
from employees.leave.arithmetic.spans import Days

Weights = Mapping[int, Decimal]
"""Days by ordinal, each with what it counts (`counting.Counted`)."""

_WHOLE, _NOTHING = Decimal(1), Decimal(0)


@dataclass(frozen=True, slots=True)
class HeldLeave:
    """A leave in the planning. `told`: the days of it that the caisse has heard of, each with when."""

    days: Weights
    told: Mapping[int, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the caisse, or an estimate, says is left of a period; negative when more was taken. `stated_on`: the day of
    the caisse's figures; None for an estimate, made `until` a day.
    """

    period: AccrualPeriod
    remaining: Decimal
    stated_on: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """One taking period, in jours ouvrables. `declared`: told to the caisse, and not yet in its figures; `planned`: not
    told; `asked`: the leave in question; `released`: what the figures count of it as it was, before it is changed.
    `remaining` None: nothing is known of the rights of that period yet.
    """

    period: AccrualPeriod
    remaining: Decimal | None
    declared: Decimal = _NOTHING
    planned: Decimal = _NOTHING
    asked: Decimal = _NOTHING
    released: Decimal = _NOTHING
    stated_on: date | None = None
    until: date | None = None

    @property
    def is_estimate(self) -> bool:
        return self.stated_on is None

    @property
    def after(self) -> Decimal | None:
        """Once the leave in question is taken, and all that was declared."""
        return None if self.remaining is None else self.remaining + self.released - self.declared - self.asked

    @property
    def after_planned(self) -> Decimal | None:
        """And once all that is only planned is taken too."""
        return None if self.after is None else self.after - self.planned


def balance_line(
    figures: Figures, leaves: Iterable[HeldLeave], *, known: Days, asked: Weights, own: HeldLeave | None = None
) -> BalanceLine:
    """`known`: the jours ouvrables of the leave that the caisse knows of, wherever it knows them from. `own`: the leave
    in question as it is in the planning, which is none of `leaves`.
    """
    held, others = list(leaves), known - own.told.keys() if own is not None else known
    counted = _Counted(figures, others)
    declared = counted.known_since(others)
    declared += sum((counted.add(_part(leave, told=True), leave.told) for leave in held), _NOTHING)
    planned = sum((counted.add(_part(leave, told=False)) for leave in held), _NOTHING)
    return BalanceLine(
        figures.period,
        figures.remaining,
        declared,
        planned,
        counted.add(asked),
        released=_released(figures, known, own) if own is not None else _NOTHING,
        stated_on=figures.stated_on,
        until=figures.until,
    )


def unknown_line(period: AccrualPeriod, asked: Weights) -> BalanceLine:
    """Of a period that has no figures yet."""
    window = _window(period)
    here = sum((weight for day, weight in asked.items() if day in window), _NOTHING)
    return BalanceLine(period, None, asked=here)


class _Counted:
    """What every day of the period has counted for so far: a day counts for one at most."""

    def __init__(self, figures: Figures, known: Days) -> None:
        self._figures, self._window = figures, _window(figures.period)
        self._days = {day: _WHOLE for day in known if _is_over(day, figures)}

    def known_since(self, known: Days) -> Decimal:
        """What the caisse knows of, that its figures do not count: days to come when they were stated."""
        return self.add(dict.fromkeys(known, _WHOLE))

    def add(self, days: Weights, told: Mapping[int, date] | None = None) -> Decimal:
        total = _NOTHING
        for day, weight in days.items():
            if day not in self._window or _is_in_figures(day, self._figures, (told or {}).get(day)):
                continue
            before = self._days.get(day, _NOTHING)
            self._days[day] = min(_WHOLE, before + weight)
            total += self._days[day] - before
        return total


def _part(leave: HeldLeave, *, told: bool) -> Weights:
    return {day: weight for day, weight in leave.days.items() if (day in leave.told) is told}


def _released(figures: Figures, known: Days, own: HeldLeave) -> Decimal:
    window = _window(figures.period)
    counted = [day for day, told_on in own.told.items() if day in window and _was_counted(day, figures, told_on, known)]
    return Decimal(len(counted))


def _was_counted(day: int, figures: Figures, told_on: date, known: Days) -> bool:
    return _is_in_figures(day, figures, told_on) or (day in known and _is_over(day, figures))


def _is_over(day: int, figures: Figures) -> bool:
    """Counted if it was known: an estimate counts the leave to come too."""
    return figures.stated_on is None or day <= figures.stated_on.toordinal()


def _is_in_figures(day: int, figures: Figures, told_on: date | None) -> bool:
    """Figures of the caisse count the days that were over by then, of a leave that it had heard of."""
    if figures.stated_on is None or told_on is None:
        return False
    return _is_over(day, figures) and told_on <= figures.stated_on


def _window(period: AccrualPeriod) -> range:
    return range(period.taking_starts_on.toordinal(), period.taking_ends_on.toordinal() + 1)
