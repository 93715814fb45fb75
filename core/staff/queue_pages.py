"""A work queue: the list with ages, then one row after the other until nothing waits."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR
from django.db.models import QuerySet, Window
from django.db.models.functions import Lag
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern

from core.staff.deciding import DecidingAdmin
from core.staff.rows import READ, row_urls
from core.staff.work_queues import WorkQueue, age

# The name of the button that decides, then goes on.
ONWARD = "onward"
_NOTHING_LEFT = "Rien d’autre n’attend dans cette liste."


class WorkQueueAdmin(DecidingAdmin):
    """Declares `work_queue` and `decisions`. A column of its list is "waiting_for"."""

    work_queue: WorkQueue
    # Said of a row once it is decided: nothing of it is to be read before.
    fields_once_decided: tuple[Any, ...] = ()
    decisions_title = "Décider"

    @admin.display(description="en attente")
    def waiting_for(self, row: Any) -> str:
        if not self.work_queue.holds(row):
            return "–"
        since = getattr(row, self.work_queue.since)
        late = ", délai dépassé" if since < self.work_queue.late_before else ""
        return f"{age(since)}{late}"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_fields(request, obj)
        return fields if obj is None or self.work_queue.holds(obj) else [*fields, *self.fields_once_decided]

    def get_urls(self) -> list[URLPattern]:
        return [*row_urls(self, [("suivant/", self._go_to_next, "next", READ)]), *super().get_urls()]

    def next_url(self, request: HttpRequest, row: Any) -> str:
        return self.row_url(request, row.pk, "next")

    def onward_url(self, request: HttpRequest, row: Any) -> str:
        return self._url_of(request, self._next_to(request, row)) if ONWARD in request.POST else ""

    def _go_to_next(self, request: HttpRequest, row: Any) -> HttpResponse:
        """Worked out when it is asked for: the page of a row does not pay for it."""
        following = self._next_to(request, row)
        if following is None:
            messages.info(request, _NOTHING_LEFT)
        return HttpResponseRedirect(self._url_of(request, following))

    def _url_of(self, request: HttpRequest, row_id: Any) -> str:
        return self.list_url(request) if row_id is None else self.row_url(request, row_id)

    def _next_to(self, request: HttpRequest, row: Any) -> Any:
        """The row that waits after this one; after the last, the first that was passed over."""
        waiting = self._waiting_like(request)
        order: Any = waiting.query.order_by
        place = Window(Lag("pk"), order_by=list(order))
        following = waiting.annotate(pk_before=place).filter(pk_before=row.pk)
        return _first_pk(following) or _first_pk(waiting.exclude(pk=row.pk))

    def _waiting_like(self, request: HttpRequest) -> QuerySet[Any]:
        """What waits in the list that the row was opened from, in its order."""
        try:
            listed = self._listed(request, _filters_of(request))
        except IncorrectLookupParameters:
            listed = self._listed(request, QueryDict())
        return self.work_queue.waiting(listed).select_related(None)

    def _listed(self, request: HttpRequest, filters: QueryDict) -> QuerySet[Any]:
        listing: Any = HttpRequest()
        listing.method, listing.user, listing.GET = "GET", request.user, filters
        rows: QuerySet[Any] = self.get_changelist_instance(listing).queryset
        return rows


def _first_pk(rows: QuerySet[Any]) -> Any:
    return next(iter(rows.values_list("pk", flat=True)[:1]), None)


def _filters_of(request: HttpRequest) -> QueryDict:
    """Those that the address remembers, but the page of the list, which is not a filter."""
    filters = QueryDict(request.GET.get("_changelist_filters", ""), mutable=True)
    filters.pop(PAGE_VAR, None)
    # PostgreSQL knows no such character; the door that refuses it does not look inside a value.
    texts = [text for name, values in filters.lists() for text in (name, *values)]
    return QueryDict() if any("\x00" in text for text in texts) else filters
