"""A broadcast as it is written: the texts beside what will be read, then to whom; nothing leaves from here."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from adherents.admin.own_caisse import caisses_of
from adherents.models import Caisse
from core import typed_again
from core.staff.deciding import DecidingAdmin
from core.staff.rows import BOTH, row_urls
from core.staff.scoping import is_key
from support.admin.broadcast_forms import BroadcastForm
from support.admin.offered import version_of
from support.broadcasts.reading import preview_of
from support.broadcasts.services.drafts import change_broadcast, draft_broadcast
from support.broadcasts.services.refusals import BroadcastRefused, NotADraft, WrittenOver
from support.models import Broadcast
from support.policies import SEND_BROADCAST, can_send_broadcast

# The name of the button that shows what is typed, and keeps nothing.
PREVIEW = "preview"


class WritingAdmin(DecidingAdmin):
    def get_urls(self) -> list[URLPattern]:
        write = path("ecrire/", self.admin_site.admin_view(self.write), name=self.page_name("write"))
        return [write, *row_urls(self, [("modifier/", self._rewrite, "rewrite", BOTH)]), *super().get_urls()]

    def write(self, request: HttpRequest) -> HttpResponse:
        """A new one; `de`: with the words and the audience of another."""
        if not request.user.has_perm(SEND_BROADCAST):
            raise PermissionDenied
        form = BroadcastForm(*_typed(request), caisses=caisses_of(request), broadcast=self._copied(request))
        if _is_to_keep(request) and form.is_valid() and (kept := _drafted(form, request.user)):
            messages.success(request, "Le brouillon est enregistré : personne ne l’a encore reçu.")
            return HttpResponseRedirect(self.reading_url(kept.pk))
        return self._page(request, form, title="Écrire un envoi", back_url=self.rows_url())

    def _rewrite(self, request: HttpRequest, row: Broadcast) -> HttpResponse:
        if not can_send_broadcast(request.user, row.caisse_id):
            raise PermissionDenied
        back_url = self.row_url(request, row.pk)
        if not row.is_draft:
            messages.warning(request, str(NotADraft()))
            return HttpResponseRedirect(back_url)
        form = BroadcastForm(*_typed(request), caisses=Caisse.objects.filter(pk=row.caisse_id), broadcast=row)
        shown = {"title": "Modifier un envoi", "back_url": back_url, "row": row, "seen": _seen(request, row)}
        if _is_to_keep(request) and form.is_valid():
            try:
                _change(request, form, row)
            except WrittenOver as refusal:
                # What was typed stays: kept once more, it takes the place of what the other wrote.
                form.refuse(refusal)
                shown["seen"] = str(row.version)
            except BroadcastRefused as refusal:
                form.refuse(refusal)
            else:
                return HttpResponseRedirect(back_url)
        return self._page(request, form, **shown)

    def _page(self, request: HttpRequest, form: BroadcastForm, **shown: Any) -> HttpResponse:
        written = form.written()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "list_url": self.list_url(request),
            "form": form,
            "preview": preview_of(written) if written else None,
            "row": None,
            "seen": "",
            **shown,
        }
        is_wrong = _is_to_keep(request)
        return TemplateResponse(request, "admin/support/broadcast/write.html", context, status=422 if is_wrong else 200)

    def _copied(self, request: HttpRequest) -> Broadcast | None:
        key = request.GET.get("de", "")
        if not key:
            return None
        copied: Broadcast = get_object_or_404(self.get_queryset(request), pk=key if is_key(key) else 0)
        return copied


def _typed(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST,) if request.method == "POST" else ()


def _is_to_keep(request: HttpRequest) -> bool:
    return request.method == "POST" and PREVIEW not in request.POST


def _seen(request: HttpRequest, row: Broadcast) -> str:
    """The version that was first read."""
    return request.POST.get("seen", "") or typed_again.mark("seen") or str(row.version)


def _drafted(form: BroadcastForm, by: Any) -> Broadcast | None:
    """None when it was refused: the form says why."""
    caisse: Any = form.chosen
    try:
        return draft_broadcast(caisse=caisse, values=form.values(), by=by)
    except BroadcastRefused as refusal:
        form.refuse(refusal)
        return None


def _change(request: HttpRequest, form: BroadcastForm, row: Broadcast) -> None:
    """One that says the same as before keeps its trial."""
    if not form.has_changed():
        messages.info(request, "Rien n’a changé.")
        return
    version = version_of(_seen(request, row))
    change_broadcast(broadcast=row, values=form.values(), by=request.user, version=version)
    messages.success(request, "Le brouillon est modifié : essayez-le de nouveau avant de l’envoyer.")
