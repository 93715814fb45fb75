"""The queue of requests of change: compare, read the proofs, accept or refuse with a reason."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern

from adherents.changes import services
from adherents.changes.queries import present_of, rows_of, target_of
from adherents.enums import ChangeKind, ChangeRefusalReason, ChangeState
from adherents.iban import grouped
from adherents.models import BankAccount, ChangeRequest
from adherents.policies import can_show_iban, can_treat_change
from adherents.queries import of_company
from core import files
from core.staff.company_panels import CompanyPanel
from core.staff.decisions import ITS_OWN_WORDS, Decision, Taken
from core.staff.queue_pages import WorkQueueAdmin
from core.staff.reasons import Reasons
from core.staff.rows import READ, WRITE, OfCompanyAdmin, RowPage, RowPageAdmin, row_urls
from core.staff.work_queues import in_state
from core.templatetags.portal import short_date

IBAN_NOTE = "Cet affichage est inscrit au journal avec votre nom. Ne recopiez pas l’IBAN dans un message."
_REFUSALS: dict[type[Exception], str] = {
    services.InformationChangedMeanwhile: "{} Comparez de nouveau, puis décidez.",
    services.AlreadyTreated: ITS_OWN_WORDS,
    services.NoGoodFridayThere: ITS_OWN_WORDS,
}


def _accept(taken: Taken) -> None:
    services.accept_change(change=taken.row, by=taken.by, seen=taken.seen)


def _refuse(taken: Taken) -> None:
    services.refuse_change(change=taken.row, by=taken.by, reason=taken.reason)


def _is_open(change: ChangeRequest) -> bool:
    return change.is_open


DECISIONS = (
    Decision(
        "accept",
        "accepter",
        "Accepter",
        may=can_treat_change,
        is_offered=_is_open,
        act=_accept,
        done="La demande est acceptée et enregistrée ; l’entreprise en est avertie.",
        refusals=_REFUSALS,
        consequence="Acceptée, la demande s’applique aussitôt ; un courriel l’annonce à qui l’a faite.",
        shortcut="a",
    ),
    Decision(
        "refuse",
        "refuser",
        "Refuser",
        may=can_treat_change,
        is_offered=_is_open,
        act=_refuse,
        done="La demande est refusée ; l’entreprise en est avertie.",
        refusals=_REFUSALS,
        consequence="Rien ne sera changé, et un courriel dira pourquoi à qui l’a demandé.",
        reasons=Reasons(
            ChangeRefusalReason,
            reader="L’entreprise lit le motif et ces précisions tels quels, dans son espace et par courriel.",
            missing="Choisissez le motif : l’entreprise en a besoin pour corriger sa demande.",
            limit=500,
        ),
        is_danger=True,
        shortcut="x",
    ),
)


@admin.register(ChangeRequest)
class ChangeRequestAdmin(WorkQueueAdmin, OfCompanyAdmin):
    ways = (of_company(),)
    work_queue = in_state(
        "demandes de modification", ChangeState.SENT, since="asked_at", usual_days="CHANGE_REQUEST_USUAL_DAYS"
    )
    decisions = DECISIONS
    company_panel = CompanyPanel(
        "Demandes de modification",
        70,
        ("Demande", "État", "Faite le", "Par"),
        lambda change: (change.subject, change.get_state_display(), short_date(change.asked_at), change.asked_by_label),
    )
    decisions_help = (
        "Chaque décision, chaque IBAN affiché et chaque justificatif ouvert sont inscrits au journal avec votre nom."
    )
    list_display = ["subject_asked", "waiting_for", "adherent", "state", "asked_at", "asked_by_label", "treated_at"]
    list_filter = ["state", "kind", "asked_at"]
    fields = [("company", "state"), ("asked_at", "asked_by_label")]
    fields_once_decided = (("treated_at", "treated_by"), "reason")
    readonly_fields = ["subject_asked"]
    change_form_template = "admin/adherents/changerequest/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChangeRequest]:
        rows = super().get_queryset(request).select_related("adherent__caisse", "establishment")
        return rows.order_by(F("treated_at").desc(nulls_first=True), "asked_at")

    def get_ordering(self, request: HttpRequest) -> Any:
        """What waits first, the longest waiting on top."""
        return [F("treated_at").desc(nulls_first=True), "asked_at", "pk"]

    @admin.display(description="demande")
    def subject_asked(self, change: ChangeRequest) -> str:
        return change.subject

    def facts(self, request: HttpRequest, row: ChangeRequest) -> dict[str, Any]:
        """What is asked beside what is in force; once treated, beside what was."""
        present = present_of(row.adherent_id, target_of(row))
        return {
            "rows": rows_of(present.values if row.is_open else row.before, row.asked),
            "seen": present.mark,
            "has_moved": row.is_open and present.values != row.before,
            "before_rows": rows_of(row.before, row.before),
            "proofs": list(row.proofs.all()),
            "may_show_iban": row.sealed is not None and can_show_iban(request.user, row.adherent.caisse_id),
        }

    def get_urls(self) -> list[URLPattern]:
        pages: list[RowPage] = [
            ("iban/", self._show_iban, "show_iban", WRITE),
            ("justificatifs/<int:proof_id>/", self._proof, "proof", READ),
        ]
        return [*row_urls(self, pages), *super().get_urls()]

    def _show_iban(self, request: HttpRequest, change: ChangeRequest) -> HttpResponse:
        if change.kind != ChangeKind.BANK:
            raise Http404
        try:
            iban = services.read_asked_iban(change=change, by=request.user)
        except services.AlreadyTreated as refused:
            messages.warning(request, str(refused))
            return HttpResponseRedirect(self.row_url(request, change.pk))
        numbers = [("IBAN demandé", grouped(iban))]
        return self.shown_apart(
            request, change, title="IBAN demandé", whose=change.asked["holder"], numbers=numbers, note=IBAN_NOTE
        )

    def _proof(self, request: HttpRequest, change: ChangeRequest, proof_id: int) -> Any:
        proof = get_object_or_404(change.proofs.select_related("change__adherent"), pk=proof_id)
        services.record_proof_reading(proof=proof, by=request.user)
        return files.attachment(proof.stored_name, filename=proof.name, content_type=proof.content_type)


@admin.register(BankAccount)
class BankAccountAdmin(RowPageAdmin, OfCompanyAdmin):
    ways = (of_company(),)
    list_display = ["adherent", "holder", "masked_iban", "updated_at"]
    list_select_related = ["adherent"]
    fields = ["company", "holder", "masked_iban", "updated_at"]
    change_form_template = "admin/adherents/bankaccount/change_form.html"

    def facts(self, request: HttpRequest, row: BankAccount) -> dict[str, Any]:
        return {"may_show_iban": request.user.has_perm("adherents.show_iban")}

    def get_urls(self) -> list[URLPattern]:
        return [*row_urls(self, [("iban/", self._show_iban, "show_iban", WRITE)]), *super().get_urls()]

    def _show_iban(self, request: HttpRequest, account: BankAccount) -> HttpResponse:
        numbers = [("IBAN", grouped(services.read_bank_account(account=account, by=request.user)))]
        return self.shown_apart(request, account, title="IBAN", whose=account.holder, numbers=numbers, note=IBAN_NOTE)
