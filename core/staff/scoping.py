"""Pages of the back office, each member of staff within their own caisse.

`CaisseScopedAdmin` is the base of every ModelAdmin: it names the path from the row to its caisse, and list, search,
autocomplete, foreign-key choices, actions and history all go through the same restricted queryset.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import SuspiciousOperation
from django.db.models import CharField, ForeignKey, Model, Q, QuerySet, SlugField
from django.db.models.options import Options
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst

from core.lines import LineField
from core.search import Way, search
from core.staff.company_panels import CompanyPanel
from core.staff.finding import Finder
from core.staff.work_queues import WorkQueue

# Of a bigint, whatever they are.
_KEY_DIGITS = 18


def caisse_id_of(request: HttpRequest) -> int | None:
    """The staff member's caisse; None for a superuser of the network, who sees them all."""
    user: Any = request.user
    return None if user.is_superuser else user.staff_caisse_id


def is_key(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) <= _KEY_DIGITS


def refuse_what_is_no_key(keys: Iterable[str]) -> None:
    """Rows are ticked, or chosen from a list: never typed. Django's own query would break on a key that is none."""
    if not all(map(is_key, keys)):
        raise SuspiciousOperation("not the key of a row")


class CaisseScopedAdmin(admin.ModelAdmin):
    """Rows of the staff member's caisse only. `caisse_path`: lookup from the row to the caisse's id."""

    caisse_path: str
    # The caisse_path of the models that this one points at, for foreign-key choices and autocompletes.
    foreign_caisse_paths: dict[str, str] = {}
    # What of these rows waits for someone: shown on the home page of the admin.
    work_queue: WorkQueue | None = None
    # How the one search of the back office tells these rows.
    finder: Finder | None = None
    # What the page of a company says of those that are its own.
    company_panel: CompanyPanel | None = None
    # The page where a row is read.
    reading_page = "change"
    # Fields that no query string of a list may filter by: a digest or a hash would be guessed letter by letter.
    secret_fields = frozenset({"password", "code_digest", "token_digest", "sealed"})
    # What finds a row (`core.search`). A list has a search box when there is one.
    ways: tuple[Way, ...] = ()
    list_per_page = 50
    show_full_result_count = False
    # A slug is a CharField too, with characters of its own.
    formfield_overrides = {CharField: {"form_class": LineField}, SlugField: {"widget": AdminTextInputWidget}}

    class Media:
        js = ["js/admin.js"]

    @property
    def search_fields(self) -> list[str]:  # type: ignore[override]
        """Django shows the box by them; it does not search by them."""
        return ["pk"] if self.ways else []

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return (search(queryset, search_term, *self.ways) if self.ways else queryset), False

    def page_name(self, page: str) -> str:
        """As Django names the address of a page of these rows: `<app>_<model>_<page>`."""
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def reading_url(self, row_id: Any) -> str:
        return reverse(f"admin:{self.page_name(self.reading_page)}", args=[row_id])

    def rows_url(self, **filters: Any) -> str:
        """The list of them, or of those that these filters leave."""
        return reverse(f"admin:{self.page_name('changelist')}", query=filters or None)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        caisse_id = caisse_id_of(request)
        return rows if caisse_id is None else rows.filter(**{self.caisse_path: caisse_id})

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        caisse_id = caisse_id_of(request)
        path = self.foreign_caisse_paths.get(db_field.name)
        if caisse_id is not None and path:
            related: type[Model] = db_field.remote_field.model
            kwargs["queryset"] = related._default_manager.filter(**{path: caisse_id})
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Filtering by caisse is for those who see several."""
        filters = super().get_list_filter(request)
        return filters if caisse_id_of(request) is None else [name for name in filters if name != "caisse"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """A list is named by what it lists."""
        title = {"title": capfirst(str(self.opts.verbose_name_plural))}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def response_action(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | None:
        refuse_what_is_no_key(request.POST.getlist(ACTION_CHECKBOX_NAME))
        return super().response_action(request, *args, **kwargs)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """A page is named by its row; Django's own words for it do not decline in French."""
        for name in self.get_autocomplete_fields(request):
            refuse_what_is_no_key(filter(None, request.POST.getlist(name)))
        name = capfirst(str(self.opts.verbose_name))
        title = {"title": name if object_id else f"{name}\u00a0: ajout"}
        return super().changeform_view(request, object_id, form_url, {**title, **(extra_context or {})})

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        if self.secret_fields.intersection(lookup.split("__")):
            return False
        return super().lookup_allowed(lookup, value, request)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Options, object_id: str) -> HttpResponse:
        """A row of another caisse is a row that does not exist: 404 (journalled by `admin_view`)."""
        raise Http404


class PresenceFilter(admin.EmptyFieldListFilter):
    """Of a date that is there or not: in the words of the list, « Oui » and « Non », not « Vide » and « Non vide »."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for word, choice in zip(("Tout", "Non", "Oui"), super().choices(changelist), strict=True):
            yield {**choice, "display": word}


class ReadOnlyAdmin(CaisseScopedAdmin):
    """Rows that the portal's own services make and change: the back office reads them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class SharedByTheNetworkAdmin(CaisseScopedAdmin):
    """Rows of the network, whose `caisse` is empty, which every caisse reads, and those of one's own caisse."""

    foreign_caisse_paths = {"caisse": "pk"}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        caisse_id = caisse_id_of(request)
        rows: QuerySet[Any] = self.model._default_manager.all()
        return rows if caisse_id is None else rows.filter(Q(caisse__isnull=True) | Q(caisse_id=caisse_id))


class OfTheNetworkAdmin(CaisseScopedAdmin):
    """The whole network's, and nobody's company: the caisses read them, if they may, and the network writes them."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.all()
        return rows
