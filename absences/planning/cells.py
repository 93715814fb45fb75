"""The cells of a line: one for each run of half days, whatever fills it. Pure arithmetic."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from absences.planning.bars import Bar


@dataclass(frozen=True, slots=True)
class Cell:
    """From a half day of the window to the one before `end`. `paint`: what shades it, a word of the style sheet."""

    start: int
    end: int
    paint: str = ""
    bar: Bar | None = None

    @property
    def span(self) -> str:
        return str(self.end - self.start)


def line_of(bars: Sequence[Cell], shades: Iterable[Cell], width: int) -> list[Cell]:
    """Bars over shades over nothing, from one edge of the window to the other; `shades`: those that win first."""
    cells = list(bars)
    for shade in shades:
        cells = _with(cells, shade, width)
    return [*_filled(cells, width)]


def _with(cells: list[Cell], shade: Cell, width: int) -> list[Cell]:
    """What of the shade shows between the cells."""
    shown = [
        Cell(max(start, shade.start), min(end, shade.end), shade.paint)
        for start, end in _gaps(cells, width)
        if max(start, shade.start) < min(end, shade.end)
    ]
    return sorted([*cells, *shown], key=lambda cell: cell.start) if shown else cells


def _gaps(cells: list[Cell], width: int) -> Iterator[tuple[int, int]]:
    start = 0
    for cell in cells:
        if start < cell.start:
            yield start, cell.start
        start = cell.end
    if start < width:
        yield start, width


def _filled(cells: list[Cell], width: int) -> list[Cell]:
    empty = [Cell(start, end) for start, end in _gaps(cells, width)]
    return sorted([*cells, *empty], key=lambda cell: cell.start) if empty else cells
