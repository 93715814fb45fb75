"""What the stoppage is worth, by the figures published so far, and how it was counted."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.guards import refuse, requires
from core.http import PortalRequest
from core.rights import Right
from employees.models import Employee
from stoppages.arithmetic import campaign_of
from stoppages.arithmetic.sentences import day_sentences, number, unknown_sentence, used_sentence
from stoppages.final.forms import CampaignWagesForm
from stoppages.final.queries import employees_by_id
from stoppages.final.services.wages import say_campaign_wages
from stoppages.final.views.frame import weather_case
from stoppages.models import StoppageCase
from stoppages.page import case_page
from stoppages.policies import can_say_campaign_wages, sees_campaign_wages
from stoppages.queries.estimating import CaseEstimate, DeclaredWages, PersonEstimate, estimate_of
from stoppages.queries.figures import figures_for
from stoppages.services.refusals import StoppageRefused


@dataclass(frozen=True, slots=True)
class PersonLine:
    name: str
    url: str
    hours: str
    wage: Decimal | None
    indemnity: Decimal | None
    reimbursement: Decimal | None
    is_shown: bool


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """S of a campaign, with its source; `form` None for whoever may not type over it."""

    key: str
    name: str
    wages: DeclaredWages | None
    form: CampaignWagesForm | None


@requires(Right.WAGES_CONSULT)
@require_http_methods(["GET", "HEAD", "POST"])
def estimate(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    case = weather_case(request, ref)
    if not request.access.has(Right.STOPPAGES_CONSULT):
        refuse(request)
    typed = _typed(request, case) if request.method == "POST" else None
    if typed is not None and typed[1].is_valid():
        campaign, form = typed
        try:
            say_campaign_wages(access=request.access, case=case, campaign=campaign, amount=form.cleaned_data["amount"])
        except StoppageRefused as refusal:
            messages.warning(request, refusal.message)
        else:
            messages.success(request, "L’estimation est refaite avec ces salaires.")
        return redirect("stoppages:estimate", tiers, ref)
    context = _estimated(request, case, typed)
    return case_page(request, case, "final/estimate", context, status=422 if typed is not None else None)


def _typed(request: PortalRequest, case: StoppageCase) -> tuple[date, CampaignWagesForm] | None:
    """Of a campaign of the stoppage; None for another one, with the page as it is."""
    if not can_say_campaign_wages(request.access, case):
        refuse(request)
    key = request.POST.get("campaign", "")
    campaign = next((one for one in _campaigns(case) if one.isoformat() == key), None)
    return (campaign, CampaignWagesForm(request.POST)) if campaign is not None else None


def _campaigns(case: StoppageCase) -> list[date]:
    """Of its first and of its last day: a stoppage across 31 March is in two."""
    return sorted({campaign_of(case.starts_on), campaign_of(case.ends_on or case.starts_on)})


def _estimated(
    request: PortalRequest, case: StoppageCase, typed: tuple[date, CampaignWagesForm] | None
) -> dict[str, Any]:
    figures = figures_for(case.adherent.caisse_id)
    worth = estimate_of(case, figures=figures)
    people = employees_by_id([one.employee_id for one in worth.people])
    lost = [one for one in worth.people if one.parts]
    ordered = sorted(lost, key=lambda one: people[one.employee_id].full_name)
    asked = request.GET.get("salarie", "")
    shown = next(
        (one for one in ordered if people[one.employee_id].public_id == asked), ordered[0] if ordered else None
    )
    practice = figures(case.starts_on).practice
    return {
        "worth": worth,
        "hours": number(worth.hours),
        "people": [_line(request, case, one, people[one.employee_id], one is shown) for one in ordered],
        "shown_name": people[shown.employee_id].full_name if shown is not None else "",
        "days": _days(case, shown) if shown is not None else [],
        "used": [(used_sentence(one), one.figure.source) for one in worth.used],
        "missing": [unknown_sentence(one) for one in worth.missing],
        "without_wage": len(worth.without_wage),
        "campaigns": _campaign_lines(request, case, worth, typed),
        "reads_by_law": practice.carence == "law",
        "is_sent": case.is_declared,
        "form": typed[1] if typed is not None else None,
    }


def _line(
    request: PortalRequest, case: StoppageCase, one: PersonEstimate, person: Employee, is_shown: bool
) -> PersonLine:
    address = reverse("stoppages:estimate", args=[request.access.tiers.ref, case.public_id])
    return PersonLine(
        person.full_name,
        f"{address}?salarie={person.public_id}#jours",
        number(one.hours),
        one.wage,
        one.indemnity.total if one.indemnity is not None else None,
        one.reimbursement.total if one.reimbursement is not None else None,
        is_shown,
    )


def _days(case: StoppageCase, person: PersonEstimate) -> list[tuple[date, list[str]]]:
    """The days of this stoppage, each with its sum in words; a day holds the hours of every stoppage."""
    mine = {part.day for part in person.parts}
    return [(line.day, list(day_sentences(line))) for line in person.counted.days if line.day in mine]


def _campaign_lines(
    request: PortalRequest, case: StoppageCase, worth: CaseEstimate, typed: tuple[date, CampaignWagesForm] | None
) -> list[CampaignLine]:
    if not sees_campaign_wages(request.access):
        return []
    known = {one.campaign: one for one in worth.wages}
    may_type = can_say_campaign_wages(request.access, case)
    lines = []
    for campaign in _campaigns(case):
        wages = known.get(campaign)
        initial = {"amount": f"{wages.amount}".replace(".", ",") if wages is not None and wages.said_by else ""}
        form = CampaignWagesForm(initial=initial, auto_id=f"id_{campaign.year}_%s") if may_type else None
        if typed is not None and typed[0] == campaign:
            form = typed[1]
        lines.append(CampaignLine(campaign.isoformat(), f"{campaign.year}-{campaign.year + 1}", wages, form))
    return lines
