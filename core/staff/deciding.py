"""The page of a row, on which everything there is to know of it is read, and what is decided is decided."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern

from core.staff.decisions import Decision, Taken
from core.staff.reasons import ReasonForm
from core.staff.rows import BOTH, RowPageAdmin, row_urls

_NOT_NOW = "Cette décision n’est plus à prendre : rien n’a été changé."


@dataclass(frozen=True, slots=True)
class Offer:
    """A decision as the page offers it."""

    decision: Decision
    url: str
    form: Form | None
    is_open: bool


class DecidingAdmin(RowPageAdmin):
    """Declares `decisions`. The services are given the `seen` of the facts that were read: what tells one reading of
    the row from another.
    """

    decisions: tuple[Decision, ...] = ()
    decisions_title = "Intervenir"
    # What whoever decides has to know, under the buttons.
    decisions_help = "Chaque décision est inscrite au journal avec votre nom."
    change_form_template = "admin/staff/decided_row.html"

    def get_urls(self) -> list[URLPattern]:
        pages = [(f"{one.route}/", partial(self._decide, decision=one), one.key, BOTH) for one in self.decisions]
        return [*row_urls(self, pages), *super().get_urls()]

    def page_context(self, request: HttpRequest, row: Any, extra: dict[str, Any]) -> dict[str, Any]:
        shown = {"seen": "", "tried": None, **super().page_context(request, row, extra)}
        return {
            **shown,
            # That of the page first read: what was corrected while a reason was being written is not passed over.
            "seen": request.POST.get("seen", shown["seen"]),
            "offers": self._offers(request, row, shown["tried"]),
            "decisions_title": self.decisions_title,
            "decisions_help": self.decisions_help,
            "next_url": self.next_url(request, row),
        }

    def next_url(self, request: HttpRequest, row: Any) -> str:
        """Where one goes to leave the row as it is, when there is a queue behind it."""
        return ""

    def onward_url(self, request: HttpRequest, row: Any) -> str:
        """Where one asked to go once it is decided; empty: back to the row. Called before the decision."""
        return ""

    def _decide(self, request: HttpRequest, row: Any, decision: Decision) -> HttpResponse:
        if not decision.may(request.user, row):
            raise PermissionDenied
        is_posted = request.method == "POST"
        form = decision.form(row, request.POST if is_posted else None)
        if not is_posted and form is None:
            return HttpResponseNotAllowed(["POST"])
        if is_posted and (form is None or form.is_valid()):
            return self._carry_out(request, row, decision, form)
        if not decision.is_offered(row):
            messages.warning(request, _NOT_NOW)
            return HttpResponseRedirect(self.row_url(request, row.pk))
        return self._again(request, row, Offer(decision, "", form, is_open=True))

    def _carry_out(self, request: HttpRequest, row: Any, decision: Decision, form: Form | None) -> HttpResponse:
        back = self.row_url(request, row.pk)
        onward = self.onward_url(request, row)
        try:
            result = decision.act(Taken(row, request.user, request.POST.get("seen", ""), _reason_of(form), form))
        except tuple(decision.refusals) as refusal:
            messages.warning(request, decision.said_refused(refusal))
            return HttpResponseRedirect(back)
        messages.success(request, decision.said_done(result))
        return HttpResponseRedirect(onward or (self.list_url(request) if decision.leads_away else back))

    def _again(self, request: HttpRequest, row: Any, tried: Offer) -> HttpResponse:
        """The page of the row, open on that decision and with what was wrong in it."""
        return self.page_again(request, row, is_wrong=bool(tried.form and tried.form.errors), tried=tried)

    def page_again(self, request: HttpRequest, row: Any, *, is_wrong: bool, **shown: Any) -> HttpResponse:
        """The page of the row with what was typed in it."""
        with _as_read(request):
            response = self.change_view(request, str(row.pk), extra_context=shown)
        response.status_code = 422 if is_wrong else 200
        return response

    def _offers(self, request: HttpRequest, row: Any, tried: Offer | None) -> list[Offer]:
        """Each policy is asked once, however many decisions depend on it."""
        policies = {may: may(request.user, row) for may in {one.may for one in self.decisions}}
        offered = [one for one in self.decisions if policies[one.may] and one.is_offered(row)]
        return [self._offer(request, row, one, tried) for one in offered]

    def _offer(self, request: HttpRequest, row: Any, decision: Decision, tried: Offer | None) -> Offer:
        is_tried = tried is not None and tried.decision is decision
        form = tried.form if tried is not None and is_tried else decision.form(row)
        return Offer(decision, self.row_url(request, row.pk, decision.key), form, is_tried)


def _reason_of(form: Form | None) -> str:
    return form.text if isinstance(form, ReasonForm) else ""


@contextmanager
def _as_read(request: HttpRequest) -> Iterator[None]:
    """Django draws the page of a row that is only read for nothing but a GET."""
    method, request.method = request.method, "GET"
    try:
        yield
    finally:
        request.method = method
