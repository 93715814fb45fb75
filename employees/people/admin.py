"""The people of the companies of a caisse, and the files of people that these send: to find and to read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from adherents.queries import of_company
from core.staff.rows import WRITE, OfCompanyAdmin, RowPageAdmin, row_urls
from employees.admin.numbers import shown_nirs
from employees.admin.searching import OfPeopleAdmin
from employees.decisions import queries, services
from employees.models import Employee, EmployeeImport
from employees.policies import can_show_nir_to_staff


@admin.register(Employee)
class EmployeeAdmin(RowPageAdmin, OfPeopleAdmin):
    ways = queries.PERSON_WAYS
    list_display = ["full_name", "adherent", "birth_on", "created_at"]
    list_display_links = ["full_name"]
    change_form_template = "admin/employees/employee/change_form.html"
    fieldsets = [
        ("Identité", {"fields": [("sex", "last_name", "first_name"), "birth_name", ("birth_on", "birth_place")]}),
        ("Coordonnées", {"fields": ["street", ("postal_code", "city"), "country"]}),
        ("Entreprise", {"fields": ["adherent", "in_btp_since", ("masked_nir", "created_at")]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        return [*row_urls(self, [("nir/", self._show_nir, "show_nir", WRITE)]), *super().get_urls()]

    def facts(self, request: HttpRequest, row: Employee) -> dict[str, Any]:
        """The wage is not here: it is on the page of a movement, for whoever treats it."""
        return {
            "contracts": queries.contracts_of(row),
            "rights": list(row.leave_rights.all()),
            "may_show_nir": bool(row.masked_nir) and can_show_nir_to_staff(request.user, row),
        }

    def record_view(self, request: HttpRequest, row: Employee) -> None:
        services.record_person_viewed(employee=row, by=request.user)

    @admin.display(description="salarié", ordering="plain_name")
    def full_name(self, employee: Employee) -> str:
        return employee.full_name

    def _show_nir(self, request: HttpRequest, employee: Employee) -> HttpResponse:
        nir = services.show_nir_to_staff(employee=employee, by=request.user)
        return shown_nirs(self, request, employee, employee, [("Enregistré", nir)])


@admin.register(EmployeeImport)
class EmployeeImportAdmin(OfCompanyAdmin):
    """That a file was sent, and what became of it; never what it holds."""

    ways = (of_company(),)
    secret_fields = OfCompanyAdmin.secret_fields | {"stored_name"}
    list_display = ["file_name", "adherent", "state", "done", "total", "created_at"]
    list_filter = ["state", "created_at"]
    fields = [
        ("adherent", "establishment"),
        "file_name",
        ("state", "done", "total"),
        "message",
        ("created_by_label", "created_at"),
        "finished_at",
    ]
