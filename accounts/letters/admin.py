"""Account openings and batches of letters."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from accounts.enums import BatchState, OpeningState
from accounts.letters import queries
from accounts.letters import services as letters
from accounts.letters.preparing import LettersPermission, announce, staff_of
from accounts.models import AccountOpening, LetterBatch
from accounts.staff import services as staff
from adherents.models import Adherent, Caisse, Establishment
from adherents.queries import search_establishments
from core import files
from core.french import counted, plural
from core.identifiers import written_siret
from core.search import through
from core.staff.company_panels import CompanyPanel
from core.staff.scoping import ReadOnlyAdmin, caisse_id_of
from core.staff.work_queues import WorkQueue
from core.throttling import Throttled

LABELS: dict[letters.Kind, str] = {"welcome": "Courriers de bienvenue", "code": "Codes confidentiels"}
FILE_NAMES: dict[letters.Kind, str] = {"welcome": "courriers-de-bienvenue", "code": "codes-confidentiels"}


def short_date(instant: datetime | None) -> str:
    return f"{timezone.localtime(instant):%d/%m/%Y}" if instant else "–"


class StateFilter(admin.SimpleListFilter):
    title = "état"
    parameter_name = "etat"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state.value, str(state.label)) for state in OpeningState]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AccountOpening]) -> QuerySet[AccountOpening]:
        state = self.value()
        if state not in OpeningState.values:
            return queryset
        return queries.openings_in_state(queryset, str(state), timezone.now())


@admin.register(AccountOpening)
class AccountOpeningAdmin(LettersPermission, ReadOnlyAdmin):
    caisse_path = "adherent__caisse_id"
    work_queue = WorkQueue(
        "codes bloqués, à réémettre",
        waiting=lambda rows: queries.openings_in_state(rows, OpeningState.BURNT, timezone.now()),
        holds=lambda opening: opening.state == OpeningState.BURNT,
        since="burnt_at",
        query=f"etat={OpeningState.BURNT}",
        usual_days="BURNT_CODE_USUAL_DAYS",
    )
    company_panel = CompanyPanel(
        "Courriers et codes",
        40,
        ("Courriers du", "Site", "Titulaire", "État", "Code valable jusqu’au"),
        lambda opening: (
            short_date(opening.issued_at),
            opening.establishment.name,
            opening.holder_name,
            opening.state.label,
            short_date(opening.expires_at),
        ),
    )
    actions = ["send_activation"]
    list_display = ["adherent", "cibtp_id", "siret", "holder_name", "state_label", "issued_on", "valid_until"]
    list_select_related = ["adherent", "establishment", "pending_account"]
    list_filter = [StateFilter, "issued_at"]
    ways = (through("establishment", lambda typed: search_establishments(Establishment.objects.order_by(), typed)),)
    search_help_text = "Raison sociale, identifiant CIBTP, SIREN ou SIRET."
    fields = [
        ("adherent", "cibtp_id"),
        ("establishment", "siret"),
        "holder_name",
        "state_label",
        ("issued_at", "expires_at"),
        "printed_at",
        "failed_attempts",
        ("burnt_at", "used_at", "replaced_at"),
        "batch",
    ]

    @admin.display(description="identifiant CIBTP", ordering="adherent__cibtp_id")
    def cibtp_id(self, opening: AccountOpening) -> str:
        return opening.adherent.cibtp_id

    @admin.display(description="SIRET", ordering="establishment__siret")
    def siret(self, opening: AccountOpening) -> str:
        return written_siret(opening.establishment.siret)

    @admin.display(description="titulaire", ordering="holder_last_name")
    def holder_name(self, opening: AccountOpening) -> str:
        return opening.holder_name

    @admin.display(description="courriers du", ordering="issued_at")
    def issued_on(self, opening: AccountOpening) -> str:
        return short_date(opening.issued_at)

    @admin.display(description="code valable jusqu’au", ordering="expires_at")
    def valid_until(self, opening: AccountOpening) -> str:
        return short_date(opening.expires_at)

    @admin.display(description="état")
    def state_label(self, opening: AccountOpening) -> str:
        return str(opening.state.label)

    @admin.action(description="Envoyer de nouveau le courriel d’activation", permissions=["prepare_letters"])
    def send_activation(self, request: HttpRequest, queryset: QuerySet[AccountOpening]) -> None:
        """To the openings that wait for the click; the others have nothing to send."""
        sent, left = 0, 0
        for opening in queryset.select_related("pending_account", "adherent__caisse"):
            try:
                staff.send_activation(opening=opening, by=staff_of(request))
                sent += 1
            except (staff.NotPossible, Throttled):
                left += 1
        if sent:
            messages.success(request, f"Courriels d’activation envoyés\u00a0: {sent}.")
        if left:
            reason = "compte déjà ouvert, code plus valable, rien à activer, ou trop de courriels envoyés"
            messages.warning(request, f"Sans courriel à envoyer ({reason})\u00a0: {left}.")


@admin.register(LetterBatch)
class LetterBatchAdmin(LettersPermission, ReadOnlyAdmin):
    caisse_path = "caisse_id"
    list_display = ["created_at", "caisse", "requested_by", "state", "progress", "downloads", "printed"]
    list_select_related = ["caisse", "requested_by"]
    list_filter = ["state"]
    fields = [
        ("caisse", "requested_by"),
        ("created_at", "finished_at"),
        ("state", "progress"),
        "prepared_count",
        "downloads",
        "printed",
        "left_out_sites",
    ]
    actions = ["mark_printed", "resume"]
    change_list_template = "admin/accounts/letterbatch/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[LetterBatch]:
        return queries.batches_with_counts(super().get_queryset(request))

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "entreprises-sans-compte/",
                self.admin_site.admin_view(self.without_account),
                name="accounts_letterbatch_without_account",
            ),
            path(
                "<int:batch_id>/telecharger/<str:kind>/",
                self.admin_site.admin_view(require_GET(self.download)),
                name="accounts_letterbatch_download",
            ),
        ]
        return own + super().get_urls()

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Without the caisse for who sees one only, and without the files for who may not read them."""
        hidden = set() if self.has_prepare_letters_permission(request) else {"downloads"}
        if caisse_id_of(request) is not None:
            hidden.add("caisse")
        return [name for name in self.list_display if name not in hidden]

    def get_fields(self, request: HttpRequest, obj: LetterBatch | None = None) -> list[Any]:
        may = self.has_prepare_letters_permission(request)
        return [name for name in self.fields or [] if may or name != "downloads"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may = {"may_prepare_letters": self.has_prepare_letters_permission(request)}
        return super().changelist_view(request, {**(extra_context or {}), **may})

    @admin.display(description="avancement")
    def progress(self, batch: Any) -> str:
        left_out = f", {counted(batch.left_out_count, 'écarté')}" if batch.left_out_count else ""
        return f"{batch.done_count} sur {batch.site_count}{left_out}"

    @admin.display(description="imprimés le", ordering="last_printed_at")
    def printed(self, batch: Any) -> str:
        return short_date(batch.last_printed_at)

    @admin.display(description="sites écartés et raison")
    def left_out_sites(self, batch: LetterBatch) -> SafeString | str:
        if not batch.left_out:
            return "Aucun"
        lines = format_html_join("", "<li>{} : {}</li>", ((row["name"], row["reason"]) for row in batch.left_out))
        return format_html("<ul>{}</ul>", lines)

    @admin.display(description="à imprimer")
    def downloads(self, batch: LetterBatch) -> SafeString | str:
        if batch.state == BatchState.PURGED:
            return "Fichiers supprimés"
        if batch.state != BatchState.READY:
            return "En préparation" if batch.state != BatchState.FAILED else "Préparation interrompue"
        if not batch.welcome_file:
            return "Aucun courrier"
        links = [
            (reverse("admin:accounts_letterbatch_download", args=[batch.pk, kind]), LABELS[kind]) for kind in LABELS
        ]
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    @admin.action(description="Marquer comme imprimés", permissions=["prepare_letters"])
    def mark_printed(self, request: HttpRequest, queryset: QuerySet[LetterBatch]) -> None:
        printed, not_ready = 0, 0
        for batch in queryset:
            try:
                printed += letters.mark_printed(batch=batch, by=staff_of(request))
            except letters.LettersNotReady:
                not_ready += 1
        if not_ready:
            messages.warning(
                request,
                f"{counted(not_ready, 'lot en préparation,lots en préparation')} : rien à marquer comme imprimé.",
            )
        messages.success(request, f"{counted(printed, 'courrier marqué')} comme imprimé{plural(printed)}.")

    @admin.action(description="Reprendre la préparation interrompue", permissions=["prepare_letters"])
    def resume(self, request: HttpRequest, queryset: QuerySet[LetterBatch]) -> None:
        resumed = sum(letters.resume_letter_batch(batch=batch, by=staff_of(request)) for batch in queryset)
        if resumed:
            messages.success(request, f"Préparation reprise pour {counted(resumed, 'lot')}.")
        else:
            messages.warning(request, "Ces lots sont terminés : il n’y a rien à reprendre.")

    def download(self, request: HttpRequest, batch_id: int, kind: str) -> HttpResponseBase:
        """One of the two files, as an attachment; each download is journalled."""
        if not self.has_prepare_letters_permission(request):
            raise PermissionDenied
        batch = get_object_or_404(self.get_queryset(request), pk=batch_id)
        if kind not in letters.KINDS:
            raise Http404
        try:
            name = letters.record_download(batch=batch, kind=kind, by=staff_of(request))
        except letters.LettersNotReady:
            messages.warning(request, "Les fichiers de ce lot ne sont pas prêts, ou ont été supprimés.")
            return HttpResponseRedirect(reverse("admin:accounts_letterbatch_change", args=[batch.pk]))
        return files.attachment(name, filename=f"{FILE_NAMES[kind]}-{batch.created_at:%Y-%m-%d}-{batch.public_id}.pdf")

    def without_account(self, request: HttpRequest) -> HttpResponse:
        """Confirm, then prepare, the letters of every company without an account of one caisse."""
        if not self.has_prepare_letters_permission(request):
            raise PermissionDenied
        caisse_id = caisse_id_of(request)
        caisses = list(Caisse.objects.filter(pk=caisse_id) if caisse_id else Caisse.objects.all())
        if request.method == "POST":
            chosen = next((row for row in caisses if str(row.pk) == request.POST.get("caisse")), None)
            if chosen is None:
                raise Http404
            batch = letters.request_letters_for_companies_without_account(
                caisse_id=chosen.pk, requested_by=staff_of(request)
            )
            if batch is not None:
                return announce(request, [batch])
            messages.warning(request, "Aucun courrier à préparer.")
        context = {
            **self.admin_site.each_context(request),
            "title": "Préparer les courriers de toutes les entreprises sans compte",
            "opts": self.opts,
            "rows": [(caisse, *_counts(caisse)) for caisse in caisses],
        }
        return TemplateResponse(request, "admin/accounts/letterbatch/without_account.html", context)


def _counts(caisse: Caisse) -> tuple[int, int]:
    """Companies without an account, and how many of them are written to."""
    without = Adherent.objects.filter(caisse=caisse).without_account().count()
    return without, queries.head_offices_to_write_to(caisse.pk).count()
