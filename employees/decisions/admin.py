"""The queue of hires and departures: read what was sent, then accept, have corrected or refuse with a message."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils import timezone

from adherents.changes.admin import row_urls
from core.work_queues import WorkQueue
from employees import nir as nirs
from employees.admin.searching import OfPeopleAdmin
from employees.decisions import queries, services
from employees.decisions import services as treating
from employees.decisions.accepting import AcceptsChosen
from employees.decisions.forms import MessageForm
from employees.enums import REQUESTS, MovementState
from employees.models import Movement
from employees.policies import can_show_nir_to_staff, can_treat_movement

_BOTH = ["GET", "HEAD", "POST"]
_RELATED = ["adherent__caisse", "employment__employee__adherent", "employment__establishment"]
Decide = Callable[..., None]
# Label of the button, done, what the service is.
_WITH_MESSAGE: dict[str, tuple[str, str, Decide]] = {
    "correct": ("Demander une correction", "La correction est demandée à l’entreprise.", treating.ask_correction),
    "refuse": ("Refuser", "Le mouvement est refusé ; l’entreprise en est avertie.", treating.refuse_movement),
}


@admin.register(Movement)
class MovementAdmin(AcceptsChosen, OfPeopleAdmin):
    person_path = "employment__employee"
    work_queue = WorkQueue(
        "embauches et sorties à traiter",
        lambda rows: rows.filter(state=MovementState.SENT),
        f"state__exact={MovementState.SENT}",
    )
    list_display = ["reference", "kind", "person", "adherent", "state", "sent_on"]
    list_select_related = _RELATED
    list_filter = ["state", "kind"]
    search_help_text = (
        "Nom de la personne, référence, ou raison sociale, identifiant CIBTP, SIREN ou SIRET de l’entreprise."
    )
    fields = [("adherent", "state"), ("sent_at", "sent_by_label"), ("treated_at", "treated_by"), "message"]
    change_form_template = "admin/employees/movement/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Movement]:
        return super().get_queryset(request).select_related(*_RELATED)

    def get_ordering(self, request: HttpRequest) -> Any:
        """What waits first, the longest waiting on top; then the latest."""
        waiting = Case(When(state=MovementState.SENT, then=F("sent_at")))
        return [waiting.asc(nulls_last=True), "-sent_at", "-pk"]

    def found(self, rows: QuerySet[Movement], typed: str) -> QuerySet[Movement]:
        return queries.search_movements(rows, typed)

    @admin.display(description="salarié", ordering="employment__employee__plain_name")
    def person(self, movement: Movement) -> str:
        return movement.employment.employee.full_name

    @admin.display(description="envoyé le", ordering="sent_at")
    def sent_on(self, movement: Movement) -> str:
        return f"{timezone.localtime(movement.sent_at):%d/%m/%Y}"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        movement = self.get_object(request, object_id)
        if movement is None:
            raise Http404
        shown = {**_shown(request, movement), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, shown)

    def get_urls(self) -> list[URLPattern]:
        entries = [
            ("accepter/", self._accept, "accept", _BOTH),
            ("corriger/", self._ask_correction, "correct", _BOTH),
            ("refuser/", self._refuse, "refuse", _BOTH),
            ("nir/", self._show_nir, "show_nir", ["POST"]),
        ]
        return [*row_urls(self, entries), *super().get_urls()]

    def _accept(self, request: HttpRequest, movement: Movement) -> HttpResponse:
        """Shown once more, then done."""
        if refusal := _not_to_decide(request, movement):
            return refusal
        if request.method != "POST":
            return self._page(request, movement, "accept", {"title": "Accepter"})
        done = "Le mouvement est enregistré ; l’entreprise le voit dans son espace."
        return _decided(request, movement, treating.accept_movement, done)

    def _ask_correction(self, request: HttpRequest, movement: Movement) -> HttpResponse:
        return self._with_message(request, movement, "correct")

    def _refuse(self, request: HttpRequest, movement: Movement) -> HttpResponse:
        return self._with_message(request, movement, "refuse")

    def _with_message(self, request: HttpRequest, movement: Movement, act: str) -> HttpResponse:
        if refusal := _not_to_decide(request, movement):
            return refusal
        label, done, service = _WITH_MESSAGE[act]
        form = MessageForm(request.POST or None)
        if request.method != "POST" or not form.is_valid():
            # The version first shown: a correction made while the message was written is not passed over.
            version = request.POST.get("version", movement.version)
            shown = {"title": label, "form": form, "version": version, "act": act}
            return self._page(request, movement, "message", shown, status=422 if form.errors else 200)
        return _decided(request, movement, service, done, message=form.cleaned_data["message"])

    def _show_nir(self, request: HttpRequest, movement: Movement) -> HttpResponse:
        employee = movement.employment.employee
        nir = services.show_nir_to_staff(employee=employee, by=request.user)
        numbers = [("Enregistré", nirs.grouped(nir) if nir else "Inconnu")]
        if asked := services.show_asked_nir(movement=movement, by=request.user):
            numbers.append(("Demandé", nirs.grouped(asked)))
        shown = {"title": "Numéro de sécurité sociale", "person": employee.full_name, "numbers": numbers}
        context = {**self.admin_site.each_context(request), "opts": self.opts, "row": movement, **shown}
        return TemplateResponse(request, "admin/employees/nir.html", context)

    def _page(
        self, request: HttpRequest, movement: Movement, template: str, shown: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            **_shown(request, movement),
            "opts": self.opts,
            **shown,
        }
        return TemplateResponse(request, f"admin/employees/movement/{template}.html", context, status=status)


def _shown(request: HttpRequest, movement: Movement) -> dict[str, Any]:
    """The wage and the reason of a departure are for whoever treats."""
    treats, employee = can_treat_movement(request.user, movement), movement.employment.employee
    has_nir = bool(employee.masked_nir) or movement.nir_sealed is not None
    return {
        "row": movement,
        "is_request": movement.kind in REQUESTS,
        "version": movement.version,
        "employee": employee,
        "facts": queries.sent_facts(movement, in_full=treats),
        "compared": queries.compared(movement, in_full=treats),
        "contracts": queries.contracts_of(employee),
        "may_treat": movement.is_open and treats,
        "may_ask_correction": movement.state == MovementState.SENT and movement.kind not in REQUESTS and treats,
        "may_show_nir": has_nir and can_show_nir_to_staff(request.user, employee),
    }


def _not_to_decide(request: HttpRequest, movement: Movement) -> HttpResponse | None:
    """Where to go back when there is nothing to decide. Raises PermissionDenied."""
    if not can_treat_movement(request.user, movement):
        raise PermissionDenied
    if movement.is_open:
        return None
    messages.warning(request, str(treating.AlreadyDecided(movement)))
    return _back(movement)


def _decided(request: HttpRequest, movement: Movement, service: Decide, done: str, **said: str) -> HttpResponse:
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isascii() and typed.isdigit() else 0
    try:
        service(movement=movement, by=request.user, version=version, **said)
    except treating.TreatmentRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, done)
    return _back(movement)


def _back(movement: Movement) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:employees_movement_change", args=[movement.pk]))
