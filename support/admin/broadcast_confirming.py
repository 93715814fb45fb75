"""A broadcast is read once more, its number typed, then sent; and whom it missed, on pages of their own."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern

from accounts.models import User
from adherents.models import Adherent
from core.exports import csv_file
from core.french import counted
from core.staff.deciding import DecidingAdmin
from core.staff.rows import BOTH, READ, row_urls
from core.templatetags.portal import moment
from support.admin.broadcast_forms import ConfirmForm
from support.admin.offered import version_of
from support.broadcasts import reading
from support.broadcasts.queries import count
from support.broadcasts.services.exporting import record_export
from support.broadcasts.services.refusals import AudienceChanged, BroadcastRefused, NotTested
from support.broadcasts.services.steering import confirm_broadcast
from support.models import Broadcast
from support.policies import can_send_broadcast

_PER_PAGE = 50


class ConfirmingAdmin(DecidingAdmin):
    def get_urls(self) -> list[URLPattern]:
        pages = [
            ("public/", self._audience, "audience", READ),
            ("confirmer/", self._confirm, "confirm", BOTH),
            ("echecs/", self._failures, "failures", READ),
            ("destinataires/", self._export, "export", READ),
        ]
        return [*row_urls(self, pages), *super().get_urls()]

    def _audience(self, request: HttpRequest, row: Broadcast) -> HttpResponse:
        """Counting may take seconds: the page of the draft asks for this one, by a script or by its link."""
        if not row.is_draft:
            return HttpResponseRedirect(self.row_url(request, row.pk))
        shown: dict[str, Any] = {
            "title": "Qui le recevrait",
            "conditions": reading.conditions_of(row),
            "counts": count(row),
            "sample": reading.sample_of(row),
            "pages_of": self.pages_of(request),
        }
        return self._apart(request, row, "audience", **shown)

    def _confirm(self, request: HttpRequest, row: Broadcast) -> HttpResponse:
        if not can_send_broadcast(request.user, row.caisse_id):
            raise PermissionDenied
        back = HttpResponseRedirect(self.row_url(request, row.pk))
        if not row.is_draft:
            messages.warning(request, _told_before(row))
            return back
        if not row.is_tested:
            messages.warning(request, str(NotTested()))
            return back
        form = ConfirmForm(request.POST if request.method == "POST" else None)
        if not form.is_bound:
            return self._confirmation(request, row)
        if not form.is_valid():
            return self._confirmation(request, row, form)
        return self._sent(request, row, form) or back

    def _sent(self, request: HttpRequest, row: Broadcast, form: ConfirmForm) -> HttpResponse | None:
        """The page again when its audience is no longer what was read."""
        version = version_of(request.POST.get("version", ""))
        try:
            sent = confirm_broadcast(broadcast=row, by=request.user, expected=form.shown[1], version=version)
        except AudienceChanged as refusal:
            return self._confirmation(request, row, refusal=refusal)
        except BroadcastRefused as refusal:
            row.refresh_from_db()
            messages.warning(request, str(refusal) if row.is_draft else _told_before(row))
            return None
        number = (sent.agreed_emails or 0) + (sent.agreed_sms or 0)
        messages.success(request, f"L’envoi est confirmé : {counted(number, 'message')} à envoyer.")
        return None

    def _confirmation(
        self,
        request: HttpRequest,
        row: Broadcast,
        wrong: ConfirmForm | None = None,
        refusal: AudienceChanged | None = None,
    ) -> HttpResponse:
        counts = refusal.counts if refusal else count(row)
        preview = reading.preview_of(row)
        form = ConfirmForm(counts=counts)
        if wrong is not None:
            # The number is compared with that of the page that comes back, whatever it has become.
            form = ConfirmForm({"typed": wrong.data.get("typed", ""), "seen": form["seen"].value()}, counts=counts)
        shown: dict[str, Any] = {
            "title": "Confirmer l’envoi",
            "form": form,
            "counts": counts,
            "preview": preview,
            "segments": counts.sms * preview.length.segments if preview.length else 0,
            "conditions": reading.conditions_of(row),
            "refusal": str(refusal or ""),
            "sms_from": settings.BROADCAST_SMS_FROM_HOUR,
            "sms_until": settings.BROADCAST_SMS_UNTIL_HOUR,
        }
        status = 422 if request.method == "POST" else 200
        return self._apart(request, row, "confirm", status=status, **shown)

    def _failures(self, request: HttpRequest, row: Broadcast) -> HttpResponse:
        page = Paginator(reading.failures_of(row), _PER_PAGE).get_page(request.GET.get("page"))
        shown: dict[str, Any] = {
            "title": "Messages qui ne sont pas arrivés",
            "page": page,
            "lines": reading.lines_of(row, list(page.object_list)),
            "pages_of": self.pages_of(request),
        }
        return self._apart(request, row, "failures", **shown)

    def _export(self, request: HttpRequest, row: Broadcast) -> HttpResponse:
        record_export(broadcast=row, by=request.user)
        return csv_file(f"envoi {row}"[:60], reading.EXPORT_COLUMNS, reading.export_rows(row))

    def pages_of(self, request: HttpRequest) -> dict[str, Any]:
        """Where a person, and a company, are read; None for whoever may not."""
        places = {
            name: self.admin_site.get_model_admin(model) for name, model in (("person", User), ("company", Adherent))
        }
        return {name: page if page.has_view_permission(request) else None for name, page in places.items()}

    def _apart(
        self, request: HttpRequest, row: Broadcast, template: str, *, status: int = 200, **shown: Any
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "row": row,
            "row_url": self.row_url(request, row.pk),
            "list_url": self.list_url(request),
            **shown,
        }
        return TemplateResponse(request, f"admin/support/broadcast/{template}.html", context, status=status)


def _told_before(row: Broadcast) -> str:
    """To whoever confirms after somebody else, or twice."""
    when = moment(row.confirmed_at) if row.confirmed_at else ""
    return f"Cet envoi a déjà été confirmé {when}, par {row.confirmed_by_label} : il n’est pas parti deux fois."
