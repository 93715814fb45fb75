"""The kinds of documents of a caisse: who sees them, with which right, for how long."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest

from adherents.admin.companies import JournalledAdmin
from core.staff.scoping import caisse_id_of
from documents.models import DocumentKind
from documents.services.kinds import follow_name


class DocumentKindForm(ModelForm):
    """`caisse_id`: whose kind it will be, which the form itself does not say."""

    caisse_id: int | None = None

    class Meta:
        model = DocumentKind
        fields = ["name", "code", "audience", "needed_right", "is_handed_over", "is_accepted", "retention_months"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if self.caisse_id is not None and DocumentKind.objects.filter(caisse_id=self.caisse_id, code=code).exists():
            raise ValidationError("Un type de document a déjà ce code : choisissez-en un autre.", code="twice")
        return code


@admin.register(DocumentKind)
class DocumentKindAdmin(JournalledAdmin):
    """Never removed: documents are of it. Its code is in manifests, and never changes."""

    caisse_path = "caisse_id"
    form = DocumentKindForm
    list_display = ["name", "code", "audience", "needed_right", "retention_months", "is_handed_over", "is_accepted"]
    list_filter = ["audience", "is_accepted", "caisse"]
    fields = [
        ("name", "code"),
        "audience",
        "needed_right",
        ("is_handed_over", "is_accepted"),
        "retention_months",
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: DocumentKind | None = None) -> list[str]:
        """`is_handed_over` too, once it exists: its documents each have what the employer does of them, or have not."""
        return ["code", "is_handed_over"] if obj else []

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A class of its own for each request, as Django makes it."""
        form: Any = super().get_form(request, *args, **kwargs)
        form.caisse_id = caisse_id_of(request)
        return form

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A kind is of the caisse of whoever adds it."""
        return super().has_add_permission(request) and caisse_id_of(request) is not None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: DocumentKind, form: ModelForm, change: bool) -> None:  # type: ignore[override]
        caisse_id = caisse_id_of(request)
        if not change and caisse_id is not None:
            obj.caisse_id = caisse_id
        super().save_model(request, obj, form, change)
        if change and "name" in form.changed_data:
            follow_name(obj)
