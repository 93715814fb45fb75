"""The public holidays that a caisse reads, and those that it adds to the law's."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest

from adherents.admin.companies import JournalledAdmin
from adherents.models import PublicHoliday
from core.staff.scoping import SharedByTheNetworkAdmin, caisse_id_of


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

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """A day of no caisse would be the law's, for the whole network."""
        return super().formfield_for_foreignkey(db_field, request, **kwargs, required=caisse_id_of(request) is not None)

    def has_change_permission(self, request: HttpRequest, obj: PublicHoliday | None = None) -> bool:
        is_of_the_law = obj is not None and obj.caisse_id is None
        if is_of_the_law and caisse_id_of(request) is not None:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: PublicHoliday | None = None) -> bool:
        return False
