"""The public holidays that a caisse reads, and those that it adds to the law's."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from adherents.admin.companies import JournalledAdmin
from adherents.models import PublicHoliday
from core.staff.scoping import SharedByTheNetworkAdmin


@admin.register(PublicHoliday)
class PublicHolidayAdmin(SharedByTheNetworkAdmin, JournalledAdmin):
    """The law's are read by every caisse and written by the network. A day is never removed: it ends."""

    caisse_path = "caisse_id"
    list_display = ["name", "territory", "month", "day", "days_after_easter", "starts_on", "ends_on", "caisse"]
    list_filter = ["caisse", "territory"]
    list_select_related = ["caisse"]
    fields = [
        "caisse",
        "name",
        "territory",
        ("day", "month"),
        "days_after_easter",
        "only_where_kept",
        ("starts_on", "ends_on"),
        "source",
    ]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
