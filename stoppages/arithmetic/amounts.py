"""What the hours indemnified are worth: the indemnity that the employer pays, and what the caisse gives back of it.

Sums are exact fractions, rounded once for each salarié. A figure that is not known makes the total unknown, and is
named: nothing is ever guessed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache, reduce
from operator import mul
from typing import TypeVar

from stoppages.arithmetic.figures import Figures, FiguresOn, Published, Rule, campaign_of
from stoppages.arithmetic.lines import Part

Key = TypeVar("Key")
_CENT = Decimal("0.01")
_HUNDRED = 100
# A crew has few different wages, and a company one S a campaign: fractions of what comes back are made once.
_KEPT = 1024


class FigureKind(StrEnum):
    """The figures of an amount that change from year to year, or from company to company."""

    HOURLY_CEILING = "hourly_ceiling"
    ALLOWANCE = "allowance"
    DECLARED_WAGES = "declared_wages"
    HEATWAVE_SHARE = "heatwave_share"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A figure that the sum needs, and the first day of the year or of the campaign for which it is missing."""

    kind: FigureKind
    since: date


@dataclass(frozen=True, slots=True)
class Line:
    """What one day of one stoppage is worth; None when a figure is missing."""

    part: Part
    exact: Fraction | None
    missing: frozenset[Unknown] = frozenset()


@dataclass(frozen=True, slots=True)
class Estimate:
    """Of one salarié. `total` is rounded once; what `by` shows adds up to it."""

    lines: tuple[Line, ...]

    @property
    def missing(self) -> tuple[Unknown, ...]:
        every = frozenset[Unknown]().union(*(line.missing for line in self.lines))
        return tuple(sorted(every, key=lambda one: (one.since, one.kind)))

    @property
    def total(self) -> Decimal | None:
        exact = _sum(line.exact for line in self.lines)
        return None if exact is None else to_the_cent(exact)

    def by(self, key: Callable[[Part], Key]) -> dict[Key, Decimal | None]:
        """Cut by stoppage, by campaign, by week… A share that lacks a figure is None, and counts for nothing."""
        exact: dict[Key, list[Fraction | None]] = {}
        for line in self.lines:
            exact.setdefault(key(line.part), []).append(line.exact)
        sums = {name: _sum(values) for name, values in exact.items()}
        cents = shares([value or Fraction() for value in sums.values()])
        return {
            name: None if value is None else amount for (name, value), amount in zip(sums.items(), cents, strict=True)
        }


def indemnity(parts: Iterable[Part], *, wages: Mapping[str, Decimal], figures: FiguresOn) -> Estimate:
    """Hours indemnified × hourly wage, capped × 75 % (D5424-13, -15, -16). `wages`: by `ref`, on the eve of each."""
    return Estimate(tuple(_line(part, _indemnity(part, wages, figures(part.day))) for part in parts))


def reimbursement(
    parts: Iterable[Part], *, wages: Mapping[str, Decimal], declared: Mapping[date, Decimal], figures: FiguresOn
) -> Estimate:
    """The indemnity × coefficient × rate, with the figures of the campaign of each hour (D5424-25 to -27).

    `declared`: S by campaign, its first day the key; the capped wages that the company declared for it.
    """
    return Estimate(tuple(_line(part, _given_back(part, wages, declared, figures(part.day))) for part in parts))


def to_the_cent(exact: Fraction) -> Decimal:
    """Half up."""
    return Decimal(int(exact * _HUNDRED + Fraction(1, 2))) * _CENT


def shares(exact: Sequence[Fraction]) -> list[Decimal]:
    """Each to the cent, so that they add up to their sum rounded once; none is negative."""
    amounts, before, so_far = [], Decimal(0), Fraction()
    for value in exact:
        so_far += value
        amounts.append(to_the_cent(so_far) - before)
        before = to_the_cent(so_far)
    return amounts


@lru_cache(maxsize=_KEPT)
def coefficient(declared: Decimal, allowance: Decimal) -> Fraction:
    """(S − A) / S; nothing for a company whose wages are within the allowance (D5424-25)."""
    if declared <= allowance:
        return Fraction()
    return Fraction(declared - allowance) / Fraction(declared)


def rate(declared: Decimal, allowance: Decimal, rule: Rule) -> Decimal:
    """Of the hours that are not reduced, in percent (D5424-26)."""
    return rule.full_rate if declared > rule.full_rate_above * allowance else rule.small_rate


_Worth = Fraction | frozenset[Unknown]
"""What an hour, a day or a share is worth; or what is missing to tell."""


def _line(part: Part, worth: _Worth) -> Line:
    return Line(part, worth) if isinstance(worth, Fraction) else Line(part, None, worth)


def _indemnity(part: Part, wages: Mapping[str, Decimal], figures: Figures) -> _Worth:
    if not part.indemnified:
        return Fraction()
    hourly = _hourly(part, wages, figures)
    return hourly * _exact(part.indemnified) if isinstance(hourly, Fraction) else hourly


def _hourly(part: Part, wages: Mapping[str, Decimal], figures: Figures) -> _Worth:
    """The indemnity of an hour. A wage that is not there is the caller's fault, and raises."""
    wage = wages[part.stoppage.ref]
    if not wage.is_finite() or wage < 0:
        raise ValueError("An hourly wage is an amount.")
    ceiling = figures.hourly_ceiling
    if ceiling is None:
        return _missing(FigureKind.HOURLY_CEILING, date(part.day.year, 1, 1))
    return _of(_exact(min(wage, ceiling.value)), figures.rule.indemnity_rate)


def _given_back(part: Part, wages: Mapping[str, Decimal], declared: Mapping[date, Decimal], figures: Figures) -> _Worth:
    """A company within the allowance is given nothing back, whatever the other figures."""
    if not part.indemnified:
        return Fraction()
    campaign = campaign_of(part.day)
    if campaign in declared and figures.allowance and declared[campaign] <= figures.allowance.value:
        return Fraction()
    factors = [
        _hourly(part, wages, figures),
        _weighted_hours(part, declared.get(campaign), figures.allowance, figures.rule),
        *_heatwave_share(part, figures),
    ]
    known = [factor for factor in factors if isinstance(factor, Fraction)]
    missing = frozenset[Unknown]().union(*(factor for factor in factors if not isinstance(factor, Fraction)))
    return missing or reduce(mul, known)


def _weighted_hours(part: Part, declared: Decimal | None, allowance: Published | None, rule: Rule) -> _Worth:
    """The hours of the day, each times its rate, times the coefficient of the company."""
    campaign = campaign_of(part.day)
    if declared is None or allowance is None:
        wages = _missing(FigureKind.DECLARED_WAGES, campaign) if declared is None else frozenset[Unknown]()
        return wages | (_missing(FigureKind.ALLOWANCE, campaign) if allowance is None else frozenset())
    share = coefficient(declared, allowance.value)
    worth = _exact(part.indemnified - part.reduced) * _of(share, rate(declared, allowance.value, rule))
    return worth + _exact(part.reduced) * _of(share, rule.reduced_rate) if part.reduced else worth


def _heatwave_share(part: Part, figures: Figures) -> Iterator[_Worth]:
    if part.stoppage.is_heatwave:
        share = figures.heatwave_share
        year = date(part.day.year, 1, 1)
        yield _of(Fraction(1), share.value) if share else _missing(FigureKind.HEATWAVE_SHARE, year)


@lru_cache(maxsize=_KEPT)
def _exact(value: Decimal) -> Fraction:
    return Fraction(value)


@lru_cache(maxsize=_KEPT)
def _of(whole: Fraction, percent: Decimal) -> Fraction:
    """So many percent of the whole."""
    return whole * Fraction(percent) / _HUNDRED


def _missing(kind: FigureKind, since: date) -> frozenset[Unknown]:
    return frozenset({Unknown(kind, since)})


def _sum(values: Iterable[Fraction | None]) -> Fraction | None:
    """None as soon as one is."""
    total = Fraction()
    for value in values:
        if value is None:
            return None
        total += value
    return total
