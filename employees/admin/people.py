"""The people of the companies of a caisse, and the files of people that these send: to find and to read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern

from adherents.admin.changes import row_urls
from adherents.admin.declarations import OfCompanyAdmin
from employees import nir as nirs
from employees.admin.searching import OfPeopleAdmin
from employees.models import Employee, EmployeeImport, Employment, LeaveRight
from employees.policies import can_show_nir_to_staff
from employees.services import staff as services


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class EmploymentInline(ReadOnlyInline):
    """Without the wage: it is on the page of a movement, for whoever treats it."""

    model = Employment
    fields = readonly_fields = (
        "contract_kind",
        "category",
        "qualification",
        "establishment",
        "starts_on",
        "planned_end_on",
        "ends_on",
        "caisse_state",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Employment]:
        return super().get_queryset(request).select_related("establishment")


class LeaveRightInline(ReadOnlyInline):
    model = LeaveRight
    fields = readonly_fields = (
        "starts_on",
        "ends_on",
        "acquired",
        "split_bonus_days",
        "seniority_days",
        "taken",
        "stated_on",
    )


@admin.register(Employee)
class EmployeeAdmin(OfPeopleAdmin):
    list_display = ["full_name", "adherent", "birth_on", "created_at"]
    list_display_links = ["full_name"]
    change_form_template = "admin/employees/employee/change_form.html"
    inlines = [EmploymentInline, LeaveRightInline]
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
        may_show = employee is not None and bool(employee.masked_nir) and can_show_nir_to_staff(request.user, employee)
        response = super().change_view(
            request, object_id, form_url, {"may_show_nir": may_show, **(extra_context or {})}
        )
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
