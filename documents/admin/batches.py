"""Batches of documents: deposited, mended, then published together at an hour."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from adherents.admin.own_caisse import caisses_of
from core.exports import csv_file
from core.french import counted
from core.staff.deciding import DecidingAdmin
from core.staff.decisions import ITS_OWN_WORDS, Decision, Taken
from core.staff.rows import READ, row_urls
from core.staff.work_queues import in_state
from core.tables.alphabets import NAMES
from core.templatetags.portal import moment
from documents.admin.documents import REASONS
from documents.admin.forms import BatchForm, PublishAtForm
from documents.admin.pages import check_publishes, form_page
from documents.enums import BatchState
from documents.models import Batch, Document
from documents.policies import PUBLISH, can_publish
from documents.publishing import queries
from documents.publishing.manifest import COLUMNS
from documents.publishing.services import checking, receiving, releasing
from documents.publishing.services.batches import BatchRefused
from documents.services.withdrawing import NotWithdrawable, withdraw_batch

_REFUSALS: dict[type[Exception], str] = {
    BatchRefused: ITS_OWN_WORDS,
    NotWithdrawable: "Ce lot n’est plus à retirer : rien n’a été changé.",
}
_AT_WORK = (BatchState.CHECKING, BatchState.PUBLISHING)


def _may(by: Any, batch: Batch) -> bool:
    return can_publish(by, batch.caisse_id)


def _confirm(taken: Taken) -> Batch:
    return releasing.confirm_batch(batch=taken.row, by=taken.by, publish_at=taken.form.cleaned_data["publish_at"])


def _withdraw(taken: Taken) -> int:
    return withdraw_batch(batch=taken.row, by=taken.by, reason=taken.reason)


def _hour_form(row: Any, typed: Any) -> PublishAtForm:
    return PublishAtForm(typed, auto_id="id_confirm_%s")


CONFIRM = Decision(
    "confirm",
    "publier",
    "Publier le lot",
    may=_may,
    is_offered=lambda batch: batch.state == BatchState.CHECKED,
    act=_confirm,
    done="La publication est lancée : tous les documents seront vus au même instant.",
    refusals=_REFUSALS,
    consequence="Chaque entreprise voit ses documents à cette heure, tous ensemble.",
    asks=_hour_form,
)
DROP = Decision(
    "drop",
    "abandonner",
    "Abandonner",
    may=_may,
    is_offered=lambda batch: batch.state in (BatchState.CHECKING, BatchState.CHECKED),
    act=lambda taken: releasing.drop_batch(batch=taken.row, by=taken.by),
    done="Le lot est abandonné : rien n’en a été publié.",
    refusals=_REFUSALS,
    is_danger=True,
)
RESUME = Decision(
    "resume",
    "reprendre",
    "Reprendre, si rien n’avance",
    may=_may,
    is_offered=lambda batch: batch.state in _AT_WORK,
    act=lambda taken: checking.resume(batch=taken.row, preparing=releasing.PREPARE),
    done="Le travail reprend là où il en était.",
    refusals=_REFUSALS,
)
WITHDRAW = Decision(
    "withdraw",
    "retirer",
    "Retirer tout le lot",
    may=_may,
    is_offered=lambda batch: batch.state == BatchState.PUBLISHED,
    act=_withdraw,
    done=lambda count: f"{counted(count, 'document retiré,documents retirés')} : les entreprises ne les voient plus.",
    refusals=_REFUSALS,
    consequence="Les documents sont gardés, et plus personne des entreprises ne les voit.",
    reasons=REASONS,
    is_danger=True,
)


@admin.register(Batch)
class BatchAdmin(DecidingAdmin):
    caisse_path = "caisse_id"
    work_queue = in_state(
        "lots de documents contrôlés, à publier",
        BatchState.CHECKED,
        since="created_at",
        usual_days="DOCUMENT_BATCH_USUAL_DAYS",
    )
    decisions = (CONFIRM, DROP, RESUME, WITHDRAW)
    list_display = ["name", "state", "line_count", "error_count", "hour", "created_at", "created_by_label"]
    list_filter = ["state"]
    fields = [("state", "hour"), ("line_count", "error_count"), ("created_at", "created_by_label")]
    change_form_template = "admin/documents/batch.html"
    change_list_template = "admin/documents/batches.html"

    @admin.display(description="publication", ordering="publish_at")
    def hour(self, batch: Batch) -> str:
        instant = batch.published_at or batch.publish_at
        return moment(instant) if instant else "–"

    def facts(self, request: HttpRequest, row: Batch) -> dict[str, Any]:
        documents: Any = self.admin_site.get_model_admin(Document)
        return {
            "batch": row,
            "progress": _progress(row),
            "summary": queries.summary_of(row) if row.state == BatchState.CHECKED else None,
            "alphabet": NAMES.get(row.alphabet, "") if row.state == BatchState.CHECKED else "",
            "wrong_lines": queries.wrong_lines(row) if row.error_count else [],
            "report_url": self.row_url(request, row.pk, "report"),
            "documents_url": documents.rows_url(batch__id__exact=row.pk),
            "receive_url": reverse(f"admin:{self.page_name('receive')}"),
        }

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        shown = {"may_publish": request.user.has_perm(PUBLISH)}
        return super().changelist_view(request, {**(extra_context or {}), **shown})

    def get_urls(self) -> list[URLPattern]:
        receive = self.admin_site.admin_view(self.receive)
        pages = [("a-corriger/", self._report, "report", READ)]
        own = [path("deposer/", receive, name=self.page_name("receive")), *row_urls(self, pages)]
        return [*own, *super().get_urls()]

    def receive(self, request: HttpRequest) -> HttpResponse:
        check_publishes(request)
        typed = (request.POST, request.FILES) if request.method == "POST" else ()
        form = BatchForm(*typed, caisses=caisses_of(request))
        batch = self._received(request, form) if typed and form.is_valid() else None
        if batch is None:
            shown = {"form": form, "columns": COLUMNS, "title": "Déposer un lot de documents"}
            first_url = self.reading_url(form.same.pk) if form.same else ""
            return form_page(self, request, "admin/documents/receive.html", first_url=first_url, **shown)
        messages.success(request, "Le lot est déposé : son contrôle a commencé. Vous pouvez quitter cette page.")
        return HttpResponseRedirect(self.reading_url(batch.pk))

    def _received(self, request: HttpRequest, form: BatchForm) -> Batch | None:
        """None, and the form says why."""
        caisse: Any = form.chosen
        values = form.cleaned_data
        try:
            return receiving.receive_batch(caisse=caisse, name=values["name"], file=values["file"], by=request.user)
        except BatchRefused as refused:
            form.add_error("file", str(refused))
            form.same = getattr(refused, "first", None)
        return None

    def _report(self, request: HttpRequest, batch: Batch) -> HttpResponse:
        return csv_file(f"à corriger {batch.name}", queries.REPORT_COLUMNS, queries.report_rows(batch))


def _progress(batch: Batch) -> queries.Progress | None:
    if batch.state == BatchState.CHECKING:
        return queries.checking(batch)
    return queries.preparing(batch) if batch.state == BatchState.PUBLISHING else None
