"""Documents as the caisse published them: what each says, who has read it; one is published, or withdrawn."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from adherents.admin.own_caisse import caisses_of
from adherents.queries import of_company
from core import audit, files
from core.staff.company_panels import CompanyPanel
from core.staff.deciding import DecidingAdmin
from core.staff.decisions import Decision, Taken
from core.staff.finding import Finder
from core.staff.reasons import Reasons
from core.staff.rows import READ, OfCompanyAdmin, row_urls
from core.templatetags.portal import moment, short_date
from documents.admin.forms import DocumentForm
from documents.admin.pages import check_publishes, form_page
from documents.enums import FileHealth, WithdrawnFor
from documents.models import Document, DocumentKind, Download
from documents.policies import PUBLISH, can_withdraw
from documents.services.publishing import publish_document
from documents.services.withdrawing import NotWithdrawable, withdraw_document

_READERS_SHOWN = 100
REASONS = Reasons(
    WithdrawnFor,
    "La caisse seule lit ce motif : l’entreprise ne voit plus le document, et rien ne lui est dit.",
    "Choisissez le motif : il reste avec le document.",
    limit=300,
)

audit.declare({"documents.read_by_staff": "Document ouvert par la caisse"})


def _withdraw(taken: Taken) -> None:
    withdraw_document(document=taken.row, by=taken.by, reason=taken.reason)


WITHDRAW = Decision(
    "withdraw",
    "retirer",
    "Retirer",
    may=can_withdraw,
    is_offered=lambda document: document.withdrawn_at is None and document.published_at is not None,
    act=_withdraw,
    done="Le document est retiré : l’entreprise ne le voit plus.",
    refusals={NotWithdrawable: "Ce document était déjà retiré : rien n’a été changé."},
    consequence="Il est gardé, et plus personne de l’entreprise ne le voit.",
    reasons=REASONS,
    is_danger=True,
)


def state_of(document: Document) -> str:
    if document.withdrawn_at is not None:
        return f"Retiré le {short_date(document.withdrawn_at)}"
    if document.published_at is None:
        return "En préparation"
    if document.published_at > timezone.now():
        return f"À publier le {moment(document.published_at)}"
    return f"Publié le {short_date(document.published_at)}"


class StateFilter(admin.SimpleListFilter):
    title = "état"
    parameter_name = "etat"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("publie", "Publié"), ("a-publier", "À publier"), ("retire", "Retiré")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Document]) -> QuerySet[Document]:
        to_come = Q(withdrawn_at__isnull=True) & (Q(published_at__isnull=True) | Q(published_at__gt=timezone.now()))
        states = {
            "publie": Q(withdrawn_at__isnull=True, published_at__lte=timezone.now()),
            "a-publier": to_come,
            "retire": Q(withdrawn_at__isnull=False),
        }
        return queryset.filter(states[self.value()]) if self.value() in states else queryset  # type: ignore[index]


class KindFilter(admin.SimpleListFilter):
    """By code: the kinds of one caisse for its staff, the same ones of all for the network."""

    title = "type"
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        kinds = DocumentKind.objects.filter(caisse__in=caisses_of(request)).order_by("name")
        return list(dict(kinds.values_list("code", "name")).items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Document]) -> QuerySet[Document]:
        if not self.value():
            return queryset
        kinds = DocumentKind.objects.filter(caisse__in=caisses_of(request), code=self.value())
        return queryset.filter(kind__in=list(kinds.values_list("pk", flat=True)))


class HealthFilter(admin.SimpleListFilter):
    title = "fichier"
    parameter_name = "fichier"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(health.value, str(health.label)) for health in FileHealth]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Document]) -> QuerySet[Document]:
        return queryset.filter(file__health=self.value()) if self.value() in FileHealth.values else queryset


def by_reference(rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
    return rows.filter(reference=typed)


@admin.register(Document)
class DocumentAdmin(DecidingAdmin, OfCompanyAdmin):
    ways = (by_reference, of_company())
    search_help_text = "Référence du document, ou raison sociale, identifiant CIBTP, SIREN ou SIRET de l’entreprise."
    decisions = (WITHDRAW,)
    decisions_help = "Le retrait est inscrit au journal de la caisse, avec votre nom."
    finder = Finder(
        "Documents",
        55,
        lambda document: (f"{document.title} · {state_of(document)}", f"{document.kind}, {document.adherent.name}"),
        exact=by_reference,
        ways=(by_reference,),
    )
    company_panel = CompanyPanel(
        "Documents",
        75,
        ("Document", "Type", "Daté du", "État"),
        lambda document: (document.title, document.kind.name, short_date(document.issued_on), state_of(document)),
        among=lambda rows: rows.order_by("-issued_on", "-pk"),
    )
    list_display = ["title", "kind", "reference", "issued_on", "state", "readers", "adherent"]
    list_select_related = ["adherent", "kind"]
    list_filter = [StateFilter, KindFilter, HealthFilter]
    fields = [
        ("company", "establishment"),
        ("kind", "employee"),
        ("reference", "issued_on"),
        ("period_starts_on", "period_ends_on"),
        ("state", "batch_read"),
        ("created_at", "author"),
        ("health", "text"),
        ("withdrawer", "withdrawal_reason"),
    ]
    change_form_template = "admin/documents/document.html"
    change_list_template = "admin/documents/documents.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        """Each with how many people read it."""
        counted = Download.objects.filter(document=OuterRef("pk")).order_by().values("document")
        readers = Subquery(counted.annotate(count=Count("by_label", distinct=True)).values("count"))
        rows = super().get_queryset(request).select_related("adherent__caisse", "kind", "file", "batch")
        return rows.annotate(reader_count=Coalesce(readers, 0))

    def get_fields(self, request: HttpRequest, obj: Document | None = None) -> list[Any]:
        withdrawn = ("withdrawer", "withdrawal_reason")
        is_withdrawn = obj is not None and obj.withdrawn_at is not None
        return [name for name in self.fields or [] if is_withdrawn or name != withdrawn]

    @admin.display(description="état", ordering="published_at")
    def state(self, document: Document) -> str:
        return state_of(document)

    @admin.display(description="lecteurs")
    def readers(self, document: Any) -> str:
        return str(document.reader_count or "–")

    @admin.display(description="déposé par")
    def author(self, document: Document) -> str:
        return str(document.created_by or "–")

    @admin.display(description="retiré par")
    def withdrawer(self, document: Document) -> str:
        return str(document.withdrawn_by or "–")

    @admin.display(description="lot")
    def batch_read(self, document: Document) -> str:
        return str(document.batch) if document.batch else "–"

    @admin.display(description="fichier")
    def health(self, document: Document) -> str:
        return document.file.get_health_display()

    @admin.display(description="texte")
    def text(self, document: Document) -> str:
        return document.file.get_text_state_display()

    def facts(self, request: HttpRequest, row: Document) -> dict[str, Any]:
        read = list(row.downloads.all()[: _READERS_SHOWN + 1])
        downloads = self.admin_site.get_model_admin(Download)
        return {
            "readers": read[:_READERS_SHOWN],
            "more_url": downloads.rows_url(document__id__exact=row.pk) if len(read) > _READERS_SHOWN else "",  # type: ignore[attr-defined]
            "file_url": self.row_url(request, row.pk, "file"),
        }

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        shown = {"may_publish": request.user.has_perm(PUBLISH)}
        return super().changelist_view(request, {**(extra_context or {}), **shown})

    def get_urls(self) -> list[URLPattern]:
        publish = self.admin_site.admin_view(self.publish)
        pages = [("fichier/", self._file, "file", READ)]
        own = [path("publier/", publish, name=self.page_name("publish")), *row_urls(self, pages)]
        return [*own, *super().get_urls()]

    def publish(self, request: HttpRequest) -> HttpResponse:
        """One document, by the rules of a batch of one line."""
        check_publishes(request)
        typed = (request.POST, request.FILES) if request.method == "POST" else ()
        form = DocumentForm(*typed, caisses=caisses_of(request))
        if not (typed and form.is_valid() and form.values is not None):
            return form_page(self, request, "admin/documents/publish.html", form=form, title="Publier un document")
        hour = form.cleaned_data["publish_at"]
        document = publish_document(values=form.values, content=form.content, by=request.user, published_at=hour)
        messages.success(request, "Le document est publié." if hour is None else "Le document sera publié à son heure.")
        return HttpResponseRedirect(reverse(f"admin:{self.page_name('change')}", args=[document.pk]))

    def _file(self, request: HttpRequest, document: Document) -> Any:
        """Each opening is journalled: that of the company says who of the caisse read it."""
        try:
            answer = files.attachment(document.file.stored_name, filename=document.filename)
        except FileNotFoundError:
            messages.error(request, "Le fichier de ce document est introuvable : publiez-le de nouveau.")
            return HttpResponseRedirect(self.row_url(request, document.pk))
        audit.record(
            "documents.read_by_staff",
            actor=request.user,
            caisse_id=document.adherent.caisse_id,
            adherent_id=document.adherent_id,
            tiers_label=document.adherent.name,
            target=f"document {document.public_id}",
        )
        return answer
