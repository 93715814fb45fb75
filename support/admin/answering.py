"""The page of a conversation as it is answered: read on, taken by somebody, written by one at a time, answered."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern

from core.attempts import attempt_of
from core.french import listed
from core.staff.queue_pages import WorkQueueAdmin
from core.staff.rows import BOTH, WRITE, row_urls
from support.admin.forms import AnswerForm
from support.admin.offered import version_of
from support.models import Conversation
from support.policies import can_treat
from support.services import presence
from support.treating import following
from support.treating.answering import Answer, answer_conversation
from support.treating.queries import canned_for
from support.treating.refusals import TreatmentRefused

# The name of the button that puts a canned answer in.
INSERT = "insert"
_CHANGED = "Cet échange a changé depuis l’affichage de cette page : rechargez-la avant de répondre."
_FILES_AGAIN = "Les fichiers choisis ne suivent pas : choisissez-les de nouveau avant d’envoyer."
_NOTHING_CHOSEN = "Choisissez la réponse type à insérer."


class AnsweringAdmin(WorkQueueAdmin):
    def get_urls(self) -> list[URLPattern]:
        pages = [
            ("repondre/", self._answer, "answer", BOTH),
            ("lire/", self._read, "read", WRITE),
            ("prendre/", self._take, "take", WRITE),
            ("presence/", self._presence, "presence", BOTH),
        ]
        return [*row_urls(self, pages), *super().get_urls()]

    def addresses(self, request: HttpRequest, row: Conversation) -> dict[str, str]:
        """Where the page posts to, besides the decisions of its bar."""
        return {f"{name}_url": self.row_url(request, row.pk, name) for name in ("answer", "read", "take", "presence")}

    def page_context(self, request: HttpRequest, row: Any, extra: dict[str, Any]) -> dict[str, Any]:
        """What somebody wrote meanwhile is on the page that comes back: it is read, and may be answered."""
        shown = super().page_context(request, row, extra)
        return {**shown, "seen": extra["seen"]} if "seen" in extra else shown

    def _answer(self, request: HttpRequest, row: Conversation) -> HttpResponse:
        _check_treats(request, row)
        if request.method != "POST":
            return self.page_again(request, row, is_wrong=False)
        form = AnswerForm(request.POST, request.FILES, canned=canned_for(row))
        if INSERT in request.POST:
            return self._with_canned(request, row, form)
        if form.is_valid():
            if (sent := self._sent(request, row, form)) is not None:
                return sent
            row = self.get_queryset(request).get(pk=row.pk)
            return self.page_again(request, row, is_wrong=True, answer_form=form, seen=str(row.version))
        return self.page_again(request, row, is_wrong=True, answer_form=form)

    def _sent(self, request: HttpRequest, row: Conversation, form: AnswerForm) -> HttpResponse | None:
        """None when it was refused: the form says why, and keeps the text."""
        answer = Answer(form.cleaned_data["body"], form.uploads, attempt_of(request))  # type: ignore[arg-type]
        onward = self.onward_url(request, row)
        version = version_of(request.POST.get("seen", ""))
        try:
            _, is_new = answer_conversation(conversation=row, by=request.user, version=version, answer=answer)
        except TreatmentRefused as refusal:
            form.add_error(None, str(refusal))
            return None
        said = "La réponse est envoyée" if is_new else "Cette réponse était déjà partie"
        messages.success(request, f"{said} ; l’entreprise en est avertie.")
        return HttpResponseRedirect(onward or self.row_url(request, row.pk))

    def _with_canned(self, request: HttpRequest, row: Conversation, form: AnswerForm) -> HttpResponse:
        """The form again, nothing sent. A browser does not give back the files that were chosen."""
        text = form.with_canned()
        if text is None:
            messages.warning(request, _NOTHING_CHOSEN)
        elif request.FILES:
            messages.warning(request, _FILES_AGAIN)
        kept = request.POST.get("body", "") if text is None else text
        again = AnswerForm(initial={"body": kept}, canned=canned_for(row))
        return self.page_again(request, row, is_wrong=text is None, answer_form=again)

    def _read(self, request: HttpRequest, row: Conversation) -> HttpResponse:
        """By a script when the page opens, or by its button."""
        _check_treats(request, row)
        try:
            following.mark_read(conversation=row, by=request.user)
        except TreatmentRefused as refusal:
            messages.warning(request, str(refusal))
        return HttpResponseRedirect(self.row_url(request, row.pk))

    def _take(self, request: HttpRequest, row: Conversation) -> HttpResponse:
        _check_treats(request, row)
        try:
            following.take(conversation=row, by=request.user)
            messages.success(request, "Vous suivez cet échange.")
        except TreatmentRefused as refusal:
            messages.warning(request, str(refusal))
        return HttpResponseRedirect(self.row_url(request, row.pk))

    def _presence(self, request: HttpRequest, row: Conversation) -> HttpResponse:
        """Who else is writing; by POST, that one is. Asked by a script: `vue`, the version of the page."""
        _check_treats(request, row)
        if request.method == "POST":
            presence.writes(conversation=row, person=request.user, label=str(request.user), is_from_caisse=True)
        others = presence.others_writing(row, request.user)
        is_old = request.GET.get("vue", "") not in ("", str(row.version))
        return JsonResponse({"said": said_of(others), "changed": _CHANGED if is_old else ""})


def said_of(others: Any) -> str:
    """« Claire Petit et l’entreprise écrivent en ce moment. », or nothing."""
    names = list(dict.fromkeys(one.label if one.is_from_caisse else f"{one.label} (entreprise)" for one in others))
    verb = "écrivent" if len(names) > 1 else "écrit"
    return f"{listed(names)} {verb} en ce moment." if names else ""


def _check_treats(request: HttpRequest, row: Conversation) -> None:
    if not can_treat(request.user, row):
        raise PermissionDenied
