"""What the staff record of the weather, the same for everybody, and what each caisse gives back beside it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from adherents.admin.companies import JournalledAdmin
from adherents.admin.shared import OwnBesideTheNetworkAdmin
from core.staff.scoping import OfTheNetworkAdmin
from stoppages.models import HeatwaveVigilance, ReimbursedNature, SeasonalStop


class OfTheWeatherAdmin(OfTheNetworkAdmin, JournalledAdmin):
    """Of no caisse: whoever manages one records them for all, in the journal. None is removed: decisions were made."""

    caisse_path = ""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(HeatwaveVigilance)
class HeatwaveVigilanceAdmin(OfTheWeatherAdmin):
    list_display = ["departement", "day", "level", "source", "recorded_at"]
    list_filter = ["level", "departement"]
    date_hierarchy = "day"
    ordering = ["-day", "departement"]
    fields = [("departement", "day"), "level", "source"]


@admin.register(SeasonalStop)
class SeasonalStopAdmin(OfTheWeatherAdmin):
    list_display = ["departement", "activity", "above", "starts_on", "ends_on"]
    list_filter = ["departement"]
    fields = ["departement", ("activity", "above"), ("starts_on", "ends_on"), "source"]


@admin.register(ReimbursedNature)
class ReimbursedNatureAdmin(OwnBesideTheNetworkAdmin):
    """A caisse says which arrêts de travail it gives something back for: one ends, and is never removed."""

    list_display = ["reason", "starts_on", "ends_on", "caisse"]
    list_filter = ["caisse", "reason"]
    fields = ["caisse", "reason", ("starts_on", "ends_on"), "source"]
