"""The back office of a caisse for its identity, its companies, their sites and its legal texts."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from adherents import queries, services
from adherents.admin.employer_view import look_as_employer
from adherents.admin.overview import overview, told
from adherents.enums import PageKind
from adherents.forms import (
    AdherentForm,
    CaisseForm,
    EstablishmentForm,
    EstablishmentFormSet,
    LegalPageForm,
    TermsVersionForm,
)
from adherents.legal import default_text
from adherents.models import Adherent, Caisse, Establishment, LegalPage, TermsVersion
from core.search import words_in
from core.staff.columns import linked_phone, spaced_siren, spaced_siret
from core.staff.company_panels import CompanyPanel
from core.staff.finding import Finder
from core.staff.rows import READ, RowPage, row_urls
from core.staff.scoping import CaisseScopedAdmin, caisse_id_of
from core.templatetags.portal import siret


class JournalledAdmin(CaisseScopedAdmin):
    """Writes in the journal what staff add, change and remove; starts a new row in the staff member's caisse."""

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        record_saved(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: Any, change: bool) -> None:
        """The rows on the page of another, one by one."""
        super().save_formset(request, form, formset, change)
        for row in formset.deleted_objects:
            services.record_staff_removal(row=row, by=request.user)
        for inline_form in formset.forms:
            if inline_form.has_changed() and inline_form.instance.pk:
                record_saved(request, inline_form.instance, inline_form, inline_form in formset.initial_forms)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        services.record_staff_removal(row=obj, by=request.user)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            self.delete_model(request, row)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"caisse": caisse_id_of(request), **super().get_changeform_initial_data(request)}


def record_saved(request: HttpRequest, row: Model, form: ModelForm, change: bool) -> None:
    if not change:
        services.record_staff_addition(row=row, by=request.user)
        return
    changes = {name: (form.initial.get(name), form.cleaned_data.get(name)) for name in form.changed_data}
    if changes:
        services.record_staff_change(row=row, by=request.user, changes=changes)


class AccountFilter(admin.SimpleListFilter):
    title = "Espace sécurisé"
    parameter_name = "espace"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("sans", "sans compte"), ("avec", "avec un compte")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Adherent]) -> QuerySet[Adherent]:
        if self.value() is None:
            return queryset
        without = Adherent.objects.without_account().values("pk")
        return queryset.filter(pk__in=without) if self.value() == "sans" else queryset.exclude(pk__in=without)


class OpenSiteFilter(admin.SimpleListFilter):
    title = "état"
    parameter_name = "etat"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("ouvert", "ouvert"), ("ferme", "fermé")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Establishment]) -> QuerySet[Establishment]:
        if self.value() is None:
            return queryset
        return queryset.filter(closed_on__isnull=self.value() == "ouvert")


@admin.register(Caisse)
class CaisseAdmin(JournalledAdmin):
    caisse_path = "pk"
    form = CaisseForm
    list_display = ["name", "legal_name", linked_phone, "email", "territory"]
    ways = (words_in("searched"),)
    fieldsets = [
        ("Accueil", {"fields": ["slug", "name", "theme", "territory"]}),
        ("Coordonnées", {"fields": ["address", "phone", "email", "opening_hours"]}),
        (
            "Règlement des cotisations",
            {
                "description": "Montré aux entreprises qui doivent quelque chose, avec la référence à rappeler. Un "
                "moyen laissé vide n’est pas proposé.",
                "fields": [
                    "payment_iban",
                    "payment_bic",
                    "payment_account_holder",
                    "direct_debit",
                    "cheque_order",
                ],
            },
        ),
        (
            "Pages légales",
            {
                "fields": [
                    "legal_name",
                    "siren",
                    "publication_director",
                    "host",
                    "data_protection_officer",
                    "conformity",
                    "texts",
                ]
            },
        ),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Caisse | None = None) -> list[str]:
        """The address of the home page is on printed letters: only the network changes it."""
        return ["texts"] if caisse_id_of(request) is None else ["texts", "slug"]

    @admin.display(description="textes")
    def texts(self, caisse: Caisse) -> SafeString | str:
        if caisse.pk is None:
            return "Enregistrez la caisse : ses pages prennent aussitôt leur texte par défaut."
        links = [(_text_url(caisse, kind, written), kind.label) for kind, written in _written_pages(caisse)]
        return format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}</a></li>', links))

    def save_model(self, request: HttpRequest, obj: Caisse, form: ModelForm, change: bool) -> None:  # type: ignore[override]
        super().save_model(request, obj, form, change)
        services.complete_caisse(obj)


def _written_pages(caisse: Caisse) -> list[tuple[PageKind, LegalPage | None]]:
    written = {page.kind: page for page in LegalPage.objects.filter(caisse=caisse)}
    return [(kind, written.get(kind)) for kind in PageKind]


def _text_url(caisse: Caisse, kind: PageKind, written: LegalPage | None) -> str:
    """Where that text is written: its row, or the form that makes one from the default text."""
    if kind == PageKind.TERMS:
        return f"{reverse('admin:adherents_termsversion_changelist')}?caisse__id__exact={caisse.pk}"
    if written is not None:
        return reverse("admin:adherents_legalpage_change", args=[written.pk])
    return f"{reverse('admin:adherents_legalpage_add')}?caisse={caisse.pk}&kind={kind}"


class EstablishmentInline(admin.StackedInline):
    model = Establishment
    form = EstablishmentForm
    formset = EstablishmentFormSet
    fields = [("siret", "name"), ("is_head_office", "closed_on"), "address", "keeps_good_friday"]
    extra = 0
    can_delete = False
    show_change_link = True


class LeadsToReading(ChangeList):
    """A line leads to the page where its row is read; changing it is an act of its own."""

    def url_for_result(self, result: Any) -> str:
        page: Any = self.model_admin
        return str(page.reading_url(result.pk))


@admin.register(Adherent)
class AdherentAdmin(JournalledAdmin):
    caisse_path = "caisse_id"
    foreign_caisse_paths = {"caisse": "pk"}
    form = AdherentForm
    fields = [
        "caisse",
        "cibtp_id",
        "siren",
        "name",
        ("holder_first_name", "holder_last_name"),
        "joined_on",
        "naf",
        "collective_agreement",
        "workforce",
    ]
    inlines = [EstablishmentInline]
    finder = Finder("Entreprises", 10, told, exact=queries.named_exactly)
    reading_page = "overview"
    change_form_template = "admin/adherents/adherent/change_form.html"
    list_display = ["name", "cibtp_id", spaced_siren, "caisse"]
    list_filter = ["caisse", AccountFilter]
    list_select_related = ["caisse"]
    ways = queries.COMPANY_WAYS
    search_help_text = "Raison sociale, identifiant CIBTP, SIREN, ou SIRET d’un de ses établissements."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Adherent]:
        return super().get_queryset(request).select_related("caisse")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return LeadsToReading

    def get_urls(self) -> list[URLPattern]:
        pages: list[RowPage] = [
            ("vue-d-ensemble/", partial(overview, self), "overview", READ),
            ("vue-de-l-employeur/", look_as_employer, "look_as_employer", READ),
            ("vue-de-l-employeur/<path:inside>", look_as_employer, "look_as_employer_at", READ),
        ]
        return [*row_urls(self, pages), *super().get_urls()]


def _site_state(site: Establishment) -> str:
    if site.closed_on:
        return f"Fermé le {site.closed_on:%d/%m/%Y}"
    return "Siège" if site.is_head_office else "Ouvert"


@admin.register(Establishment)
class EstablishmentAdmin(JournalledAdmin):
    caisse_path = "adherent__caisse_id"
    foreign_caisse_paths = {"adherent": "caisse_id"}
    form = EstablishmentForm
    fields = ["adherent", "siret", "name", "is_head_office", "address", "keeps_good_friday", "closed_on"]
    autocomplete_fields = ["adherent"]
    list_display = [spaced_siret, "name", "adherent", "is_head_office", "closed_on"]
    list_filter = ["is_head_office", OpenSiteFilter]
    list_select_related = ["adherent"]
    ways = queries.SITE_WAYS
    company_panel = CompanyPanel(
        "Établissements",
        10,
        ("Site", "SIRET", "Adresse", "État"),
        lambda site: (site.name, siret(site.siret), site.address, _site_state(site)),
    )
    search_help_text = "SIRET, nom du site, ou raison sociale, identifiant CIBTP ou SIREN de son entreprise."


@admin.register(LegalPage)
class LegalPageAdmin(JournalledAdmin):
    caisse_path = "caisse_id"
    foreign_caisse_paths = {"caisse": "pk"}
    form = LegalPageForm
    fields = ["caisse", "kind", "body"]
    list_display = ["kind", "caisse", "updated_at"]
    list_filter = ["caisse", "kind"]
    list_select_related = ["caisse"]

    def get_readonly_fields(self, request: HttpRequest, obj: LegalPage | None = None) -> list[str]:
        return ["caisse", "kind"] if obj is not None else []

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Followed from the caisse's page, the form starts from the default text of that page."""
        initial = super().get_changeform_initial_data(request)
        caisse = _own_caisse(request, initial.get("caisse"))
        kind = initial.get("kind")
        if caisse is not None and kind in PageKind.values:
            initial["body"] = default_text(kind, caisse)
        return initial


@admin.register(TermsVersion)
class TermsVersionAdmin(JournalledAdmin):
    caisse_path = "caisse_id"
    foreign_caisse_paths = {"caisse": "pk"}
    form = TermsVersionForm
    fields = ["caisse", "in_force_on", "body"]
    list_display = ["__str__", "caisse", "number", "in_force_on"]
    list_filter = ["caisse"]
    list_select_related = ["caisse"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The next version is written from the one that people accept today."""
        initial = super().get_changeform_initial_data(request)
        caisse = _own_caisse(request, initial.get("caisse"))
        if caisse is not None:
            versions = queries.terms_of(caisse)
            initial["body"] = next((terms.body for terms in versions if terms.is_in_force), versions[0].body)
        return initial

    def save_model(self, request: HttpRequest, obj: TermsVersion, form: ModelForm, change: bool) -> None:  # type: ignore[override]
        published = services.publish_terms(
            caisse=obj.caisse, body=obj.body, in_force_on=obj.in_force_on, by=request.user
        )
        obj.pk, obj.number = published.pk, published.number


def _own_caisse(request: HttpRequest, caisse_id: Any) -> Caisse | None:
    """The caisse named in the address of a form, if this person is of that caisse."""
    own = caisse_id_of(request)
    if not str(caisse_id or "").isdecimal() or (own is not None and str(own) != str(caisse_id)):
        return None
    return Caisse.objects.filter(pk=int(caisse_id)).first()
