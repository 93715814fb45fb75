"""What the caisse's information system sent, to read; the rates that the caisse publishes."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from adherents.admin.companies import JournalledAdmin
from adherents.models import Contact, ContributionRate, DeclarativePeriod, WeatherCampaign
from adherents.queries import of_company
from core.staff.columns import linked_phone
from core.staff.rows import OfCompanyAdmin
from core.staff.scoping import OfTheNetworkAdmin


@admin.register(DeclarativePeriod)
class DeclarativePeriodAdmin(OfCompanyAdmin):
    ways = (of_company(),)
    list_display = ["adherent", "establishment", "month", "state", "owed", "paid", "balance", "due_on"]
    list_filter = ["state", "month"]
    date_hierarchy = None
    fields = [
        ("adherent", "establishment"),
        ("month", "state"),
        "message",
        ("leave_base", "weather_base"),
        ("leave_contribution", "weather_contribution", "prevention_contribution"),
        ("owed", "paid", "balance"),
        ("due_on", "received_at"),
    ]


@admin.register(Contact)
class ContactAdmin(OfCompanyAdmin):
    ways = (of_company(),)
    list_display = ["adherent", "establishment", "kind", "name", "email", linked_phone]
    list_filter = ["kind"]
    fields: ClassVar[Any] = [("adherent", "establishment"), "kind", "name", ("email", linked_phone), "updated_at"]
    readonly_fields: ClassVar[Any] = [linked_phone]


@admin.register(ContributionRate)
class ContributionRateAdmin(JournalledAdmin):
    """A rate is never removed: it ends."""

    caisse_path = "caisse_id"
    foreign_caisse_paths = {"caisse": "pk"}
    list_display = ["kind", "rate", "starts_on", "ends_on", "caisse"]
    list_filter = ["caisse", "kind"]
    list_select_related = ["caisse"]
    fields = ["caisse", "kind", "rate", ("starts_on", "ends_on"), "source"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(WeatherCampaign)
class WeatherCampaignAdmin(OfTheNetworkAdmin, JournalledAdmin):
    list_display = ["starts_on", "ends_on", "structural_rate", "finishing_rate", "allowance"]
    fields = [("starts_on", "ends_on"), ("structural_rate", "finishing_rate"), "allowance", "source"]
