"""What companies declared and what was paid to them: read, never rewritten; of the cases that the caisse treats."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from adherents.queries import of_company
from core.search import words_in
from core.staff.finding import Finder
from core.staff.rows import OfCompanyAdmin, RowPageAdmin
from core.templatetags.portal import euros, short_date
from employees.decisions.queries import by_reference
from stoppages.models import CampaignWages, Reimbursement, StoppageCase, StoppageDeclaration, Worksite
from stoppages.queries.awaiting import is_treated_by_the_caisse

_CASES = ("adherent__caisse", "case__weather__worksite", "case__sick_leave__employee")


class OfCaseAdmin(RowPageAdmin, OfCompanyAdmin):
    """Rows of a case: those that the queue shows."""

    list_select_related = list(_CASES)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        treated = StoppageCase.objects.filter(is_treated_by_the_caisse(), sent_at__isnull=False)
        return super().get_queryset(request).filter(case__in=treated.values("pk")).select_related(*_CASES)

    @admin.display(description="dossier")
    def case_read(self, row: Any) -> SafeString:
        """Leads to the case, where all of it is read."""
        page: Any = self.admin_site.get_model_admin(StoppageCase)
        return format_html('<a href="{}">{}</a>', page.reading_url(row.case_id), row.case)


@admin.register(StoppageDeclaration)
class StoppageDeclarationAdmin(OfCaseAdmin):
    secret_fields = OfCaseAdmin.secret_fields | {"content", "fingerprint"}
    ways = (by_reference, of_company())
    search_help_text = "Référence, ou raison sociale, identifiant CIBTP, SIREN ou SIRET de l’entreprise."
    list_display = ["reference", "kind", "number", "case_read", "sent_at", "is_late", "adherent"]
    list_display_links = ["reference"]
    list_filter = ["kind", "is_current", "is_late"]
    fields = [
        ("company", "case_read"),
        ("reference", "kind"),
        ("number", "is_current"),
        ("sent_at", "sent_by_label"),
        ("due_at", "is_late"),
        "fingerprint",
    ]
    change_form_template = "admin/stoppages/declaration.html"

    def facts(self, request: HttpRequest, row: StoppageDeclaration) -> dict[str, Any]:
        return {"sent_rows": row.content.get("rows", []), "sent_people": row.content.get("people", [])}


@admin.register(Reimbursement)
class ReimbursementAdmin(OfCaseAdmin):
    ways = (lambda rows, typed: rows.filter(reference=typed), of_company())
    search_help_text = "Référence du virement, ou raison sociale, identifiant CIBTP, SIREN ou SIRET de l’entreprise."
    finder = Finder(
        "Remboursements d’arrêts",
        48,
        lambda row: (f"{row.reference} · {row}", f"{row.case.reference}, {row.adherent.name}"),
        exact=lambda rows, typed: rows.filter(reference=typed),
        ways=(lambda rows, typed: rows.filter(reference__startswith=typed),),
    )
    list_display = ["paid_on", "reference", "kind", "total", "case_read", "adherent"]
    list_display_links = ["paid_on", "reference"]
    list_filter = ["kind", "paid_on"]
    fields = [("company", "case_read"), ("paid_on", "kind"), ("reference", "total"), ("recorded_at", "recorded_by")]

    @admin.display(description="montant", ordering="amount")
    def total(self, row: Reimbursement) -> str:
        return euros(row.amount)


@admin.register(Worksite)
class WorksiteAdmin(RowPageAdmin, OfCompanyAdmin):
    ways = (words_in("searched"), of_company())
    search_help_text = (
        "Nom ou commune du chantier, ou raison sociale, identifiant CIBTP, SIREN ou SIRET de l’entreprise."
    )
    list_display = ["name", "commune", "departement", "is_public_works", "adherent", "closed_on"]
    list_filter = ["is_public_works"]
    fields = [
        ("company", "establishment"),
        ("name", "address"),
        ("postal_code", "commune", "departement"),
        ("is_public_works", "owner"),
        ("created_at", "created_by_label", "closed_on"),
    ]


@admin.register(CampaignWages)
class CampaignWagesAdmin(RowPageAdmin, OfCompanyAdmin):
    """S as a company says it, which the sum of its declarations says otherwise."""

    ways = (of_company(),)
    list_select_related = ["adherent"]
    list_display = ["adherent", "of_campaign", "said", "said_at", "said_by_label"]
    fields = [("company", "of_campaign"), "said", ("said_at", "said_by_label")]

    @admin.display(description="campagne", ordering="campaign")
    def of_campaign(self, row: CampaignWages) -> str:
        return f"{row}, à partir du {short_date(row.campaign)}"

    @admin.display(description="salaires plafonnés déclarés", ordering="amount")
    def said(self, row: CampaignWages) -> str:
        return euros(row.amount)
