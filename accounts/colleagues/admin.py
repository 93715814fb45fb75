"""Who is invited to a company, and the changes of holder that the caisse decides: a queue of work."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.colleagues.services import holder_change as services
from accounts.enums import HolderChangeState
from accounts.letters.preparing import staff_of
from accounts.models import HolderChange, Invitation
from accounts.policies import can_decide_holder_change
from core.admin_site import ReadOnlyAdmin
from core.lines import LineField
from core.rights import as_rights, in_words
from core.work_queues import WorkQueue

_DONE = {
    HolderChangeState.DONE: "Le changement est fait : l’ancien et le nouveau titulaire en sont avertis.",
    HolderChangeState.INVITED: (
        "Le changement est confirmé : le nouveau titulaire, qui n’a pas de compte, est invité à en ouvrir un. L’ancien "
        "reste titulaire jusque-là."
    ),
}


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    caisse_path = "adherent__caisse_id"
    list_display = ["person", "email", "adherent", "establishment", "role", "state_label", "sent_at", "expires_at"]
    list_select_related = ["adherent", "establishment"]
    list_filter = ["state", "role"]
    search_fields = ["last_name", "first_name", "email", "adherent__name", "adherent__cibtp_id"]
    search_help_text = "Personne invitée (nom, adresse électronique) ou entreprise (raison sociale, identifiant CIBTP)."
    fields = [
        ("first_name", "last_name"),
        "email",
        ("adherent", "establishment"),
        ("role", "rights_in_words"),
        "state_label",
        "invited_by",
        ("created_at", "sent_at"),
        ("expires_at", "ended_at"),
    ]
    readonly_fields = ["state_label", "rights_in_words"]

    @admin.display(description="personne", ordering="last_name")
    def person(self, invitation: Invitation) -> str:
        return invitation.get_full_name()

    @admin.display(description="état", ordering="state")
    def state_label(self, invitation: Invitation) -> str:
        return str(invitation.present_state.label)

    @admin.display(description="droits")
    def rights_in_words(self, invitation: Invitation) -> str:
        return " · ".join(in_words(as_rights(invitation.rights))) or "Tous"


class RefusalForm(forms.Form):
    reason = LineField(
        label="Motif du refus",
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Lu par le titulaire qui a fait la demande.",
        error_messages={"required": "Indiquez pourquoi ce changement est refusé : le titulaire le lira."},
    )


@admin.register(HolderChange)
class HolderChangeAdmin(ReadOnlyAdmin):
    """The oldest request to decide first; each one is confirmed, or refused with a reason."""

    caisse_path = "adherent__caisse_id"
    work_queue = WorkQueue(
        "changements de titulaire à décider",
        lambda rows: rows.filter(state=HolderChangeState.PENDING),
        f"state__exact={HolderChangeState.PENDING}",
    )
    change_form_template = "admin/accounts/holderchange/change_form.html"
    list_display = ["adherent", "holder", "new_holder", "state", "asked_at", "decided_at", "decided_by"]
    list_select_related = ["adherent", "holder", "decided_by"]
    list_filter = ["state", "asked_at"]
    search_fields = ["adherent__name", "adherent__cibtp_id", "last_name", "email", "holder__last_name", "holder__email"]
    search_help_text = "Entreprise (raison sociale, identifiant CIBTP), ancien ou nouveau titulaire."
    fields = [
        "adherent",
        "holder",
        ("new_holder", "email"),
        "successor",
        "stays",
        "state",
        "asked_at",
        ("decided_at", "decided_by"),
        "refusal_reason",
    ]
    readonly_fields = ["new_holder"]
    ordering = ["-state", "asked_at"]

    @admin.display(description="nouveau titulaire", ordering="last_name")
    def new_holder(self, change: HolderChange) -> str:
        return change.new_name

    def get_urls(self) -> list[URLPattern]:
        return [
            self._entry("confirmer", self._confirm, "confirm", ["POST"]),
            self._entry("refuser", self._refuse, "refuse", ["GET", "HEAD", "POST"]),
            *super().get_urls(),
        ]

    def _entry(
        self, route: str, act: Callable[[HttpRequest, HolderChange], HttpResponse], name: str, methods: list[str]
    ) -> URLPattern:
        def of_change(request: HttpRequest, change_id: int) -> HttpResponse:
            """The request first: one of another caisse does not exist, whatever the method."""
            change = get_object_or_404(self.get_queryset(request).select_related("adherent"), pk=change_id)
            if not can_decide_holder_change(staff_of(request), change.adherent.caisse_id):
                raise PermissionDenied
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            return act(request, change)

        guarded = self.admin_site.admin_view(of_change)
        return path(f"<int:change_id>/{route}/", guarded, name=f"accounts_holderchange_{name}")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        change = self.get_object(request, object_id)
        may_decide = (
            change is not None
            and change.state == HolderChangeState.PENDING
            and can_decide_holder_change(staff_of(request), change.adherent.caisse_id)
        )
        shown = {"change_under_way": change, "may_decide": may_decide, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, shown)

    def _confirm(self, request: HttpRequest, change: HolderChange) -> HttpResponse:
        try:
            decided = services.confirm_replacement(change=change, by=staff_of(request))
        except services.NotPossible as reason:
            messages.warning(request, str(reason))
        else:
            messages.success(request, _DONE[HolderChangeState(decided.state)])
        return _back(change)

    def _refuse(self, request: HttpRequest, change: HolderChange) -> HttpResponse:
        form = RefusalForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                services.refuse_replacement(change=change, by=staff_of(request), reason=form.cleaned_data["reason"])
            except services.NotPossible as reason:
                messages.warning(request, str(reason))
            else:
                messages.success(request, "Le changement est refusé : le titulaire en est averti, avec le motif.")
            return _back(change)
        shown = {
            **self.admin_site.each_context(request),
            "title": "Refuser le changement de titulaire",
            "opts": self.opts,
            "change_under_way": change,
            "form": form,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/accounts/holderchange/refuse.html", shown, status=status)


def _back(change: HolderChange) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:accounts_holderchange_change", args=[change.pk]))
