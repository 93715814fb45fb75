"""The action « Accepter les embauches et sorties choisies », shown once more, then done one by one."""

from collections import Counter
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from employees.decisions import services as treating
from employees.enums import REQUESTS, MovementState
from employees.models import Movement

CONFIRMED = "confirmed"
CHOSEN = "chosen"
AT_ONCE = 200


class AcceptsChosen(admin.ModelAdmin):
    actions = ["accept_chosen"]

    def has_treat_permission(self, request: HttpRequest) -> bool:
        """The role's; the caisse is checked by the service."""
        return bool(request.user.has_perm("employees.treat_movement"))

    @admin.action(description="Accepter les embauches et sorties choisies", permissions=["treat"])
    def accept_chosen(self, request: HttpRequest, queryset: QuerySet[Movement]) -> HttpResponse | None:
        """Say which; once confirmed, accept those that are still as they were shown."""
        if CONFIRMED in request.POST:
            _accept(request, queryset)
            return None
        waiting = queryset.filter(state=MovementState.SENT).exclude(kind__in=REQUESTS)
        rows = list(waiting[:AT_ONCE])
        context = {
            **self.admin_site.each_context(request),
            "title": "Accepter les embauches et sorties choisies",
            "opts": self.opts,
            "rows": rows,
            "left_out": queryset.count() - len(rows),
            "at_once": AT_ONCE,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            "confirmed": CONFIRMED,
            "chosen": CHOSEN,
        }
        return TemplateResponse(request, "admin/employees/movement/accept_chosen.html", context)


def _accept(request: HttpRequest, rows: QuerySet[Movement]) -> None:
    """Each in its own transaction: one that is refused leaves the others done."""
    versions = _versions(request)
    refused: Counter[str] = Counter()
    done = 0
    for movement in rows.filter(pk__in=versions).exclude(kind__in=REQUESTS):
        try:
            treating.accept_movement(movement=movement, by=request.user, version=versions[movement.pk])
            done += 1
        except treating.TreatmentRefused as refusal:
            refused[str(refusal)] += 1
    if done:
        messages.success(request, f"Embauches et sorties enregistrées\N{NO-BREAK SPACE}: {done}.")
    for reason, count in refused.items():
        messages.warning(request, f"Laissées de côté\N{NO-BREAK SPACE}: {count}. {reason}")


def _versions(request: HttpRequest) -> dict[int, int]:
    """`pk:version` of each movement shown."""
    by_kind: dict[int, Any] = {}
    for value in request.POST.getlist(CHOSEN)[:AT_ONCE]:
        pk, _, version = value.partition(":")
        if all(part.isascii() and part.isdigit() and len(part) < 19 for part in (pk, version)):  # noqa: PLR2004
            by_kind[int(pk)] = int(version)
    return by_kind
