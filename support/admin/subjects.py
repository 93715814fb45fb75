"""What a caisse lets companies write about, and what its staff often answer."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import ModelForm, Textarea
from django.http import HttpRequest
from django.utils.text import slugify

from adherents.admin.companies import JournalledAdmin
from core.lines import ParagraphField
from core.references import new_public_id
from core.staff.scoping import caisse_id_of
from employees.nir import refuse_nir
from support.admin.forms import WRITTEN_SO
from support.models import CannedAnswer, Subject

_CODE_MAX_LENGTH = 40


class OfOneCaisseForm(ModelForm):
    """`caisse_id`: whose row it will be, which the form itself does not say; `named`: the field that names it there."""

    caisse_id: int | None = None
    named = "name"
    twice = ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        name = cleaned.get(self.named)
        rows = self._meta.model._default_manager.filter(caisse_id=self.caisse_id, **{self.named: name})
        if name and rows.exclude(pk=self.instance.pk).exists():
            self.add_error(self.named, ValidationError(self.twice, code="twice"))
        return cleaned


class SubjectForm(OfOneCaisseForm):
    twice = "Un objet de message a déjà ce nom : choisissez-en un autre."

    class Meta:
        model = Subject
        fields = ["name", "section", "rank", "is_active"]


class CannedAnswerForm(OfOneCaisseForm):
    named = "title"
    twice = "Une réponse type a déjà ce titre : choisissez-en un autre."
    body = ParagraphField(
        label="Réponse",
        max_length=5000,
        validators=[refuse_nir],
        widget=Textarea(attrs={"rows": 12, "cols": 80}),
        help_text=f"Chacun la complète et la corrige avant de l’envoyer. {WRITTEN_SO}",
    )

    class Meta:
        model = CannedAnswer
        fields = ["title", "subject", "body", "is_active"]


class OfOneCaisseAdmin(JournalledAdmin):
    """Rows of the caisse of whoever adds them."""

    caisse_path = "caisse_id"

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A class of its own for each request, as Django makes it."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.caisse_id = obj.caisse_id if obj is not None else caisse_id_of(request)
        return form

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and caisse_id_of(request) is not None

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        caisse_id = caisse_id_of(request)
        if not change and caisse_id is not None:
            obj.caisse_id = caisse_id
        super().save_model(request, obj, form, change)


@admin.register(Subject)
class SubjectAdmin(OfOneCaisseAdmin):
    """Never removed: messages are about it; one that is not offered any more says so. Its code never changes."""

    form = SubjectForm
    list_display = ["name", "section", "rank", "is_active"]
    list_filter = ["is_active", "section", "caisse"]
    fields = ["name", "section", "rank", "is_active"]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        if not change:
            obj.code = _free_code(obj.name, caisse_id_of(request))
        super().save_model(request, obj, form, change)


@admin.register(CannedAnswer)
class CannedAnswerAdmin(OfOneCaisseAdmin):
    form = CannedAnswerForm
    foreign_caisse_paths = {"subject": "caisse_id"}
    list_display = ["title", "subject", "is_active"]
    list_select_related = ["subject"]
    list_filter = ["is_active", "caisse"]
    fields = ["title", "subject", "body", "is_active"]


def _free_code(name: str, caisse_id: Any) -> str:
    """Its name in an address; when another has it, its name and a mark."""
    code = slugify(name)[:_CODE_MAX_LENGTH].strip("-")
    if code and not Subject.objects.filter(caisse_id=caisse_id, code=code).exists():
        return code
    return new_public_id()
