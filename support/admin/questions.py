"""The questions of a caisse beside those of the network: written, previewed, judged by who reads them."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey, Q, QuerySet
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest

from adherents.admin.shared import OwnBesideTheNetworkAdmin
from core.full_text.asking import ask
from core.full_text.matching import Matches, searched_by
from core.staff.scoping import caisse_id_of
from support.admin.editorial import EditorialAdmin
from support.enums import WrittenKind
from support.models import FaqCategory, Question
from support.questions import services


def by_its_words(rows: QuerySet[Any], typed: str) -> QuerySet[Any] | None:
    """As companies search them."""
    asked = ask(typed)
    return rows.filter(Matches("vector", searched_by(asked.tsquery()))) if asked else None


@admin.register(FaqCategory)
class FaqCategoryAdmin(OwnBesideTheNetworkAdmin):
    list_display = ["name", "section", "rank", "caisse"]
    list_filter = ["caisse", "section"]
    fields = ["caisse", ("name", "code"), "section", "rank"]

    def get_readonly_fields(self, request: HttpRequest, obj: FaqCategory | None = None) -> list[str]:
        """Its code names it in addresses."""
        return ["code", "caisse"] if obj else []

    def save_model(self, request: HttpRequest, obj: FaqCategory, form: ModelForm, change: bool) -> None:  # type: ignore[override]
        super().save_model(request, obj, form, change)
        if change and "name" in form.changed_data:
            services.category_renamed(category=obj)


@admin.register(Question)
class QuestionAdmin(EditorialAdmin):
    kind = WrittenKind.QUESTION
    body_field = "answer"
    list_display = ["title", "category", "audience", "is_published", "readings", "useful", "useless", "caisse"]
    list_filter = ["caisse", ("category", admin.RelatedOnlyFieldListFilter), "audience", "is_published"]
    list_select_related = ["caisse", "category"]
    ways = (by_its_words,)
    search_help_text = "Mots de la question ou de la réponse"
    fields = [
        "caisse",
        ("category", "audience"),
        "title",
        "keywords",
        "answer",
        "replaces",
        ("rank", "is_published"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        return rows.defer("vector", "vocabulary").with_figures()

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """A category is the network's or one's own; what is replaced is the network's."""
        caisse_id = caisse_id_of(request)
        if db_field.name == "category":
            own = Q() if caisse_id is None else Q(caisse__isnull=True) | Q(caisse_id=caisse_id)
            kwargs["queryset"] = FaqCategory.objects.filter(own)
        if db_field.name == "replaces":
            kwargs["queryset"] = Question.objects.filter(caisse__isnull=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Question, form: ModelForm, change: bool) -> None:  # type: ignore[override]
        super().save_model(request, obj, form, change)
        services.written(question=obj, by=request.user)

    @admin.display(description="lectures", ordering="read_count")
    def readings(self, question: Any) -> int:
        return int(question.read_count)

    @admin.display(description="utile", ordering="useful_count")
    def useful(self, question: Any) -> int:
        return int(question.useful_count)

    @admin.display(description="pas utile", ordering="useless_count")
    def useless(self, question: Any) -> int:
        return int(question.useless_count)
