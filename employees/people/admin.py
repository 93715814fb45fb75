"""The people of the companies of a caisse, and the files of people that these send: to find and to read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern

from adherents.admin.declarations import OfCompanyAdmin
from adherents.changes.admin import row_urls
from employees import nir as nirs
from employees.admin.searching import OfPeopleAdmin
from employees.decisions import queries, services
from employees.models import Employee, EmployeeImport
from employees.policies import can_show_nir_to_staff


@admin.register(Employee)
class EmployeeAdmin(OfPeopleAdmin):
    list_display = ["full_name", "adherent", "birth_on", "created_at"]
    list_display_links = ["full_name"]
    change_form_template = "admin/employees/employee/change_form.html"
    fieldsets = [
        ("Identité", {"fields": [("sex", "last_name", "first_name"), "birth_name", ("birth_on", "birth_place")]}),
        ("Coordonnées", {"fields": ["street", ("postal_code", "city"), "country"]}),
        ("Entreprise", {"fields": ["adherent", "in_btp_since", ("masked_nir", "created_at")]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        return [*row_urls(self, [("nir/", self._show_nir, "show_nir", ["POST"])]), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who looked at whom is journalled (SECURITY L2)."""
        employee = self.get_object(request, object_id)
        shown = {} if employee is None else _shown(request, employee)
        response = super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})
        if employee is not None:
            services.record_person_viewed(employee=employee, by=request.user)
        return response

    @admin.display(description="salarié", ordering="plain_name")
    def full_name(self, employee: Employee) -> str:
        return employee.full_name

    def _show_nir(self, request: HttpRequest, employee: Employee) -> HttpResponse:
        nir = services.show_nir_to_staff(employee=employee, by=request.user)
        shown = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "row": employee,
            "title": "Numéro de sécurité sociale",
            "person": employee.full_name,
            "numbers": [("Enregistré", nirs.grouped(nir) if nir else "Inconnu")],
        }
        return TemplateResponse(request, "admin/employees/nir.html", shown)


def _shown(request: HttpRequest, employee: Employee) -> dict[str, Any]:
    """The wage is not here: it is on the page of a movement, for whoever treats it."""
    return {
        "contracts": queries.contracts_of(employee),
        "rights": list(employee.leave_rights.all()),
        "may_show_nir": bool(employee.masked_nir) and can_show_nir_to_staff(request.user, employee),
    }


@admin.register(EmployeeImport)
class EmployeeImportAdmin(OfCompanyAdmin):
    """That a file was sent, and what became of it; never what it holds."""

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
