"""Which published figures an estimate is made of: those of the year and of the campaign of each hour."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from stoppages.arithmetic.amounts import FigureKind
from stoppages.arithmetic.figures import Figures, FiguresOn, Published, campaign_of
from stoppages.arithmetic.lines import Part


@dataclass(frozen=True, slots=True)
class Used:
    """A figure that is known, from the first day of its year or of its campaign."""

    since: date
    kind: FigureKind
    figure: Published


def figures_used(parts: Iterable[Part], figures: FiguresOn) -> tuple[Used, ...]:
    """The earliest first. Those that are missing are `Estimate.missing`; two for one period changed within it."""
    every = {used for part in parts if part.indemnified for used in _of(part, figures(part.day))}
    return tuple(sorted(every, key=lambda used: (used.since, used.kind, used.figure.value)))


def _of(part: Part, figures: Figures) -> Iterator[Used]:
    year = date(part.day.year, 1, 1)
    if figures.hourly_ceiling:
        yield Used(year, FigureKind.HOURLY_CEILING, figures.hourly_ceiling)
    if figures.allowance:
        yield Used(campaign_of(part.day), FigureKind.ALLOWANCE, figures.allowance)
    if figures.heatwave_share and part.stoppage.is_heatwave:
        yield Used(year, FigureKind.HEATWAVE_SHARE, figures.heatwave_share)
