"""The days that the page looks at."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices

from absences.stretches import Stretch

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


class When(TextChoices):
    """The words of the address, then those of the page."""

    TODAY = "aujourd-hui", "Aujourd’hui"
    THIS_WEEK = "semaine", "Cette semaine"
    NEXT_WEEK = "semaine-prochaine", "Semaine prochaine"


@dataclass(frozen=True, slots=True)
class Window:
    when: When
    days: Stretch


def window_of(typed: str, today: date) -> Window:
    """What is not understood is today; a week goes from Monday to Sunday."""
    when = When(typed) if typed in When.values else When.TODAY
    if when == When.TODAY:
        return Window(when, Stretch(today, today))
    monday = today - today.weekday() * _DAY + (_WEEK if when == When.NEXT_WEEK else timedelta())
    return Window(when, Stretch(monday, monday + _WEEK - _DAY))
