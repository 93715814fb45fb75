"""What waits for the staff: queues declared on the pages of the admin, counted on its home page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True, slots=True)
class WorkQueue:
    """`waiting(rows)`: those that wait for someone; `query`: the filters of the list that shows the same ones."""

    label: str
    waiting: Callable[[QuerySet[Any]], QuerySet[Any]]
    query: str


@dataclass(frozen=True, slots=True)
class Waiting:
    label: str
    count: int
    url: str


def queues_for(request: HttpRequest, pages: Iterable[Any]) -> list[Waiting]:
    """The queues that this member of staff may see, with what waits in their caisse: one query each."""
    found = []
    for page in pages:
        queue: WorkQueue | None = getattr(page, "work_queue", None)
        if queue is not None and page.has_view_permission(request):
            url = reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_changelist")
            count = queue.waiting(page.get_queryset(request)).count()
            found.append(Waiting(queue.label, count, f"{url}?{queue.query}"))
    return found
