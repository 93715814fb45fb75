"""Geometry of the small charts, so that templates only draw (`components/month_chart.html`)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import formats

# Units of the drawing: one column a month, stretched to the width of the page.
COLUMN, BAR, HEIGHT = 10, 6, 100
_LEAST = 2
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Figures:
    """What one month shows: how much of the whole is settled; `is_missing`: nothing is known but that it is awaited."""

    month: date
    settled: Decimal
    open: Decimal
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One month; numbers are texts with a point, as SVG wants them."""

    label: str
    short_label: str
    x: str
    settled_y: str
    settled_height: str
    open_y: str
    open_height: str
    is_missing: bool
    is_known: bool


@dataclass(frozen=True, slots=True)
class MonthChart:
    bars: list[Bar]
    width: str
    height: str
    bar_width: str

    @property
    def is_flat(self) -> bool:
        """It shows no more than a sentence: every month that is known looks the same, or none is drawn."""
        drawn = {(bar.settled_height, bar.open_height) for bar in self.bars if bar.is_known and not bar.is_missing}
        return len(drawn) <= 1


def month_chart(months: Sequence[date], figures: dict[date, Figures]) -> MonthChart:
    """One column for each month, empty when nothing is known of it."""
    totals = (max(one.settled, _ZERO) + max(one.open, _ZERO) for one in figures.values())
    highest = max(totals, default=_ZERO)
    bars = [_bar(rank, month, figures.get(month), highest) for rank, month in enumerate(months)]
    return MonthChart(bars, str(COLUMN * len(months)), str(HEIGHT), str(BAR))


def _bar(rank: int, month: date, one: Figures | None, highest: Decimal) -> Bar:
    settled = _length(one.settled, highest) if one else 0
    left_open = _length(one.open, highest) if one else 0
    return Bar(
        label=formats.date_format(month, "F Y"),
        short_label=formats.date_format(month, "F")[0].upper(),
        x=str(COLUMN * rank + (COLUMN - BAR) // 2),
        settled_y=str(HEIGHT - settled),
        settled_height=str(settled),
        open_y=str(HEIGHT - settled - left_open),
        open_height=str(left_open),
        is_missing=one is not None and one.is_missing,
        is_known=one is not None,
    )


def _length(amount: Decimal, highest: Decimal) -> int:
    """At least visible when there is something; the two parts of the highest bar fill the height."""
    if amount <= 0 or highest <= 0:
        return 0
    return max(_LEAST, round(amount / highest * (HEIGHT - 2 * _LEAST)))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table of counts, with its bar: of the whole width for the greatest `total`, filled for its `part`.
    `figures`: the total, then the others, as counted; the second one is the part.
    """

    label: str
    figures: tuple[int, ...]
    whole_width: str
    part_width: str

    @property
    def total(self) -> int:
        return self.figures[0]


def lines(counts: Iterable[Sequence[Any]]) -> list[Line]:
    """`counts`: for each line its name, its total, then the part of it that the bar tells apart, and others, if any."""
    read = [(str(label), tuple(figures)) for label, *figures in counts]
    highest = Decimal(max((figures[0] for _, figures in read), default=0))
    return [
        Line(
            label,
            figures,
            str(_length(Decimal(figures[0]), highest)),
            str(_length(Decimal(min(figures[:2])), highest) if len(figures) > 1 else 0),
        )
        for label, figures in read
    ]
