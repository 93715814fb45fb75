"""What companies keep beside the absences: days of departure told to people, calendars subscribed to, crew needs."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from absences.models import CalendarSubscription, CrewNeed, LeaveNotice
from absences.words import short_span
from adherents.queries import of_company
from core.staff.rows import OfCompanyAdmin, RowPageAdmin
from core.staff.scoping import PresenceFilter
from employees.admin.searching import OfPeopleAdmin
from employees.decisions.queries import of_person

_EVERYWHERE = "Toute l’entreprise"
_NO_NUMBER = "–"
_WEEK = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")


@admin.register(LeaveNotice)
class LeaveNoticeAdmin(RowPageAdmin, OfPeopleAdmin):
    """Of leave only, whatever an absence has become since: another motive is nothing to the caisse."""

    ways = (of_person("absence__employee"),)
    secret_fields = OfPeopleAdmin.secret_fields | {"note", "kind"}
    list_display = ["person", "adherent", "dates", "told_on", "means"]
    list_display_links = ["person"]
    list_select_related = ["adherent", "absence__employee"]
    list_filter = ["means"]
    fields = [("company", "person"), "dates", ("told_on", "means"), ("told_by_label", "noted_at")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).filter(absence__kind__is_paid_leave=True)
        return rows.select_related("adherent", "absence__employee")

    @admin.display(description="salarié", ordering="absence__employee__plain_name")
    def person(self, notice: LeaveNotice) -> str:
        return notice.absence.employee.full_name

    @admin.display(description="dates", ordering="starts_on")
    def dates(self, notice: LeaveNotice) -> str:
        return short_span(notice.stretch)


@admin.register(CalendarSubscription)
class CalendarSubscriptionAdmin(RowPageAdmin, OfCompanyAdmin):
    """Who reads the planning by a calendar, and since when; neither its address nor what is kept of it."""

    ways = (of_company(),)
    secret_fields = OfCompanyAdmin.secret_fields | {"secret_digest"}
    list_display = ["label", "reader", "adherent", "created_at", "last_fetched_at", "revoked_at"]
    list_select_related = ["adherent", "user"]
    list_filter = [("revoked_at", PresenceFilter)]
    fields = [
        ("company", "reader"),
        "label",
        ("acts_for", "shows"),
        "names_kinds",
        ("created_at", "last_fetched_at", "revoked_at"),
    ]

    @admin.display(description="personne", ordering="user__last_name")
    def reader(self, calendar: CalendarSubscription) -> str:
        return str(calendar.user)

    @admin.display(description="agit pour")
    def acts_for(self, calendar: CalendarSubscription) -> str:
        return calendar.establishment.name if calendar.establishment else _EVERYWHERE

    @admin.display(description="absences de")
    def shows(self, calendar: CalendarSubscription) -> str:
        place = calendar.crew or calendar.site
        return place.name if place else self.acts_for(calendar)


@admin.register(CrewNeed)
class CrewNeedAdmin(RowPageAdmin, OfCompanyAdmin):
    ways = (of_company(),)
    list_display = ["crew", "adherent", "site", "week"]
    list_select_related = ["adherent", "crew__establishment"]
    fields = ["company", ("crew", "site"), "week"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("adherent", "crew__establishment")

    @admin.display(description="site", ordering="crew__establishment__name")
    def site(self, need: CrewNeed) -> str:
        return need.crew.establishment.name

    @admin.display(description="personnes nécessaires")
    def week(self, need: CrewNeed) -> str:
        """« lun. 3, mar. 3, sam. – »."""
        pairs = zip(_WEEK, need.by_weekday, strict=True)
        return ", ".join(f"{day} {_NO_NUMBER if number is None else number}" for day, number in pairs)
