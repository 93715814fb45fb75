"""The public holidays that a caisse reads, and those that it adds to the law's."""

from django.contrib import admin

from adherents.admin.shared import OwnBesideTheNetworkAdmin
from adherents.models import PublicHoliday


@admin.register(PublicHoliday)
class PublicHolidayAdmin(OwnBesideTheNetworkAdmin):
    list_display = ["name", "territory", "month", "day", "days_after_easter", "starts_on", "ends_on", "caisse"]
    list_filter = ["caisse", "territory"]
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
