"""What was joined to a message: taken away, masked, deleted."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern

from core import files
from core.staff.rows import BOTH, READ, RowPageAdmin, row_urls
from support.admin.forms import MaskForm
from support.enums import MaskedFor
from support.models import Conversation
from support.policies import can_treat
from support.treating import masking
from support.treating.refusals import TreatmentRefused

_MISSING = "Ce fichier est introuvable dans le stockage : prévenez l’exploitation."


class JoinedFilesAdmin(RowPageAdmin):
    def get_urls(self) -> list[URLPattern]:
        pages = [
            ("pieces/<int:file_id>/", self._file, "file", READ),
            ("pieces/<int:file_id>/masquer/", self._mask, "mask", BOTH),
        ]
        return [*row_urls(self, pages), *super().get_urls()]

    def _file(self, request: HttpRequest, row: Conversation, file_id: int) -> Any:
        """Nobody opens what is masked."""
        file = get_object_or_404(row.files.filter(masked_at=None), pk=file_id)
        file.conversation = row
        try:
            answer = files.attachment(file.stored_name, filename=file.name, content_type=file.content_type)
        except FileNotFoundError:
            messages.error(request, _MISSING)
            return HttpResponseRedirect(self.row_url(request, row.pk))
        masking.record_file_reading(file=file, by=request.user)
        return answer

    def _mask(self, request: HttpRequest, row: Conversation, file_id: int) -> HttpResponse:
        if not can_treat(request.user, row):
            raise PermissionDenied
        file = get_object_or_404(row.files.filter(deleted_at=None), pk=file_id)
        file.conversation = row
        is_masked = file.masked_at is not None
        form = MaskForm(request.POST if request.method == "POST" else None, is_masked=is_masked)
        if form.is_bound and form.is_valid():
            return self._masked(request, row, file, form)
        context = {
            **self.admin_site.each_context(request),
            "title": "Supprimer une pièce jointe" if is_masked else "Masquer une pièce jointe",
            "opts": self.opts,
            "row": row,
            "row_url": self.row_url(request, row.pk),
            "list_url": self.list_url(request),
            "file": file,
            "form": form,
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "admin/support/mask.html", context, status=status)

    def _masked(self, request: HttpRequest, row: Conversation, file: Any, form: MaskForm) -> HttpResponse:
        reason, deletes = form.cleaned_data.get("reason") or file.masked_for, form.cleaned_data["deletes"]
        try:
            masking.mask_file(file=file, by=request.user, reason=MaskedFor(reason), deletes=deletes)
        except TreatmentRefused as refusal:
            messages.warning(request, str(refusal))
        else:
            done = "supprimée" if deletes else "masquée"
            messages.success(request, f"La pièce est {done} ; l’entreprise lit pourquoi.")
        return HttpResponseRedirect(self.row_url(request, row.pk))
