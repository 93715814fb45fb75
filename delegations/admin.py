"""The back office of a caisse for delegations: work queues to read; suspending, resuming, revoking, with a reason."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.models import User
from core.admin_site import ReadOnlyAdmin, caisse_id_of
from core.lines import LineField
from core.rights import as_rights, in_words
from delegations.collaborators.services import appoint_by_caisse
from delegations.enums import DelegationState
from delegations.giving.services import ending
from delegations.giving.services.giving import NotOpen
from delegations.models import Delegation, DelegationEvent, DelegationRequest, Firm, FirmMember
from delegations.policies import can_intervene

# Title, done, what the service is, in which states it has an object.
_ACTS: dict[str, tuple[str, str, Callable[..., None], frozenset[str]]] = {
    "suspendre": (
        "Suspendre la délégation",
        "La délégation est suspendue ; les deux parties en sont averties.",
        ending.suspend_delegation,
        frozenset({DelegationState.ACTIVE}),
    ),
    "retablir": (
        "Rétablir la délégation",
        "La délégation est rétablie ; les deux parties en sont averties.",
        ending.resume_delegation,
        frozenset({DelegationState.SUSPENDED}),
    ),
    "retirer": (
        "Retirer la délégation",
        "La délégation est retirée ; les deux parties en sont averties.",
        ending.revoke_by_caisse,
        frozenset({DelegationState.PENDING, DelegationState.ACTIVE, DelegationState.SUSPENDED}),
    ),
}


class InterventionForm(forms.Form):
    reason = LineField(
        label="Motif",
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Il est écrit à l’entreprise et au cabinet, et gardé dans l’historique.",
        error_messages={"required": "Indiquez le motif : les deux parties le liront."},
    )


class EventInline(admin.TabularInline):
    model = DelegationEvent
    fields = ["at", "kind", "side", "actor_label", "reason", "changes"]
    readonly_fields = ["at", "kind", "side", "actor_label", "reason", "changes"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Delegation)
class DelegationAdmin(ReadOnlyAdmin):
    caisse_path = "adherent__caisse_id"
    secret_fields = frozenset({"token_digest"}) | ReadOnlyAdmin.secret_fields
    list_display = ["adherent", "firm_label", "state", "starts_on", "ends_on", "created_at", "accepted_at", "ended_at"]
    list_select_related = ["adherent", "firm"]
    list_filter = ["state", "starts_on", "ends_on"]
    search_fields = ["adherent__name", "adherent__cibtp_id", "adherent__siren", "firm__name", "firm_siret"]
    search_help_text = "Entreprise (raison sociale, identifiant CIBTP, SIREN) ou cabinet (raison sociale, SIRET)."
    change_form_template = "admin/delegations/delegation/change_form.html"
    inlines = [EventInline]
    fields = [
        ("adherent", "firm_label"),
        "state",
        "rights_label",
        "sites_label",
        ("starts_on", "ends_on"),
        "invited_email",
        ("given_by", "created_at"),
        ("accepted_by", "accepted_at"),
        ("ended_at", "end_reason"),
    ]
    readonly_fields = ["firm_label", "rights_label", "sites_label"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.intervene)
        act = path("<int:pk>/interventions/<slug:key>/", view, name="delegations_delegation_act")
        return [act, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        shown = {"acts": _acts_for(request, row) if row is not None else [], "row_id": object_id}
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def intervene(self, request: HttpRequest, pk: int, key: str) -> HttpResponse:
        """The reason, then the act."""
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        if key not in _ACTS:
            raise Http404
        by = _staff(request)
        if not can_intervene(by, row):
            raise PermissionDenied
        title, done, service, _ = _ACTS[key]
        form = InterventionForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                service(by=by, delegation=row, reason=form.cleaned_data["reason"])
            except NotOpen:
                messages.warning(request, "La délégation a changé d’état entre-temps : rien n’a été fait.")
            else:
                messages.success(request, done)
            return HttpResponseRedirect(reverse("admin:delegations_delegation_change", args=[row.pk]))
        shown = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "row": row, "form": form}
        template = "admin/delegations/delegation/intervene.html"
        return TemplateResponse(request, template, shown, status=422 if form.errors else 200)

    @admin.display(description="cabinet", ordering="firm__name")
    def firm_label(self, row: Delegation) -> str:
        return row.firm_name

    @admin.display(description="droits")
    def rights_label(self, row: Delegation) -> str:
        return " ; ".join(in_words(as_rights(row.rights)))

    @admin.display(description="sites")
    def sites_label(self, row: Delegation) -> str:
        return "Tous" if row.all_sites else ", ".join(site.name for site in row.establishments.all())


@admin.register(Firm)
class FirmAdmin(ReadOnlyAdmin):
    """Firms that have, or had, a delegation of a company of the caisse."""

    list_display = ["name", "siret"]
    search_fields = ["name", "siret"]
    search_help_text = "Raison sociale ou SIRET."
    fields = ["name", "siret"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Firm]:
        return _of_caisse(Firm.objects.order_by("name", "pk"), request, "pk")


@admin.register(FirmMember)
class FirmMemberAdmin(ReadOnlyAdmin):
    list_display = ["user", "firm", "is_administrator", "joined_at"]
    list_select_related = ["user", "firm"]
    list_filter = ["is_administrator"]
    search_fields = ["user__last_name", "user__first_name", "user__email", "firm__name", "firm__siret"]
    search_help_text = "Personne (nom, adresse électronique) ou cabinet (raison sociale, SIRET)."
    fields = ["user", "firm", "is_administrator", "joined_at"]
    actions = ["appoint"]

    def has_intervene_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("delegations.intervene"))

    @admin.action(description="Nommer administrateur de son cabinet", permissions=["intervene"])
    def appoint(self, request: HttpRequest, queryset: QuerySet[FirmMember]) -> None:
        """For a firm whose administrators all left; the staff have made sure of who asks."""
        for member in queryset.select_related("user", "firm"):
            appoint_by_caisse(by=_staff(request), member=member, caisse_id=caisse_id_of(request))
        self.message_user(request, "Les personnes choisies administrent leur cabinet.", messages.SUCCESS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[FirmMember]:
        return _of_caisse(FirmMember.objects.order_by("firm__name", "user__last_name", "pk"), request, "firm")


@admin.register(DelegationRequest)
class DelegationRequestAdmin(ReadOnlyAdmin):
    caisse_path = "adherent__caisse_id"
    list_display = ["adherent", "firm", "state", "created_at", "answered_at"]
    list_select_related = ["adherent", "firm"]
    list_filter = ["state"]
    search_fields = ["adherent__name", "adherent__cibtp_id", "firm__name", "firm__siret"]
    search_help_text = "Entreprise (raison sociale, identifiant CIBTP) ou cabinet (raison sociale, SIRET)."
    fields = ["adherent", "firm", "state", "email", "asked_by", "created_at", "answered_at"]


def _of_caisse(rows: QuerySet[Any], request: HttpRequest, firm_path: str) -> QuerySet[Any]:
    caisse_id = caisse_id_of(request)
    if caisse_id is None:
        return rows
    given = Delegation.objects.filter(firm=OuterRef(firm_path), adherent__caisse_id=caisse_id)
    return rows.filter(Exists(given))


def _staff(request: HttpRequest) -> User:
    person: User = request.user  # type: ignore[assignment]
    return person


def _acts_for(request: HttpRequest, row: Delegation) -> list[tuple[str, str]]:
    if not can_intervene(_staff(request), row):
        return []
    return [(key, title) for key, (title, _, _, states) in _ACTS.items() if row.state in states]
