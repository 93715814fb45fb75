"""The queue of the arrêts: a case on one page, every check already run, then what is decided, asked, paid."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, F, Q, QuerySet, When
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern

from adherents.queries import of_company
from core import files
from core.search import Way, search, through, words_in
from core.staff.company_panels import CompanyPanel
from core.staff.finding import Finder
from core.staff.rows import READ, row_urls
from core.staff.work_queues import WorkQueue
from core.templatetags.portal import euros, short_date
from employees.admin.searching import OfPeopleAdmin
from employees.decisions.queries import by_reference, of_person
from stoppages.admin.by_line import ByLineAdmin, is_payable
from stoppages.admin.offered import DECISIONS, is_revisable, mark_of
from stoppages.enums import OF_THE_CAISSE, CaseState
from stoppages.models import Reimbursement, StoppageCase, StoppageDeclaration, Worksite
from stoppages.page import title_of
from stoppages.policies import can_treat_case
from stoppages.queries.awaiting import awaits_decision, is_treated_by_the_caisse
from stoppages.queries.sheet import Sheet
from stoppages.services.treating import record_file_reading

_BESIDE = ("adherent__caisse", "establishment", "weather__worksite", "sick_leave__employee")
WAITING_FIRST: list[Any] = [
    Case(When(state__in=OF_THE_CAISSE, then=F("sent_at"))).asc(nulls_last=True),
    "-sent_at",
    "-pk",
]


def by_declaration(rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
    return rows.filter(pk__in=StoppageDeclaration.objects.filter(reference=typed.upper()).values("case_id"))


def by_transfer(rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
    return rows.filter(pk__in=Reimbursement.objects.filter(reference=typed).values("case_id"))


def by_any_reference(rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
    """The one case that has it, its own or that of one of its declarations."""
    declared = StoppageDeclaration.objects.filter(reference=typed.upper()).values("case_id")
    return rows.filter(Q(reference=typed.upper()) | Q(pk__in=declared))


of_worksite = through(
    "weather__worksite", lambda typed: search(Worksite.objects.order_by(), typed, words_in("searched"))
)
_OWN_WAYS: tuple[Way, ...] = (by_reference, by_declaration, by_transfer, of_worksite)


class StateFilter(admin.SimpleListFilter):
    """« À traiter » is two states; the others are each its own."""

    title = "état"
    parameter_name = "etat"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("a-traiter", "À traiter"), *((str(state), str(state.label)) for state in CaseState)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[StoppageCase]) -> QuerySet[StoppageCase]:
        if self.value() == "a-traiter":
            return queryset.filter(awaits_decision())
        return queryset.filter(state=self.value()) if self.value() in CaseState.values else queryset


@admin.register(StoppageCase)
class StoppageCaseAdmin(ByLineAdmin, OfPeopleAdmin):
    """Those that were sent, and that the caisse treats: a draft is the company's, an arrêt de travail for which the
    caisse gives nothing back is nothing to it.
    """

    ways: tuple[Way, ...] = (*_OWN_WAYS, of_person("sick_leave__employee"), of_company())
    work_queue = WorkQueue(
        "arrêts à traiter",
        waiting=lambda rows: rows.filter(awaits_decision()),
        holds=lambda case: case.is_of_the_caisse,
        since="sent_at",
        query="etat=a-traiter",
        usual_days="STOPPAGES_USUAL_DAYS",
    )
    decisions = DECISIONS
    decisions_help = (
        "Chaque décision est inscrite au journal, et dans l’historique que lit l’entreprise ; chaque pièce ouverte est "
        "inscrite au journal avec votre nom."
    )
    finder = Finder(
        "Arrêts et remboursements",
        47,
        lambda case: (f"{case.reference} · {case.get_state_display()}", f"{title_of(case)}, {case.adherent.name}"),
        exact=by_any_reference,
        ways=_OWN_WAYS,
    )
    company_panel = CompanyPanel(
        "Arrêts et remboursements",
        67,
        ("Référence", "Arrêt", "Début", "État", "Remboursé"),
        lambda case: (
            case.reference,
            title_of(case),
            short_date(case.starts_on),
            case.get_state_display(),
            euros(case.reimbursed) if case.reimbursed else "–",
        ),
        among=lambda rows: rows.order_by(*WAITING_FIRST),
    )
    list_display = ["reference", "waiting_for", "what", "starts_on", "state", "due", "amount", "adherent"]
    list_select_related = list(_BESIDE)
    list_filter = [StateFilter, "nature", "weather__cause"]
    search_help_text = "Référence d’un dossier, d’une déclaration ou d’un virement, chantier, salarié, ou entreprise."
    fields = [("company", "state"), ("what", "days"), ("sent_at", "due"), ("amount", "reimbursed")]
    change_form_template = "admin/stoppages/case.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[StoppageCase]:
        rows = super().get_queryset(request).filter(is_treated_by_the_caisse(), sent_at__isnull=False)
        return rows.select_related(*_BESIDE)

    def get_ordering(self, request: HttpRequest) -> Any:
        """What waits first, the longest waiting on top; then the latest."""
        return WAITING_FIRST

    @admin.display(description="arrêt", ordering="nature")
    def what(self, case: StoppageCase) -> str:
        return title_of(case)

    @admin.display(description="jours")
    def days(self, case: StoppageCase) -> str:
        until = f" au {short_date(case.ends_on)}" if case.ends_on else ", en cours"
        return f"du {short_date(case.starts_on)}{until}"

    @admin.display(description="échéance de l’entreprise", ordering="due_at")
    def due(self, case: StoppageCase) -> str:
        return short_date(case.due_at) or "–"

    @admin.display(description="estimé", ordering="estimated")
    def amount(self, case: StoppageCase) -> str:
        return euros(case.estimated) if case.estimated is not None else "–"

    def facts(self, request: HttpRequest, row: StoppageCase) -> dict[str, Any]:
        sheet, treats = Sheet(row), can_treat_case(request.user, row)
        return {
            "seen": mark_of(row, sheet.proposal.total),
            "sheet": sheet,
            # The amounts of a salarié tell their wage: whoever only reads has the totals.
            "treats": treats,
            "by_line_url": self.row_url(request, row.pk, "by_line") if treats and is_revisable(row) else "",
            "payment_url": self.row_url(request, row.pk, "payment") if treats and is_payable(row) else "",
        }

    def get_urls(self) -> list[URLPattern]:
        return [*row_urls(self, [("pieces/<int:file_id>/", self._file, "file", READ)]), *super().get_urls()]

    def _file(self, request: HttpRequest, case: StoppageCase, file_id: int) -> Any:
        file = get_object_or_404(case.casefiles.filter(purged_at__isnull=True), pk=file_id)
        file.case = case
        record_file_reading(file=file, by=request.user)
        return files.attachment(file.stored_name, filename=file.name, content_type=file.content_type)
