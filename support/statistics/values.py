"""What is counted of the conversations of a period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from core.charts import Line

CHOSEN = "choisie"
# (as the address names it, as the list does, how many days, today included)
LAST_DAYS = (
    ("30-jours", "30 derniers jours", 30),
    ("trimestre", "3 derniers mois (91 jours)", 91),
    ("annee", "12 derniers mois (365 jours)", 365),
)
# Beyond, a line a month rather than a week.
_WEEKS_UNTIL_DAYS = 100


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, both included, by the clock of the portal."""

    first: date
    last: date

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """The first one, and the first one after."""
        return _midnight(self.first), _midnight(self.last + timedelta(days=1))

    @property
    def is_by_week(self) -> bool:
        return (self.last - self.first).days <= _WEEKS_UNTIL_DAYS


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True, slots=True)
class Totals:
    """Of what was received in the period, as it stands now. Delays: until the first answer, in days; None when nothing
    was answered.
    """

    received: int
    answered: int
    reopened: int
    thanked: int
    median_days: float | None
    slowest_days: float | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by line, drawn beside their numbers. `key`: of its anchor; `columns`: the name of a line, then of each
    figure; `explained`: what the figures are, when their names do not say it.
    """

    key: str
    title: str
    columns: tuple[str, ...]
    lines: Sequence[Line]
    explained: str = ""


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything that the page shows."""

    period: Period
    totals: Totals
    tables: tuple[Table, ...]
