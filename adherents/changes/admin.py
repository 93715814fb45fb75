"""The queue of requests of change: compare, read the proofs, accept or refuse with a reason."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from adherents.admin.declarations import OfCompanyAdmin
from adherents.changes import services
from adherents.changes.queries import present_of, rows_of, target_of
from adherents.enums import ChangeState
from adherents.iban import grouped
from adherents.models import BankAccount, ChangeRequest
from adherents.policies import can_show_iban, can_treat_change
from core import files
from core.work_queues import WorkQueue

_READ, _WRITE, _BOTH = ["GET", "HEAD"], ["POST"], ["GET", "HEAD", "POST"]
RowView = Callable[..., HttpResponse]


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label="Motif du refus",
        help_text="L’entreprise le lit tel quel, dans son espace et par courriel.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        error_messages={"required": "Écrivez le motif : l’entreprise en a besoin pour corriger sa demande."},
    )


def row_urls(model_admin: admin.ModelAdmin, entries: list[tuple[str, RowView, str, list[str]]]) -> list[URLPattern]:
    """Pages of one row: (what follows its number, view, name, methods)."""

    def entry(route: str, view: RowView, name: str, methods: list[str]) -> URLPattern:
        def of_row(request: HttpRequest, row_id: int, **kwargs: Any) -> HttpResponse:
            """The row first: what is not of the caisse does not exist, whatever the method."""
            row = get_object_or_404(model_admin.get_queryset(request), pk=row_id)
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            return view(request, row, **kwargs)

        opts = model_admin.opts
        guarded = model_admin.admin_site.admin_view(of_row)
        return path(f"<int:row_id>/{route}", guarded, name=f"{opts.app_label}_{opts.model_name}_{name}")

    return [entry(*one) for one in entries]


@admin.register(ChangeRequest)
class ChangeRequestAdmin(OfCompanyAdmin):
    work_queue = WorkQueue(
        "demandes de modification", lambda rows: rows.filter(state=ChangeState.SENT), f"state__exact={ChangeState.SENT}"
    )
    list_display = ["subject_asked", "adherent", "state", "asked_at", "asked_by_label", "treated_at"]
    list_filter = ["state", "kind", "asked_at"]
    fields = [("adherent", "state"), ("asked_at", "asked_by_label"), ("treated_at", "treated_by"), "reason"]
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

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        change = self.get_object(request, object_id)
        if change is None:
            raise Http404
        shown = {**self._compared(request, change), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, shown)

    def _compared(self, request: HttpRequest, change: ChangeRequest) -> dict[str, Any]:
        present = present_of(change.adherent_id, target_of(change))
        return {
            "row": change,
            "rows": rows_of(present.values if change.is_open else change.before, change.asked),
            "seen": present.mark,
            "has_moved": change.is_open and present.values != change.before,
            "before_rows": rows_of(change.before, change.before),
            "proofs": list(change.proofs.all()),
            "may_treat": change.is_open and can_treat_change(request.user, change),
            "may_show_iban": change.sealed is not None and can_show_iban(request.user, change.adherent.caisse_id),
        }

    def get_urls(self) -> list[URLPattern]:
        own = row_urls(
            self,
            [
                ("accepter/", self._accept, "accept", _BOTH),
                ("refuser/", self._refuse, "refuse", _BOTH),
                ("iban/", self._show_iban, "show_iban", _WRITE),
                ("justificatifs/<int:proof_id>/", self._proof, "proof", _READ),
            ],
        )
        return [*own, *super().get_urls()]

    def _accept(self, request: HttpRequest, change: ChangeRequest) -> HttpResponse:
        """Shown once more, then done."""
        if not can_treat_change(request.user, change):
            raise PermissionDenied
        if request.method != "POST":
            return self._page(request, change, "accept", {"title": f"Accepter : {change.subject}"})
        try:
            services.accept_change(change=change, by=request.user, seen=request.POST.get("seen", ""))
        except services.ChangedMeanwhile as refused:
            messages.warning(request, f"{refused} Comparez de nouveau, puis décidez.")
        except services.AlreadyTreated as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, "La demande est acceptée et enregistrée ; l’entreprise en est avertie.")
        return _back(change)

    def _refuse(self, request: HttpRequest, change: ChangeRequest) -> HttpResponse:
        if not can_treat_change(request.user, change):
            raise PermissionDenied
        form = RefusalForm(request.POST or None)
        if request.method != "POST" or not form.is_valid():
            shown = {"title": f"Refuser : {change.subject}", "form": form}
            return self._page(request, change, "refuse", shown, status=422 if form.errors else 200)
        try:
            services.refuse_change(change=change, by=request.user, reason=form.cleaned_data["reason"])
        except services.AlreadyTreated as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, "La demande est refusée ; l’entreprise en est avertie.")
        return _back(change)

    def _show_iban(self, request: HttpRequest, change: ChangeRequest) -> HttpResponse:
        try:
            iban = services.read_asked_iban(change=change, by=request.user)
        except services.AlreadyTreated as refused:
            messages.warning(request, str(refused))
            return _back(change)
        shown = {"title": "IBAN demandé", "iban": grouped(iban), "holder": change.asked["holder"]}
        return self._page(request, change, "iban", shown)

    def _proof(self, request: HttpRequest, change: ChangeRequest, proof_id: int) -> Any:
        proof = get_object_or_404(change.proofs.select_related("change__adherent"), pk=proof_id)
        services.record_proof_reading(proof=proof, by=request.user)
        return files.attachment(proof.stored_name, filename=proof.name, content_type=proof.content_type)

    def _page(
        self, request: HttpRequest, change: ChangeRequest, template: str, shown: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            **self._compared(request, change),
            "opts": self.opts,
            **shown,
        }
        return TemplateResponse(request, f"admin/adherents/changerequest/{template}.html", context, status=status)


def _back(change: ChangeRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:adherents_changerequest_change", args=[change.pk]))


@admin.register(BankAccount)
class BankAccountAdmin(OfCompanyAdmin):
    list_display = ["adherent", "holder", "masked_iban", "updated_at"]
    list_select_related = ["adherent"]
    fields = ["adherent", "holder", "masked_iban", "updated_at"]
    change_form_template = "admin/adherents/bankaccount/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        return [*row_urls(self, [("iban/", self._show_iban, "show_iban", _WRITE)]), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        may_show = {"may_show_iban": request.user.has_perm("adherents.show_iban")}
        return super().change_view(request, object_id, form_url, {**may_show, **(extra_context or {})})

    def _show_iban(self, request: HttpRequest, account: BankAccount) -> HttpResponse:
        iban = services.read_bank_account(account=account, by=request.user)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "row": account,
            "title": "IBAN",
            "iban": grouped(iban),
            "holder": account.holder,
        }
        return TemplateResponse(request, "admin/adherents/changerequest/iban.html", context)
