"""The help and the tutorials, written by staff in place of what the portal ships: every version, the writing of one."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from adherents.admin.shared import OwnBesideTheNetworkAdmin
from core.rich_text import rendered
from core.staff.scoping import caisse_id_of
from support.enums import TextKind
from support.guidance.forms import PageTextForm
from support.guidance.queries import in_force
from support.guidance.sections import by_section
from support.guidance.services import TextRefused, latest_pk, targets_of, write_text
from support.guidance.shipped import shipped, with_slug
from support.guidance.steps import steps_of, written
from support.guidance.values import Guide
from support.models import PageText


@admin.register(PageText)
class PageTextAdmin(OwnBesideTheNetworkAdmin):
    """A version is read, and never changed: another one is written."""

    change_list_template = "admin/support/page_texts.html"
    list_display = ["page_title", "kind", "of_whom", "written_at", "written_by"]
    list_filter = ["kind", "caisse"]
    list_select_related = ["caisse", "written_by"]
    fields = ["page_title", "kind", "of_whom", "written_at", "written_by", "as_read"]
    readonly_fields = ["page_title", "kind", "of_whom", "written_at", "written_by", "as_read"]
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="page", ordering="page")
    def page_title(self, text: PageText) -> str:
        guide = shipped().get(text.page)
        return guide.title if guide else f"{text.page} (page disparue : ce texte n’est plus montré)"

    @admin.display(description="pour", ordering="caisse")
    def of_whom(self, text: PageText) -> str:
        return str(text.caisse or "Tout le réseau")

    @admin.display(description="comme on le lit")
    def as_read(self, text: PageText) -> SafeString:
        return as_read(TextKind(text.kind), text.body)

    def get_urls(self) -> list[URLPattern]:
        pages = path("pages/", self.admin_site.admin_view(self.choose), name=self.page_name("choose"))
        write = path(
            "pages/<slug:slug>/<slug:kind>/", self.admin_site.admin_view(self.write), name=self.page_name("write")
        )
        return [pages, write, *super().get_urls()]

    def choose(self, request: HttpRequest) -> HttpResponse:
        """Every page, by section."""
        check_writes(request)
        sections = by_section(list(shipped().values()))
        return self._page(request, "choose", title="Aide et tutoriels des pages", sections=sections)

    def write(self, request: HttpRequest, slug: str, kind: str) -> HttpResponse:
        """Seen first, then put in force; the text is kept whatever the answer."""
        check_writes(request)
        guide, text_kind = _asked_for(slug, kind)
        caisse_id = caisse_id_of(request)
        begun = self._begun(request, guide, text_kind)
        form = PageTextForm(request.POST or None, guide=guide, kind=text_kind, initial=begun)
        if form.is_bound and form.is_valid() and "preview" not in request.POST:
            try:
                write_text(by=request.user, guide=guide, kind=text_kind, caisse_id=caisse_id, **form.values())
            except TextRefused as refused:
                form.add_error("body", str(refused))
                form.now_seen(latest_pk(guide, text_kind, caisse_id))
            else:
                messages.success(request, "Le texte est en ligne, dans une minute au plus pour tous.")
                return HttpResponseRedirect(self.rows_url())
        shown = {
            "title": f"{text_kind.label} de « {guide.title} »",
            "form": form,
            "guide": guide,
            "versions": self._versions(request, guide, text_kind),
            "targets": targets_of(guide) if text_kind == TextKind.TUTORIAL else [],
            "preview": as_read(text_kind, form.cleaned_data["body"]) if form.is_bound and form.is_valid() else "",
        }
        return self._page(request, "write", **shown)

    def _versions(self, request: HttpRequest, guide: Guide, kind: TextKind) -> list[PageText]:
        rows = self.get_queryset(request).filter(page=guide.key, kind=kind)
        return list(rows.select_related("caisse", "written_by")[: self.list_per_page])

    def _begun(self, request: HttpRequest, guide: Guide, kind: TextKind) -> dict[str, Any]:
        """What the writer starts from: a former version, or what is in force."""
        caisse_id = caisse_id_of(request)
        former = request.GET.get("de", "")
        known = self.get_queryset(request).filter(page=guide.key, kind=kind)
        taken_up = known.filter(pk=former).first() if former.isdecimal() and len(former) < 18 else None
        now = in_force(guide, caisse_id)
        present = now.body if kind == TextKind.HELP else written(now.steps)
        body = taken_up.body if taken_up is not None else present
        return {"body": body, "seen": latest_pk(guide, kind, caisse_id)}

    def _page(self, request: HttpRequest, template: str, **shown: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "list_url": self.rows_url(), **shown}
        form = shown.get("form")
        status = 422 if form is not None and form.errors else 200
        return TemplateResponse(request, f"admin/support/{template}.html", context, status=status)


def check_writes(request: HttpRequest) -> None:
    if not request.user.has_perm("support.add_pagetext"):
        raise PermissionDenied


def as_read(kind: TextKind, body: str) -> SafeString:
    """As whoever opens the page reads it."""
    if not body:
        return format_html("<p>{}</p>", "Le texte livré avec le portail.")
    if kind == TextKind.HELP:
        return rendered(body)
    steps = ((step.title, step.target, step.text) for step in steps_of(body))
    return format_html("<ol>{}</ol>", format_html_join("", "<li><strong>{}</strong> ({})<br>{}</li>", steps))


def _asked_for(slug: str, kind: str) -> tuple[Guide, TextKind]:
    guide = with_slug(slug)
    if guide is None or kind not in TextKind.values:
        raise Http404
    return guide, TextKind(kind)
