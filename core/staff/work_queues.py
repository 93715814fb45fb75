"""What waits for the staff: queues declared on the pages of the admin, counted on its home page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

_MONTHS_FROM_DAYS = 60


@dataclass(frozen=True, slots=True)
class WorkQueue:
    """`waiting(rows)`: those that wait for someone, and `holds(row)` says it of one; `since`: the field that says from
    when; `query`: the filters of the list that shows the same rows.
    """

    label: str
    waiting: Callable[[QuerySet[Any]], QuerySet[Any]]
    holds: Callable[[Any], bool]
    since: str
    query: str


@dataclass(frozen=True, slots=True)
class Waiting:
    label: str
    count: int
    oldest: str
    url: str


def in_state(label: str, state: str, *, since: str, field: str = "state") -> WorkQueue:
    """The usual queue: rows in one state."""
    return WorkQueue(
        label,
        waiting=lambda rows: rows.filter(**{field: state}),
        holds=lambda row: bool(getattr(row, field) == state),
        since=since,
        query=f"{field}__exact={state}",
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
    queues = []
    for page in pages:
        queue: WorkQueue | None = getattr(page, "work_queue", None)
        if queue is not None and page.has_view_permission(request):
            url = reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_changelist")
            waiting = queue.waiting(page.get_queryset(request))
            counted = waiting.aggregate(count=Count("pk"), oldest=Min(queue.since))
            oldest = age(counted["oldest"]) if counted["oldest"] else ""
            queues.append(Waiting(queue.label, counted["count"], oldest, f"{url}?{queue.query}"))
    return queues
