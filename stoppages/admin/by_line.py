"""The two pages where the staff type amounts, a line for a salarié and a week: a decision, and a payment."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern

from core import typed_again
from core.french import counted
from core.staff.queue_pages import WorkQueueAdmin
from core.staff.rows import BOTH, row_urls
from stoppages.admin.forms import AmountRows, OutcomeForm, PaymentForm, lessening_form
from stoppages.admin.offered import is_revisable, mark_of, version_of
from stoppages.enums import Outcome, ReimbursementKind
from stoppages.models import StoppageCase
from stoppages.policies import can_treat_case
from stoppages.queries.sheet import Sheet
from stoppages.services import deciding, paying
from stoppages.services.refusals import StoppageRefused

_NOT_NOW = "Ce n’est plus possible où en est ce dossier : rien n’a été changé."
_ZERO = Decimal(0)


@dataclass(slots=True)
class _Page:
    """What one of the two pages shows: its lines, its forms, what is wrong of the whole."""

    title: str
    template: str
    rows: AmountRows
    forms: dict[str, Form]
    shown: dict[str, Any] = field(default_factory=dict)
    refusal: str = ""


def is_payable(case: StoppageCase) -> bool:
    return case.state in paying.PAYABLE and _pays(case)


def _pays(case: StoppageCase) -> bool:
    return bool(case.casedecisions.filter(is_current=True).exclude(outcome=Outcome.REFUSED).exists())


class ByLineAdmin(WorkQueueAdmin):
    """Beside the decisions of the bar; each page posts to itself, with the mark of what was read."""

    def get_urls(self) -> list[URLPattern]:
        pages = [
            ("lignes/", self._by_line, "by_line", BOTH),
            ("versement/", self._payment, "payment", BOTH),
        ]
        return [*row_urls(self, pages), *super().get_urls()]

    def _by_line(self, request: HttpRequest, case: StoppageCase) -> HttpResponse:
        _check_may(request, case)
        if not is_revisable(case):
            return self._back(request, case, _NOT_NOW)
        sheet, typed = Sheet(case), request.POST if request.method == "POST" else None
        given = {line.key: line.proposed if sheet.decision is None else line.admitted for line in sheet.lines}
        lines = [line for line in sheet.lines if line.key in {one.key for one in sheet.proposal.lines}]
        proposed = {line.key: given[line.key] if given[line.key] is not None else line.proposed for line in lines}
        page = _Page(
            "Décider ligne par ligne",
            "admin/stoppages/by_line.html",
            AmountRows(lines, proposed, typed, needs_all=True),
            {"outcome": OutcomeForm(typed), "reason": lessening_form(typed)},
        )
        if typed is not None and self._is_decided(request, case, page):
            return self._onward(request, case, "Le dossier est décidé ; l’entreprise en est avertie.")
        return self._page(request, case, page, sheet)

    def _is_decided(self, request: HttpRequest, case: StoppageCase, page: _Page) -> bool:
        outcome, reason = page.forms["outcome"], page.forms["reason"]
        is_valid = page.rows.is_valid & outcome.is_valid()
        is_partly = outcome.cleaned_data.get("outcome") == Outcome.PARTLY
        if not is_valid or (is_partly and not reason.is_valid()) or not _is_confirmed(page, outcome):
            return False
        return self._tried(
            page,
            lambda: deciding.decide_by_line(
                case=case,
                by=request.user,
                version=version_of(request.POST.get("seen", "")),
                outcome=Outcome(outcome.cleaned_data["outcome"]),
                amounts=page.rows.amounts,
                reason=reason.text if is_partly else "",  # type: ignore[attr-defined]
            ),
        )

    def _payment(self, request: HttpRequest, case: StoppageCase) -> HttpResponse:
        _check_may(request, case)
        if request.method == "GET" and not is_payable(case):
            return self._back(request, case, _NOT_NOW)
        sheet, typed = Sheet(case), request.POST if request.method == "POST" else None
        left = {key: max(amount - sheet.paid.get(key, _ZERO), _ZERO) for key, amount in sheet.admitted.items()}
        kind = ReimbursementKind.SUPPLEMENT if sheet.payments else ReimbursementKind.PROVISIONAL
        page = _Page(
            "Enregistrer un remboursement",
            "admin/stoppages/payment.html",
            AmountRows(
                [line for line in sheet.lines if line.admitted is not None or line.paid is not None],
                {key: amount or None for key, amount in left.items()},
                typed,
                needs_all=False,
            ),
            {"payment": PaymentForm(typed, initial={"kind": kind})},
        )
        if typed is not None and self._is_paid(request, case, page):
            return self._onward(request, case, "Le remboursement est enregistré ; l’entreprise en est avertie.")
        return self._page(request, case, page, sheet)

    def _is_paid(self, request: HttpRequest, case: StoppageCase, page: _Page) -> bool:
        form = page.forms["payment"]
        if not (page.rows.is_valid & form.is_valid()):
            return False
        values = form.cleaned_data
        lines = {key: amount for key, amount in page.rows.amounts.items() if amount}
        payment = paying.Payment(
            ReimbursementKind(values["kind"]),
            values["paid_on"],
            values["reference"],
            sum(lines.values(), _ZERO),
            lines,
        )
        version = version_of(request.POST.get("seen", ""))
        return self._tried(page, lambda: paying.pay(case=case, by=request.user, version=version, payment=payment))

    def _tried(self, page: _Page, act: Any) -> bool:
        try:
            act()
        except StoppageRefused as refusal:
            page.refusal = refusal.message
            return False
        return True

    def _page(self, request: HttpRequest, case: StoppageCase, page: _Page, sheet: Sheet) -> HttpResponse:
        """What was typed comes back with the mark of what was read: a change meanwhile is not passed over."""
        context = {
            **self.admin_site.each_context(request),
            **page.forms,
            **page.shown,
            "opts": self.opts,
            "title": page.title,
            "row": case,
            "sheet": sheet,
            "amount_rows": page.rows.rows,
            "refusal": page.refusal,
            "seen": request.POST.get("seen") or typed_again.mark("seen") or mark_of(case, sheet.proposal.total),
            "row_url": self.row_url(request, case.pk),
            "list_url": self.list_url(request),
        }
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, page.template, context, status=status)

    def _onward(self, request: HttpRequest, case: StoppageCase, done: str) -> HttpResponse:
        messages.success(request, done)
        return HttpResponseRedirect(self.onward_url(request, case) or self.row_url(request, case.pk))

    def _back(self, request: HttpRequest, case: StoppageCase, why: str) -> HttpResponse:
        messages.warning(request, why)
        return HttpResponseRedirect(self.row_url(request, case.pk))


def _check_may(request: HttpRequest, case: StoppageCase) -> None:
    if not can_treat_case(request.user, case):
        raise PermissionDenied


def _is_confirmed(page: _Page, outcome: Form) -> bool:
    above = page.rows.above
    page.shown["above"] = f"{counted(len(above), 'ligne')} au-dessus de la proposition" if above else ""
    return not above or bool(outcome.cleaned_data.get("confirmed"))
