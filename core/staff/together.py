"""A decision taken of many rows that are alike: chosen in the list, shown once more, then taken of each on its own."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from core.staff.decisions import Decision, Taken
from core.staff.scoping import is_key

CONFIRMED, CHOSEN = "confirmed", "chosen"
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Together:
    """`alike(rows)`: those that it may be taken of so; `kind(row)`: what makes some of them alike, in words.

    `mark(row)`: what tells the reading of one from another (the `seen` of its page). `columns`, `cells(row)`: what is
    read of each before deciding. `label`: that of the action. `done`, `left`: what is said of how many were decided, or
    left aside; `rest`: why others are left aside; `button`: that which decides.
    """

    decision: Decision
    label: str
    permission: str
    alike: Callable[[QuerySet[Any]], QuerySet[Any]]
    kind: Callable[[Any], str]
    mark: Callable[[Any], Any]
    columns: tuple[str, ...]
    cells: Callable[[Any], tuple[str, ...]]
    done: str
    left: str
    rest: str
    button: str = "Accepter ce qui est coché"


@dataclass(frozen=True, slots=True)
class Previewed:
    """A line of the preview; `value` says which row, as it was read."""

    value: str
    cells: tuple[str, ...]


class DecidesTogether(admin.ModelAdmin):
    """Declares `together`, beside the `decisions` of each row."""

    together: Together
    actions = ["accept_chosen"]

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """The role's; the service checks each row."""
        return bool(request.user.has_perm(self.together.permission))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Called as the queue calls it."""
        actions: dict[str, Any] = super().get_actions(request)
        if "accept_chosen" in actions:
            function, name, _ = actions["accept_chosen"]
            actions["accept_chosen"] = function, name, self.together.label
        return actions

    @admin.action(permissions=["decide"])
    def accept_chosen(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Say which; once confirmed, decide those that are still as they were shown."""
        if CONFIRMED in request.POST:
            self._decide_each(request, queryset)
            return None
        rows = list(self.together.alike(queryset)[:AT_ONCE])
        context = {
            **self.admin_site.each_context(request),
            "title": self.together.label,
            "opts": self.opts,
            "together": self.together,
            "rows": rows,
            "kinds": self._by_kind(rows),
            "left_out": queryset.count() - len(rows),
            "at_once": AT_ONCE,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            "list_query": request.GET.urlencode(),
        }
        return TemplateResponse(request, "admin/staff/together.html", context)

    def _by_kind(self, rows: list[Any]) -> list[tuple[str, list[Previewed]]]:
        kind, told = self.together.kind, self.together
        alike = groupby(sorted(rows, key=kind), key=kind)
        return [
            (name, [Previewed(f"{row.pk}:{told.mark(row)}", told.cells(row)) for row in group]) for name, group in alike
        ]

    def _decide_each(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        """Each in its own transaction: one that is refused leaves the others done."""
        marks, decision = _marks(request), self.together.decision
        refused: Counter[str] = Counter()
        done = 0
        for row in self.together.alike(rows.filter(pk__in=marks)):
            try:
                decision.act(Taken(row, request.user, marks[row.pk], ""))
                done += 1
            except tuple(decision.refusals) as refusal:
                refused[decision.said_refused(refusal)] += 1
        # What was decided by somebody else meanwhile is not alike any more.
        gone = len(marks) - done - refused.total()
        if done:
            messages.success(request, f"{self.together.done}\N{NO-BREAK SPACE}: {done}.")
        if gone:
            refused["Il n’y avait plus à décider ainsi."] = gone
        for reason, count in refused.items():
            messages.warning(request, f"{self.together.left}\N{NO-BREAK SPACE}: {count}. {reason}")


def _marks(request: HttpRequest) -> dict[int, str]:
    """`pk:mark` of each row that was left ticked."""
    pairs = (value.partition(":") for value in request.POST.getlist(CHOSEN)[:AT_ONCE])
    return {int(pk): mark for pk, _, mark in pairs if is_key(pk)}
