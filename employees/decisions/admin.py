"""The queue of hires and departures: read what was sent, then accept, have corrected or refuse."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, F, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone

from core.staff.company_panels import CompanyPanel
from core.staff.finding import Finder
from core.staff.queue_pages import WorkQueueAdmin
from core.staff.rows import WRITE, row_urls
from core.staff.together import DecidesTogether, Together
from core.staff.work_queues import in_state
from core.templatetags.portal import short_date
from employees.admin.numbers import shown_nirs
from employees.admin.searching import OfPeopleAdmin
from employees.decisions import queries, services
from employees.decisions.offered import ACCEPT, ASK_CORRECTION, REFUSE
from employees.enums import REQUESTS, MovementState
from employees.models import Movement
from employees.policies import can_show_nir_to_staff, can_treat_movement

WAITING_FIRST: list[Any] = [
    Case(When(state=MovementState.SENT, then=F("sent_at"))).asc(nulls_last=True),
    "-sent_at",
    "-pk",
]
_RELATED = ["adherent__caisse", "employment__employee__adherent", "employment__establishment"]


@admin.register(Movement)
class MovementAdmin(DecidesTogether, WorkQueueAdmin, OfPeopleAdmin):
    ways = (queries.by_reference, queries.of_person("employment__employee"))
    work_queue = in_state(
        "embauches et sorties à traiter", MovementState.SENT, since="sent_at", usual_days="MOVEMENT_USUAL_DAYS"
    )
    decisions = (ACCEPT, ASK_CORRECTION, REFUSE)
    together = Together(
        ACCEPT,
        "Accepter ensemble ce qui est choisi",
        "employees.treat_movement",
        alike=queries.accepted_together,
        kind=lambda movement: movement.get_kind_display(),
        mark=lambda movement: movement.version,
        columns=("Référence", "Salarié", "Jour", "Entreprise", "Site"),
        cells=queries.told_in_a_line,
        done="Embauches et sorties enregistrées",
        left="Laissées de côté",
        rest="les demandes de modification se décident une à une, et ce qui est déjà décidé ne change plus.",
    )
    decisions_help = (
        "Chaque décision est inscrite au journal, et dans l’historique que lit l’entreprise, avec votre nom."
    )
    finder = Finder(
        "Embauches et sorties",
        40,
        lambda movement: (
            f"{movement.reference} · {movement.get_kind_display()}",
            f"{movement.employment.employee.full_name}, {movement.adherent.name}",
        ),
        exact=lambda rows, typed: rows.filter(reference=typed.upper()),
        ways=(lambda rows, typed: rows.filter(reference__startswith=typed.upper()),),
    )
    company_panel = CompanyPanel(
        "Embauches et sorties",
        60,
        ("Référence", "Objet", "Salarié", "État", "Envoyée le"),
        lambda movement: (
            movement.reference,
            movement.get_kind_display(),
            movement.employment.employee.full_name,
            movement.get_state_display(),
            short_date(movement.sent_at),
        ),
        among=lambda rows: rows.order_by(*WAITING_FIRST),
        empty="Aucune.",
    )
    list_display = ["reference", "waiting_for", "kind", "person", "adherent", "state", "sent_on"]
    list_select_related = _RELATED
    list_filter = ["state", "kind"]
    search_help_text = (
        "Nom de la personne, référence, ou raison sociale, identifiant CIBTP, SIREN ou SIRET de l’entreprise."
    )
    fields = [("company", "state"), ("sent_at", "sent_by_label")]
    fields_once_decided = (("treated_at", "treated_by"), "message")
    change_form_template = "admin/employees/movement/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Movement]:
        return super().get_queryset(request).select_related(*_RELATED)

    def get_ordering(self, request: HttpRequest) -> Any:
        """What waits first, the longest waiting on top; then the latest."""
        return WAITING_FIRST

    @admin.display(description="salarié", ordering="employment__employee__plain_name")
    def person(self, movement: Movement) -> str:
        return movement.employment.employee.full_name

    @admin.display(description="envoyé le", ordering="sent_at")
    def sent_on(self, movement: Movement) -> str:
        return f"{timezone.localtime(movement.sent_at):%d/%m/%Y}"

    def get_urls(self) -> list[URLPattern]:
        return [*row_urls(self, [("nir/", self._show_nir, "show_nir", WRITE)]), *super().get_urls()]

    def facts(self, request: HttpRequest, row: Movement) -> dict[str, Any]:
        """The wage and the reason of a departure are for whoever treats."""
        treats, employee = can_treat_movement(request.user, row), row.employment.employee
        has_nir = bool(employee.masked_nir) or row.nir_sealed is not None
        return {
            "is_request": row.kind in REQUESTS,
            "seen": row.version,
            "employee": employee,
            "facts": queries.sent_facts(row, in_full=treats),
            "compared": queries.compared(row, in_full=treats),
            "contracts": queries.contracts_of(employee),
            "may_show_nir": has_nir and can_show_nir_to_staff(request.user, employee),
        }

    def _show_nir(self, request: HttpRequest, movement: Movement) -> HttpResponse:
        employee = movement.employment.employee
        numbers = [("Enregistré", services.show_nir_to_staff(employee=employee, by=request.user))]
        if asked := services.show_asked_nir(movement=movement, by=request.user):
            numbers.append(("Demandé", asked))
        return shown_nirs(self, request, movement, employee, numbers)
