"""The queue of leave declared: read what was sent, then take it into account or refuse it."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, F, QuerySet, When
from django.http import HttpRequest

from absences.admin.offered import REFUSE, TAKE
from absences.declarations.queries import of_same_leave, sent_rows
from absences.enums import DeclarationState
from absences.models import LeaveDeclaration
from absences.words import short_span
from core.search import Way
from core.staff.company_panels import CompanyPanel
from core.staff.finding import Finder
from core.staff.queue_pages import WorkQueueAdmin
from core.staff.together import DecidesTogether, Together
from core.staff.work_queues import in_state
from employees.admin.searching import OfPeopleAdmin
from employees.decisions.queries import by_reference, contracts_of, of_person
from employees.models import Employee

WAITING_FIRST: list[Any] = [
    Case(When(state=DeclarationState.SENT, then=F("sent_at"))).asc(nulls_last=True),
    "-sent_at",
    "-pk",
]
_WAYS: tuple[Way, ...] = (by_reference, of_person("absence__employee"))
_SHOWN = 6


def _waiting(rows: QuerySet[LeaveDeclaration]) -> QuerySet[LeaveDeclaration]:
    return rows.filter(state=DeclarationState.SENT)


def _told_in_a_line(declaration: LeaveDeclaration) -> tuple[str, ...]:
    """As whoever takes many into account reads one: who, when, how many days, instead of what."""
    return (
        declaration.reference,
        declaration.absence.employee.full_name,
        short_span(declaration.stretch),
        _days(declaration),
        declaration.sent.get("before", "") or "–",
        declaration.adherent.name,
    )


def _days(declaration: LeaveDeclaration) -> str:
    return f"{declaration.days:f}".removesuffix(".0").replace(".", ",")


def other_leave(declaration: LeaveDeclaration) -> list[LeaveDeclaration]:
    """What else the caisse was told of the person, the latest first."""
    rows = LeaveDeclaration.objects.filter(adherent_id=declaration.adherent_id)
    others = rows.filter(absence__employee=declaration.absence.employee_id).exclude(absence=declaration.absence_id)
    return list(others.order_by("-starts_on", "-pk")[:_SHOWN])


@admin.register(LeaveDeclaration)
class LeaveDeclarationAdmin(DecidesTogether, WorkQueueAdmin, OfPeopleAdmin):
    ways = _WAYS
    work_queue = in_state(
        "congés déclarés à traiter", DeclarationState.SENT, since="sent_at", usual_days="LEAVE_USUAL_DAYS"
    )
    decisions = (TAKE, REFUSE)
    together = Together(
        TAKE,
        "Prendre en compte ensemble ce qui est choisi",
        "absences.treat_leavedeclaration",
        alike=_waiting,
        kind=lambda declaration: declaration.get_kind_display(),
        mark=lambda declaration: declaration.version,
        columns=("Référence", "Salarié", "Dates", "Jours", "Jusque-là", "Entreprise"),
        cells=_told_in_a_line,
        done="Congés pris en compte",
        left="Laissés de côté",
        rest="ce qui est déjà décidé ne change plus.",
        button="Prendre en compte ce qui est coché",
    )
    decisions_help = (
        "Chaque décision est inscrite au journal, et dans l’historique que lit l’entreprise, avec votre nom."
    )
    finder = Finder(
        "Congés déclarés",
        45,
        lambda declaration: (
            f"{declaration.reference} · {declaration.get_kind_display()}",
            f"{declaration.absence.employee.full_name}, {declaration.adherent.name}",
        ),
        exact=lambda rows, typed: rows.filter(reference=typed.upper()),
        ways=(lambda rows, typed: rows.filter(reference__startswith=typed.upper()),),
    )
    company_panel = CompanyPanel(
        "Congés déclarés",
        65,
        ("Référence", "Objet", "Salarié", "Dates", "État"),
        lambda declaration: (
            declaration.reference,
            declaration.get_kind_display(),
            declaration.absence.employee.full_name,
            short_span(declaration.stretch),
            declaration.get_state_display(),
        ),
        among=lambda rows: rows.order_by(*WAITING_FIRST),
        empty="Aucun.",
    )
    list_display = ["reference", "waiting_for", "kind", "person", "dates", "counted", "state", "adherent"]
    list_select_related = ["adherent__caisse", "absence__employee"]
    list_filter = ["state", "kind"]
    search_help_text = (
        "Nom de la personne, référence, ou raison sociale, identifiant CIBTP, SIREN ou SIRET de l’entreprise."
    )
    fields = [("company", "state"), ("sent_at", "sent_by_label")]
    fields_once_decided = (("treated_at", "treated_by"), "message", "paid_on")
    change_form_template = "admin/absences/leavedeclaration/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[LeaveDeclaration]:
        return super().get_queryset(request).select_related("adherent__caisse", "absence__employee")

    def get_ordering(self, request: HttpRequest) -> Any:
        """What waits first, the longest waiting on top; then the latest."""
        return WAITING_FIRST

    @admin.display(description="salarié", ordering="absence__employee__plain_name")
    def person(self, declaration: LeaveDeclaration) -> str:
        return declaration.absence.employee.full_name

    @admin.display(description="dates", ordering="starts_on")
    def dates(self, declaration: LeaveDeclaration) -> str:
        return short_span(declaration.stretch)

    @admin.display(description="jours", ordering="days")
    def counted(self, declaration: LeaveDeclaration) -> str:
        return _days(declaration)

    def facts(self, request: HttpRequest, row: LeaveDeclaration) -> dict[str, Any]:
        """Nothing of what the absence may have become: it may be a motive."""
        employee: Employee = row.absence.employee
        return {
            "seen": row.version,
            "employee": employee,
            "facts": sent_rows(row),
            "said": [(one, short_span(one.stretch)) for one in of_same_leave(row)],
            "others": [(one, short_span(one.stretch)) for one in other_leave(row)],
            "rights": list(employee.leave_rights.all()),
            "contracts": contracts_of(employee),
        }
