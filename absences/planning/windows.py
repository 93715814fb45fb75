"""What the planning shows at a time: a day, a week, a month or a year, and how one moves from one to the next."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices

from employees.leave.arithmetic.periods import day_label, month_label, span_label

ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MONTHS_IN_A_YEAR = 12
# Farther than that there is nothing to plan, and soon no calendar to write it in.
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2149, 12, 31)
_SUNDAY = 6
# French abbreviations keep four letters of a month, three of some.
_SHORT_NAME, _CUT_AFTER = 4, {"avril": 3, "octobre": 3, "novembre": 3, "décembre": 3}
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


class View(TextChoices):
    """By the word that the address holds."""

    DAY = "jour", "Jour"
    WEEK = "semaine", "Semaine"
    MONTH = "mois", "Mois"
    YEAR = "annee", "Année"


@dataclass(frozen=True, slots=True)
class Window:
    """From a day to another, both included."""

    view: View
    first: date
    last: date

    @property
    def title(self) -> str:
        if self.view == View.DAY:
            return weekday_label(self.first)
        if self.view == View.WEEK:
            return f"Semaine {span_label(self.first, self.last)}"
        return month_label(self.first).capitalize() if self.view == View.MONTH else f"Année {self.first.year}"

    @property
    def short_title(self) -> str:
        """Of a month, in a narrow column: « sept. »."""
        name = self.title.split()[0].lower()
        return name if len(name) <= _SHORT_NAME else f"{name[: _CUT_AFTER.get(name, 4)]}."

    @property
    def days(self) -> list[date]:
        return [self.first + rank * ONE_DAY for rank in range((self.last - self.first).days + 1)]

    @property
    def half_days(self) -> int:
        return 2 * ((self.last - self.first).days + 1)

    @property
    def before(self) -> date | None:
        """A day of the window before; None where nothing is planned any more."""
        return _planned(self.first - ONE_DAY)

    @property
    def after(self) -> date | None:
        return _planned(self.last + ONE_DAY)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def window_at(view: str, day: date) -> Window:
    """The one that holds this day."""
    first, last = _BOUNDS[View(view)](day)
    return Window(View(view), first, last)


def day_read(typed: str, default: date) -> date:
    """The day of an address, which may be old, or typed."""
    try:
        return _planned(date.fromisoformat(typed)) or default
    except ValueError:
        return default


def is_sunday(day: date) -> bool:
    return day.weekday() == _SUNDAY


def weekday_label(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()].capitalize()} {day_label(day)}"


def _week(day: date) -> tuple[date, date]:
    monday = day - day.weekday() * ONE_DAY
    return monday, monday + WEEK - ONE_DAY


def _month(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def _year(day: date) -> tuple[date, date]:
    return date(day.year, 1, 1), date(day.year, MONTHS_IN_A_YEAR, 31)


_BOUNDS = {View.DAY: lambda day: (day, day), View.WEEK: _week, View.MONTH: _month, View.YEAR: _year}


def _planned(day: date) -> date | None:
    return day if FIRST_DAY <= day <= LAST_DAY else None


def months_of(window: Window) -> list[Window]:
    """The months of a year."""
    return [window_at(View.MONTH, date(window.first.year, month, 1)) for month in range(1, MONTHS_IN_A_YEAR + 1)]
