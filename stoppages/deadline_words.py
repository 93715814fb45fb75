"""Until when something is to be sent, in words: a date, an hour, and what remains."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import formats, timezone

from core.french import counted
from stoppages.arithmetic.deadlines import PARIS, end_of
from stoppages.enums import CaseState
from stoppages.models import StoppageCase
from stoppages.queries.figures import figures_for
from stoppages.queries.standing import final_deadline_of, holidays_at

_HOUR, _MINUTE, _TWO_DAYS = timedelta(hours=1), timedelta(minutes=1), timedelta(days=2)
_JUST_BEFORE = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Deadline:
    """`until`: « mardi 13 janvier à 8 h »; `left`: « il reste 2 jours », empty once it is over; `tolerated`: until
    when the caisse still takes it as in time, empty when it tolerates nothing more.
    """

    until: str
    left: str
    tolerated: str = ""

    @property
    def is_over(self) -> bool:
        return not self.left

    def __str__(self) -> str:
        return f"avant le {self.until}, {self.left}" if self.left else f"délai dépassé depuis le {self.until}"


def deadline_words(due_at: datetime, *, now: datetime | None = None, tolerated: str = "") -> Deadline:
    at = now or timezone.now()
    return Deadline(instant_words(due_at, at), left_words(due_at - at), tolerated)


def deadline_of(case: StoppageCase) -> Deadline | None:
    """The next one of the company, None without any. Of a final declaration, with what its caisse tolerates."""
    if case.due_at is None:
        return None
    is_final = case.is_weather and case.state == CaseState.PROVISIONAL
    return deadline_words(case.due_at, tolerated=_tolerated(case) if is_final else "")


def instant_words(instant: datetime, now: datetime) -> str:
    """« mardi 13 janvier à 8 h »; the end of a day is its midnight; the year when it is not this one."""
    local, here = instant.astimezone(PARIS), now.astimezone(PARIS)
    is_end_of_day = (instant - _JUST_BEFORE).astimezone(PARIS).date() != local.date()
    day = (instant - _JUST_BEFORE).astimezone(PARIS).date() if is_end_of_day else local.date()
    number = "1er" if day.day == 1 else str(day.day)
    year = f" {day.year}" if day.year != here.year else ""
    hour = "minuit" if is_end_of_day else f"{local.hour} h{f' {local.minute:02}' if local.minute else ''}"
    return f"{formats.date_format(day, 'l')} {number} {formats.date_format(day, 'F')}{year} à {hour}"


def left_words(left: timedelta) -> str:
    if left <= timedelta():
        return ""
    if left >= _TWO_DAYS:
        return f"il reste {counted(left.days, 'jour')}"
    if left >= _HOUR:
        return f"il reste {counted(left // _HOUR, 'heure')}"
    return f"il reste {counted(max(1, left // _MINUTE), 'minute')}"


def _tolerated(case: StoppageCase) -> str:
    resumes_at = case.weather.resumes_at
    if resumes_at is None:
        return ""
    known = final_deadline_of(resumes_at, figures_for(case.adherent.caisse_id), holidays_at(case.establishment))
    if known is None or known.tolerated_on == known.legal_on:
        return ""
    return instant_words(end_of(known.tolerated_on), timezone.now())
