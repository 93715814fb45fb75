"""What a page may cost, and who broke it (DESIGN §7, decision 008). Nothing here measures; nothing needs Django.

A page is judged by its ratio to the reference page, measured in turn with it.
"""

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The lines of the table of budgets."""

    ORDINARY = "an ordinary page"
    HOME = "the home page"
    CASE = "a list of 50 among 5,000, a person, a case"
    CABINET = "a page of a cabinet of 500 clients"
    MONTH_OF_50 = "the month of 50 people"
    MONTH_OF_500 = "the month of 500 people"
    YEAR_OF_50 = "the year of 50 people"
    DOCUMENT_SEARCH = "a search in the documents of a company"
    ABSENCE_SAVED = "an absence saved"


MAX_RATIO: dict[Kind, float] = {
    Kind.ORDINARY: 4,
    Kind.HOME: 5,
    Kind.CASE: 6,
    Kind.CABINET: 12,
    Kind.MONTH_OF_50: 8,
    Kind.MONTH_OF_500: 35,
    # No text says it: twelve months cost no more than twice one.
    Kind.YEAR_OF_50: 16,
    Kind.DOCUMENT_SEARCH: 8,
    Kind.ABSENCE_SAVED: 5,
}
# The same page in the whole country and beside the demonstration alone.
MAX_GROWTH = 1.1
# The same page in a run and in the one it is compared with (`--against`).
MAX_WORSE = 1.1
# Known and unknown addresses must take the same time to the eye of a script.
MAX_GAP_PERCENT = 15.0


@dataclass(frozen=True, slots=True)
class Measured:
    """A page, measured. `ratio`: in the whole country; `small_ratio`: beside the demonstration alone."""

    section: str
    name: str
    kind: Kind
    ratio: float
    small_ratio: float
    milliseconds: float

    @property
    def growth(self) -> float:
        return self.ratio / self.small_ratio


@dataclass(frozen=True, slots=True)
class Figure:
    """Something else that is measured, and its limit: the most it may be, or the least."""

    name: str
    value: float
    unit: str
    limit: float
    is_least: bool = False

    @property
    def is_broken(self) -> bool:
        return self.value < self.limit if self.is_least else self.value > self.limit


def ratio(costs: Sequence[float], reference: Sequence[float]) -> float:
    """Of the medians: what disturbs a request in ten moves neither."""
    return statistics.median(costs) / statistics.median(reference)


def broken_pages(pages: Iterable[Measured]) -> Iterator[str]:
    for page in pages:
        if page.ratio > MAX_RATIO[page.kind]:
            yield f"{page.name}: {page.ratio:.2f} × the reference page, {page.kind} may cost {MAX_RATIO[page.kind]:g} ×"
        if page.growth > MAX_GROWTH:
            yield f"{page.name}: {page.growth:.2f} × what it costs in a small country, more than {MAX_GROWTH:g} ×"


def broken_figures(figures: Iterable[Figure]) -> Iterator[str]:
    for figure in figures:
        if figure.is_broken:
            bound = "less" if figure.is_least else "more"
            yield f"{figure.name}: {figure.value:.1f} {figure.unit}, {bound} than {figure.limit:g}"


def gap_percent(known: Sequence[float], unknown: Sequence[float]) -> float:
    return abs(ratio(known, unknown) - 1) * 100


def worse(pages: Iterable[Measured], before: Mapping[str, float]) -> Iterator[str]:
    """The pages that cost more than a tenth more than in `before`, the ratios of another run by name."""
    for page in pages:
        if page.name in before and page.ratio > before[page.name] * MAX_WORSE:
            yield f"{page.name}: {page.ratio:.2f} × the reference page, {before[page.name]:.2f} × before"
