"""What the planning counts by: kinds, of the network; dated numbers and reasons of refusal, its own or a caisse's."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from absences.models import AbsenceKind, AbsenceRule, RefusalReason
from adherents.admin.companies import JournalledAdmin
from adherents.admin.shared import OwnBesideTheNetworkAdmin
from core.staff.scoping import OfTheNetworkAdmin


@admin.register(AbsenceKind)
class AbsenceKindAdmin(OfTheNetworkAdmin, JournalledAdmin):
    """The same for everybody: superusers of the network only. A kind is never removed: it is offered no more."""

    caisse_path = ""
    list_display = ["name", "letter", "colour", "unit", "effect", "is_sensitive", "covers_leave", "is_paid_leave"]
    list_filter = ["is_offered", "is_sensitive", "is_paid_leave"]
    fields = [
        ("name", "key"),
        ("letter", "colour"),
        ("unit", "effect"),
        ("is_paid_leave", "covers_leave", "is_sensitive"),
        ("rank", "is_offered"),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The code knows some by their key; leave that was declared stays leave."""
        return ["key", "is_paid_leave"] if obj is not None else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(AbsenceRule)
class AbsenceRuleAdmin(OwnBesideTheNetworkAdmin):
    list_display = ["starts_on", "ends_on", "caisse", "lead_days", "allows_half_days", "most_days_at_once"]
    list_filter = ["caisse"]
    fields = [
        "caisse",
        ("starts_on", "ends_on"),
        "source",
        ("lead_days", "allows_half_days"),
        ("most_days_at_once", "main_leave_unbroken"),
        ("change_notice_months", "fifth_week_last_month"),
    ]


@admin.register(RefusalReason)
class RefusalReasonAdmin(OwnBesideTheNetworkAdmin):
    list_display = ["label", "caisse", "rank", "is_offered"]
    list_filter = ["caisse", "is_offered"]
    fields = ["caisse", "label", ("rank", "is_offered")]
