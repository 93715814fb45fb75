"""The queue of what companies sent: open the files, then take into account or refuse, saying why."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Case, Count, F, QuerySet, When
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern

from adherents.queries import of_company
from core import files
from core.search import Way
from core.staff.company_panels import CompanyPanel
from core.staff.decisions import ITS_OWN_WORDS, Decision, Taken
from core.staff.finding import Finder
from core.staff.queue_pages import WorkQueueAdmin
from core.staff.reasons import Reasons
from core.staff.rows import READ, row_urls
from core.staff.work_queues import in_state
from core.templatetags.portal import short_date
from documents.enums import SentRefusal, SentState
from documents.models import SentDocument
from documents.policies import can_treat_sent
from documents.sending import services
from employees.admin.searching import OfPeopleAdmin
from employees.decisions.queries import by_reference, of_person
from employees.nir import refuse_nir

_BESIDE = ("adherent__caisse", "kind", "establishment", "employee")
_REFUSALS: dict[type[Exception], str] = {services.AlreadyTreated: ITS_OWN_WORDS}
_WAYS: tuple[Way, ...] = (by_reference, of_person("employee"))
WAITING_FIRST: list[Any] = [
    Case(When(state=SentState.SENT, then=F("sent_at"))).asc(nulls_last=True),
    "-sent_at",
    "-pk",
]


def _accept(taken: Taken) -> None:
    services.accept_sent(sending=taken.row, by=taken.by)


def _refuse(taken: Taken) -> None:
    services.refuse_sent(sending=taken.row, by=taken.by, reason=taken.reason)


def _is_waiting(sending: SentDocument) -> bool:
    return sending.state == SentState.SENT


DECISIONS = (
    Decision(
        "accept",
        "prendre-en-compte",
        "Prendre en compte",
        may=can_treat_sent,
        is_offered=_is_waiting,
        act=_accept,
        done="L’envoi est pris en compte ; la personne qui l’a envoyé en est avertie.",
        refusals=_REFUSALS,
        shortcut="a",
    ),
    Decision(
        "refuse",
        "refuser",
        "Refuser",
        may=can_treat_sent,
        is_offered=_is_waiting,
        act=_refuse,
        done="L’envoi est refusé ; la personne qui l’a envoyé en est avertie.",
        refusals=_REFUSALS,
        consequence="L’entreprise lit pourquoi, et peut envoyer de nouveau.",
        reasons=Reasons(
            SentRefusal,
            "L’entreprise lit le motif et ces précisions tels quels dans son espace. Le courriel ne les contient pas.",
            "Choisissez le motif : l’entreprise en a besoin pour envoyer ce qu’il faut.",
            limit=500,
            validators=(refuse_nir,),
            is_closed=True,
        ),
        is_danger=True,
        shortcut="x",
    ),
)


@admin.register(SentDocument)
class SentDocumentAdmin(WorkQueueAdmin, OfPeopleAdmin):
    ways: tuple[Way, ...] = (*_WAYS, of_company())
    work_queue = in_state("documents envoyés à traiter", SentState.SENT, since="sent_at", usual_days="SENT_USUAL_DAYS")
    decisions = DECISIONS
    decisions_help = "Chaque décision et chaque fichier ouvert sont inscrits au journal avec votre nom."
    finder = Finder(
        "Documents envoyés par les entreprises",
        49,
        lambda sending: (f"{sending.reference} · {sending.get_state_display()}", f"{sending.kind}, {sending.adherent}"),
        exact=by_reference,
        ways=_WAYS,
    )
    company_panel = CompanyPanel(
        "Documents envoyés",
        72,
        ("Référence", "Type", "Envoyé le", "Par", "État"),
        lambda sending: (
            sending.reference,
            sending.kind.name,
            short_date(sending.sent_at),
            sending.sent_by_label,
            sending.get_state_display(),
        ),
        among=lambda rows: rows.order_by(*WAITING_FIRST),
    )
    list_display = ["reference", "waiting_for", "kind", "concerns", "file_count", "adherent", "state"]
    list_select_related = list(_BESIDE)
    list_filter = ["state", "sent_at"]
    search_help_text = "Référence d’un envoi, salarié, ou entreprise."
    fields = [("company", "state"), ("kind", "concerns"), ("sent_at", "sent_by_label"), "note"]
    fields_once_decided = (("treated_at", "treated_by"), "reason")
    change_form_template = "admin/documents/sent.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[SentDocument]:
        rows = super().get_queryset(request).select_related(*_BESIDE)
        return rows.annotate(files_sent=Count("files"))

    def get_ordering(self, request: HttpRequest) -> Any:
        """What waits first, the longest waiting on top; then the latest."""
        return WAITING_FIRST

    @admin.display(description="concerne")
    def concerns(self, sending: SentDocument) -> str:
        if sending.employee is not None:
            return sending.employee.full_name
        return sending.establishment.name if sending.establishment else "Toute l’entreprise"

    @admin.display(description="fichiers")
    def file_count(self, sending: Any) -> int:
        count: int = sending.files_sent
        return count

    def facts(self, request: HttpRequest, row: SentDocument) -> dict[str, Any]:
        return {"files": list(row.files.all())}

    def get_urls(self) -> list[URLPattern]:
        return [*row_urls(self, [("fichiers/<int:file_id>/", self._file, "file", READ)]), *super().get_urls()]

    def _file(self, request: HttpRequest, sending: SentDocument, file_id: int) -> Any:
        file = get_object_or_404(sending.files, pk=file_id)
        file.sending = sending
        try:
            answer = files.attachment(file.stored_name, filename=file.name, content_type=file.content_type)
        except FileNotFoundError:
            messages.error(request, "Ce fichier est introuvable dans le stockage : prévenez l’exploitation.")
            return HttpResponseRedirect(self.row_url(request, sending.pk))
        services.record_file_reading(file=file, by=request.user)
        return answer
