"""The people of the companies of a caisse, and the files of people that these send: to find and to read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from adherents.queries import of_company
from core.staff.company_panels import CompanyPanel
from core.staff.finding import Finder
from core.staff.rows import WRITE, OfCompanyAdmin, RowPageAdmin, row_urls
from core.templatetags.portal import short_date
from employees.admin.numbers import shown_nirs
from employees.admin.searching import NOT_BY_NIR, OfPeopleAdmin
from employees.decisions import queries, services
from employees.models import Employee, EmployeeImport
from employees.nir import looks_like_nir
from employees.policies import can_show_nir_to_staff


@admin.register(Employee)
class EmployeeAdmin(RowPageAdmin, OfPeopleAdmin):
    ways = queries.PERSON_WAYS
    list_display = ["full_name", "adherent", "birth_on", "created_at"]
    list_display_links = ["full_name"]
    finder = Finder(
        "Salariés",
        30,
        lambda employee: (
            employee.full_name,
            f"{employee.adherent.name}, date de naissance : {employee.birth_on:%d/%m/%Y}",
        ),
        ways=queries.OWN_WAYS,
        refusal=lambda typed: NOT_BY_NIR if looks_like_nir(typed) else "",
    )
    company_panel = CompanyPanel(
        "Salariés",
        50,
        ("Salarié", "Qualification", "Premier jour", "Dernier jour"),
        lambda employee: (
            employee.full_name,
            employee.qualification or "–",
            short_date(employee.first_day) if employee.first_day else "–",
            short_date(employee.last_day) if employee.last_day else "–",
        ),
        among=queries.with_current_contract,
    )
    change_form_template = "admin/employees/employee/change_form.html"
    fieldsets = [
        ("Identité", {"fields": [("sex", "last_name", "first_name"), "birth_name", ("birth_on", "birth_place")]}),
        ("Coordonnées", {"fields": ["street", ("postal_code", "city"), "country"]}),
        ("Entreprise", {"fields": ["company", "in_btp_since", ("masked_nir", "created_at")]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        return [*row_urls(self, [("nir/", self._show_nir, "show_nir", WRITE)]), *super().get_urls()]

    def facts(self, request: HttpRequest, row: Employee) -> dict[str, Any]:
        """The wage is not here: it is on the page of a movement, for whoever treats it."""
        return {
            "contracts": queries.contracts_of(row),
            "rights": list(row.leave_rights.all()),
            "waivers": list(row.split_waivers.all()),
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
