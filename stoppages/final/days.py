"""The days that a stoppage covers, by the clock of Paris."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from stoppages.arithmetic.deadlines import PARIS
from stoppages.models import WeatherStoppage
from stoppages.queries.standing import paris_day

_ONE_DAY = timedelta(days=1)


def days_of(weather: WeatherStoppage) -> list[date]:
    """From the day work stopped to the last one that could lose an hour; until today while it has not resumed."""
    first, last = paris_day(weather.starts_at), max(paris_day(weather.starts_at), _last_day(weather.resumes_at))
    return [first + _ONE_DAY * rank for rank in range((last - first).days + 1)]


def _last_day(resumes_at: datetime | None) -> date:
    """Work that resumes when the day begins lost nothing on that day."""
    if resumes_at is None:
        return timezone.localdate()
    resumed = resumes_at.astimezone(PARIS)
    whole_day = resumed.time() <= settings.WORKING_DAY_STARTS
    return resumed.date() - _ONE_DAY if whole_day else resumed.date()
