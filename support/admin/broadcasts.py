"""What the caisse writes to many: written, counted, tried out, confirmed, followed until its report."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core import audit
from core.staff.work_queues import in_state
from core.templatetags.portal import moment
from support.admin.broadcast_confirming import ConfirmingAdmin
from support.admin.broadcast_decisions import DECISIONS, DROP_KEY
from support.admin.broadcast_writing import WritingAdmin
from support.broadcasts import reading
from support.broadcasts.queries import report
from support.enums import BroadcastState, Outcome
from support.models import Broadcast
from support.policies import SEND_BROADCAST, can_send_broadcast

# The lines of the report, in their order.
_FIGURES = (
    ("Reçus", (Outcome.DELIVERED,)),
    ("Remis à l’opérateur", (Outcome.SENT,)),
    ("En attente", (Outcome.WAITING, Outcome.QUEUED)),
    ("Échecs", (Outcome.FAILED,)),
    ("Arrêtés avant le départ", (Outcome.EXPIRED,)),
    ("Total", tuple(Outcome)),
)
_MOVING = (BroadcastState.SENDING, BroadcastState.HELD)


@admin.register(Broadcast)
class BroadcastAdmin(WritingAdmin, ConfirmingAdmin):
    caisse_path = "caisse_id"
    work_queue = in_state(
        "envois suspendus, à reprendre ou à arrêter",
        BroadcastState.HELD,
        since="held_at",
        usual_days="BROADCAST_HELD_USUAL_DAYS",
    )
    decisions = DECISIONS
    decisions_title = "Décider"
    list_display = ["name", "topic", "channels", "standing", "size", "day", "author", "caisse"]
    list_select_related = ["caisse"]
    list_filter = ["caisse", "state", "topic"]
    fields = [("topic", "channels", "standing"), ("author", "confirmed", "caisse")]
    change_form_template = "admin/support/broadcast/page.html"
    change_list_template = "admin/support/broadcast/list.html"

    class Media:
        js = ["js/broadcast.js"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Broadcast]:
        return reading.with_progress(super().get_queryset(request).select_related("caisse"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        shown = {"may_send": request.user.has_perm(SEND_BROADCAST)}
        return super().changelist_view(request, {**(extra_context or {}), **shown})

    @admin.display(description="envoi", ordering="title")
    def name(self, broadcast: Broadcast) -> str:
        return str(broadcast)

    @admin.display(description="par")
    def channels(self, broadcast: Broadcast) -> str:
        return " et ".join(["Courriel"] * broadcast.by_email + ["SMS"] * broadcast.by_sms)

    @admin.display(description="état", ordering="state")
    def standing(self, broadcast: Any) -> str:
        """With how far it is, while it moves."""
        state = str(broadcast.get_state_display())
        agreed = (broadcast.agreed_emails or 0) + (broadcast.agreed_sms or 0)
        if broadcast.state not in _MOVING or not agreed:
            return state
        return f"{state}, {min(100, 100 * broadcast.settled_count // agreed)} %"

    @admin.display(description="messages")
    def size(self, broadcast: Broadcast) -> int | str:
        if broadcast.agreed_emails is None or broadcast.agreed_sms is None:
            return "–"
        return broadcast.agreed_emails + broadcast.agreed_sms

    @admin.display(description="quand", ordering="created_at")
    def day(self, broadcast: Broadcast) -> str:
        instant = broadcast.confirmed_at or broadcast.changed_at
        return f"{'Confirmé' if broadcast.confirmed_at else 'Écrit'} {moment(instant)}"

    @admin.display(description="écrit par", ordering="created_by_label")
    def author(self, broadcast: Broadcast) -> str:
        return broadcast.created_by_label

    @admin.display(description="confirmé")
    def confirmed(self, broadcast: Broadcast) -> str:
        if broadcast.confirmed_at is None:
            return "Pas encore"
        return f"{moment(broadcast.confirmed_at)}, par {broadcast.confirmed_by_label}"

    def facts(self, request: HttpRequest, row: Broadcast) -> dict[str, Any]:
        may_send = can_send_broadcast(request.user, row.caisse_id)
        return {
            "preview": reading.preview_of(row),
            "conditions": reading.conditions_of(row),
            "may_send": may_send,
            "is_moving": row.state in _MOVING,
            "history": [(event, audit.label(event.action)) for event in reading.history_of(row)],
            "copy_url": reverse(f"admin:{self.page_name('write')}", query={"de": row.pk}) if may_send else "",
            "rewrite_url": self.row_url(request, row.pk, "rewrite"),
            "confirm_url": self.row_url(request, row.pk, "confirm"),
            "failures_url": self.row_url(request, row.pk, "failures"),
            "export_url": self.row_url(request, row.pk, "export"),
            "audience_url": self.row_url(request, row.pk, "audience"),
            **({} if row.is_draft else _since(row)),
        }

    def onward_url(self, request: HttpRequest, row: Broadcast) -> str:
        """A draft that was dropped has no page any more."""
        place = request.resolver_match
        is_dropped = place is not None and place.url_name == self.page_name(DROP_KEY)
        return self.list_url(request) if is_dropped else ""


def _since(row: Broadcast) -> dict[str, Any]:
    """Of one that was confirmed: what became of it."""
    told = report(row)
    agreed = (row.agreed_emails or 0) + (row.agreed_sms or 0)
    return {
        "report": told,
        # Until everybody is written down, what was confirmed.
        "expected": told.total if row.is_walked else max(told.total, agreed),
        "report_rows": [
            (label, [sum(one.outcomes[outcome] for outcome in outcomes) for one in told.channels])
            for label, outcomes in _FIGURES
        ],
        "has_failures": any(one.outcomes[Outcome.FAILED] for one in told.channels),
    }
