"""The dated figures of the régime intempéries, which a caisse reads, and its own ways to count, which it writes."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from adherents.admin.companies import JournalledAdmin
from adherents.admin.shared import OwnBesideTheNetworkAdmin
from core.staff.scoping import OfTheNetworkAdmin
from stoppages.models import (
    CaissePractice,
    DeclarationDelay,
    HeatwaveSeason,
    HeatwaveShare,
    HourlyCeiling,
    StoppageRule,
)

_IN_FORCE = ("starts_on", "ends_on")


class FigureAdmin(OfTheNetworkAdmin, JournalledAdmin):
    """Written by the network, in the journal. Never removed, since estimates were made of it: a figure ends."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(StoppageRule)
class StoppageRuleAdmin(FigureAdmin):
    list_display = [*_IN_FORCE, "hours_a_day", "hours_a_week", "days_a_year", "indemnity_rate"]
    fieldsets = [
        (None, {"fields": [_IN_FORCE, "source"]}),
        (
            "Heures indemnisées",
            {"fields": ["carence_hours", ("hours_a_day", "hours_a_week"), "days_a_year", "indemnity_rate"]},
        ),
        ("Conditions", {"fields": [("least_hours", "least_hours_months")]}),
        (
            "Remboursement",
            {"fields": [("full_rate", "full_rate_above"), "small_rate", ("reduced_rate", "reduced_hours")]},
        ),
    ]


@admin.register(DeclarationDelay)
class DeclarationDelayAdmin(FigureAdmin):
    list_display = [*_IN_FORCE, "provisional_hours", "final_months"]
    fields = [_IN_FORCE, "provisional_hours", "final_months", "source"]


@admin.register(CaissePractice)
class CaissePracticeAdmin(OwnBesideTheNetworkAdmin):
    list_display = [*_IN_FORCE, "carence", "tolerance", "tolerance_days", "caisse"]
    list_filter = ["caisse"]
    fields = ["caisse", _IN_FORCE, "carence", ("tolerance", "tolerance_days"), "source"]


@admin.register(HourlyCeiling)
class HourlyCeilingAdmin(FigureAdmin):
    list_display = [*_IN_FORCE, "amount"]
    fields = [_IN_FORCE, "amount", "source"]


@admin.register(HeatwaveShare)
class HeatwaveShareAdmin(FigureAdmin):
    list_display = [*_IN_FORCE, "share"]
    fields = [_IN_FORCE, "share", "source"]


@admin.register(HeatwaveSeason)
class HeatwaveSeasonAdmin(FigureAdmin):
    list_display = ["__str__", *_IN_FORCE]
    fields = [_IN_FORCE, ("first_day", "first_month"), ("last_day", "last_month"), "source"]
