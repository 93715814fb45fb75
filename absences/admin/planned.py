"""Leave as companies plan it, to find and to read; no other absence: its motive is nothing to the caisse."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from absences.models import Absence
from absences.words import short_span
from core.staff.rows import RowPageAdmin
from employees.admin.searching import OfPeopleAdmin
from employees.decisions.queries import of_person


@admin.register(Absence)
class AbsenceAdmin(RowPageAdmin, OfPeopleAdmin):
    ways = (of_person("employee"),)
    secret_fields = OfPeopleAdmin.secret_fields | {"note", "kind"}
    list_display = ["person", "adherent", "leave", "dates", "state", "to_declare"]
    list_display_links = ["person"]
    list_select_related = ["adherent", "employee", "kind"]
    list_filter = ["state", "to_declare"]
    fields = [("company", "person"), ("leave", "dates"), ("state", "to_declare"), ("created_at", "created_by_label")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(kind__is_paid_leave=True).select_related("kind", "employee")

    @admin.display(description="salarié", ordering="employee__plain_name")
    def person(self, absence: Absence) -> str:
        return absence.employee.full_name

    @admin.display(description="nature", ordering="kind__rank")
    def leave(self, absence: Absence) -> str:
        return absence.kind.name

    @admin.display(description="dates", ordering="starts_on")
    def dates(self, absence: Absence) -> str:
        return short_span(absence.stretch)
