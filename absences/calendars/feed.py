"""The calendar that a program asks for, by its secret address."""

from datetime import datetime, time

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from absences.calendars import services
from absences.calendars.events import Event, events_of, mark_of
from absences.calendars.writing import written
from absences.models import CalendarSubscription
from core import files, throttling
from core.guards import public
from core.tenancy import narrow_to

_CALENDAR = "text/calendar; charset=utf-8"
_TOO_OFTEN = "Cet agenda est demandé trop souvent : réglez votre logiciel sur une lecture par heure.\n"


@public
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What its person may read now; for whoever may no longer, an address like any other that leads nowhere."""
    judged = services.judged(token)
    if judged is None:
        raise Http404
    calendar, access = judged
    verdict = throttling.count("calendar_fetches", calendar.public_id)
    if not verdict.allowed:
        return _wait(verdict.retry_after)
    narrow_to(access.tiers.adherent_id)
    services.note_fetch(calendar)
    return _answer(request, calendar, events_of(access, calendar, timezone.localdate()))


def _wait(seconds: int) -> HttpResponse:
    """No line of the journal, unlike other refusals: a program that is set wrong would write one a minute."""
    response = HttpResponse(_TOO_OFTEN, content_type="text/plain; charset=utf-8", status=429)
    response.headers["Retry-After"] = str(seconds)
    return _kept_private(response)


def _answer(request: HttpRequest, calendar: CalendarSubscription, events: list[Event]) -> HttpResponse:
    """Written only for a program that does not hold the same already."""
    etag, since = f'"{mark_of(calendar, events)}"', _last_change(events)
    response = get_conditional_response(request, etag=etag, last_modified=int(since.timestamp()))
    if response is None or response.status_code != 304:
        response = HttpResponse(written(calendar.label, events), content_type=_CALENDAR)
        response.headers["Content-Disposition"] = 'attachment; filename="absences.ics"'
    response.headers["ETag"], response.headers["Last-Modified"] = etag, http_date(since.timestamp())
    return _kept_private(response)


def _last_change(events: list[Event]) -> datetime:
    """Of an absence or, as names and rights change too, the day: asked by date alone, it is a day old at most."""
    today = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    return max([today, *(event.changed_at for event in events)])


def _kept_private(response: HttpResponse) -> HttpResponse:
    """As a file: a browser that opens it runs nothing of it. What a program holds, it asks about again each time."""
    files.kept_out_of_reach(response)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
