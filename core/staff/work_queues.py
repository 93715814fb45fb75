"""What waits for the staff: queues declared on the pages of the admin, counted on its home page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

_MONTHS_FROM_DAYS = 60


@dataclass(frozen=True, slots=True)
class WorkQueue:
    """`waiting(rows)`: those that wait for someone, and `holds(row)` says it of one; `since`: the field that says from
    when; `query`: the filters of the list that shows the same rows; `usual_days`: the setting that says in how many
    days the caisse usually treats them.
    """

    label: str
    waiting: Callable[[QuerySet[Any]], QuerySet[Any]]
    holds: Callable[[Any], bool]
    since: str
    query: str
    usual_days: str

    @property
    def usual(self) -> int:
        return int(getattr(settings, self.usual_days))

    @property
    def late_before(self) -> datetime:
        """What waits since before then is late: in days of the calendar, as ages are told."""
        first_day = timezone.localdate() - timedelta(days=self.usual)
        return timezone.make_aware(datetime.combine(first_day, time.min))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queue as the home page tells it; `late`: how many have waited longer than `usual_days`."""

    label: str
    count: int
    oldest: str
    late: int
    usual_days: int
    url: str


def in_state(label: str, state: str, *, since: str, usual_days: str, field: str = "state") -> WorkQueue:
    """The usual queue: rows in one state."""
    return WorkQueue(
        label,
        waiting=lambda rows: rows.filter(**{field: state}),
        holds=lambda row: bool(getattr(row, field) == state),
        since=since,
        query=f"{field}__exact={state}",
        usual_days=usual_days,
    )


def age(since: datetime) -> str:
    """For how long it has waited, in whole days of the calendar."""
    days = (timezone.localdate() - timezone.localdate(since)).days
    if days < 1:
        return "depuis aujourd’hui"
    if days == 1:
        return "depuis hier"
    number, unit = (days, "jours") if days < _MONTHS_FROM_DAYS else (days // 30, "mois")
    return f"depuis\N{NO-BREAK SPACE}{number}\N{NO-BREAK SPACE}{unit}"


def queues_for(request: HttpRequest, pages: Iterable[Any]) -> list[Waiting]:
    """The queues that this member of staff may see, with what waits in their caisse: one query each."""
    queues = ((page, getattr(page, "work_queue", None)) for page in pages)
    return [_counted(request, page, queue) for page, queue in queues if queue and page.has_view_permission(request)]


def _counted(request: HttpRequest, page: Any, queue: WorkQueue) -> Waiting:
    is_late = Q(**{f"{queue.since}__lt": queue.late_before})
    counts = {"count": Count("pk"), "oldest": Min(queue.since), "late": Count("pk", filter=is_late)}
    counted = queue.waiting(page.get_queryset(request)).aggregate(**counts)
    return Waiting(
        label=queue.label,
        count=counted["count"],
        oldest=age(counted["oldest"]) if counted["oldest"] else "",
        late=counted["late"],
        usual_days=queue.usual,
        url=f"{page.rows_url()}?{queue.query}",
    )
