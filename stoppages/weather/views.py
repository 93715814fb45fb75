"""A weather stoppage from the site: started, changed, sent for the first time; the receipt of what is sent."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import files, throttling, typed_again
from core.guards import refuse, requires
from core.http import PortalRequest
from core.rights import Right
from core.templatetags.portal import nbsp_punctuation
from employees.places import places_of
from stoppages.deadline_words import deadline_of, deadline_words
from stoppages.enums import IN_WRITING, WRITABLE, CaseState, Nature
from stoppages.models import StoppageCase, StoppageDeclaration
from stoppages.page import case_or_404, case_page, refused, section_page
from stoppages.policies import can_act, can_act_on_nature
from stoppages.services.refusals import ChangedMeanwhile, StoppageRefused
from stoppages.weather import services
from stoppages.weather.advice import advice_of
from stoppages.weather.forms import ASKED, WeatherForm, asked_by, typed_of
from stoppages.weather.queries import drafts_of, provisional_of
from stoppages.weather.receipts import grouped, print_receipt
from stoppages.weather.words import rows_of
from stoppages.worksites.queries import offered_worksites

_SENT = "La déclaration provisoire est envoyée. Reste la définitive : les heures perdues."
_FORM = ["GET", "HEAD", "POST"]
_LONGEST_VERSION = 9
# A button of the form that leads to the register and comes back: its value → the page.
_ELSEWHERE = {"ajouter": "add_worksite", "rechercher": "worksites"}
_NATURES = (
    (Nature.WEATHER, "start_weather", "cloud-drizzle", "Le travail s’arrête sur un chantier à cause du temps."),
    (Nature.SICK_LEAVE, "start_sick_leave", "person-dash", "Maladie, accident, maternité, paternité d’un salarié."),
)


@requires(Right.STOPPAGES_ACT)
@require_safe
def start(request: PortalRequest, tiers: str) -> HttpResponse:
    """Of which nature; an arrêt de travail is not offered to who may not read motives."""
    offered = [
        {"label": nature.label, "url": reverse(f"stoppages:{name}", args=[tiers]), "icon": icon, "what": what}
        for nature, name, icon, what in _NATURES
        if can_act_on_nature(request.access, nature)
    ]
    return section_page(request, "index", "weather/start", {"natures": offered})


@requires(Right.STOPPAGES_ACT)
@require_http_methods(_FORM)
def start_weather(request: PortalRequest, tiers: str) -> HttpResponse:
    if (leading := _led_to_the_register(request)) is not None:
        return leading
    form = _weather_form(request, asked_by(request.GET))
    if form.is_bound and form.is_valid():
        throttling.enforce("stoppages_opened", str(request.access.user.pk))
        try:
            case = services.open_weather(access=request.access, values=form.values(), attempt=form.chosen_attempt)
        except StoppageRefused as refusal:
            form.add_error(refusal.field or None, refusal.message)
        else:
            return redirect("stoppages:provisional", tiers, case.public_id)
    context = {"form": form, "drafts": drafts_of(request.access), "has_more": form.has_more_worksites}
    return section_page(request, "index", "weather/start_weather", context)


@requires(Right.STOPPAGES_ACT)
@require_http_methods(_FORM)
def change_weather(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    case = _weather_case(request, ref)
    if case.state not in WRITABLE:
        return redirect("stoppages:case", tiers, ref)
    if (leading := _led_to_the_register(request)) is not None:
        return leading
    initial = typed_of(case.weather) | (asked_by(request.GET) if "chantier" in request.GET else {})
    form, version = _weather_form(request, initial, case), _version_read(request, case)
    if form.is_bound and form.is_valid():
        try:
            services.change_weather(access=request.access, case=case, values=form.values(), version=version)
        except StoppageRefused as refusal:
            version = _kept_with(form, refusal, case, version)
        else:
            return redirect("stoppages:amend" if case.is_declared else "stoppages:provisional", tiers, ref)
    context = {"form": form, "version": version, "has_more": form.has_more_worksites}
    return case_page(request, case, "weather/change_weather", context)


@requires(Right.STOPPAGES_CONSULT)
@require_safe
def provisional(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    """What would be sent, and its button; once sent, what was."""
    case = _weather_case(request, ref)
    sent = provisional_of(case)
    may_act = can_act(request.access, case) and case.state in IN_WRITING
    if case.state in IN_WRITING and (sent is None or case.to_amend):
        return _to_send(request, case, sent, may_act=may_act)
    if sent is None:
        return redirect("stoppages:case", tiers, ref)
    context = {
        "declaration": sent,
        "fingerprint": grouped(sent.fingerprint),
        "deadline": deadline_of(case) if case.state == CaseState.PROVISIONAL else None,
        "may_act": may_act,
    }
    return case_page(request, case, "weather/sent", context)


@requires(Right.STOPPAGES_ACT)
@require_POST
def send_provisional(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    """Sent twice, it is answered twice the same."""
    case = _weather_case(request, ref)
    try:
        services.send_provisional(access=request.access, case=case, version=_version_read(request, case))
    except ChangedMeanwhile as refusal:
        messages.warning(request, refusal.message)
    except StoppageRefused as refusal:
        return refused(request, case, refusal)
    else:
        if case.weather.resumes_at is not None:
            messages.success(request, _SENT)
            return redirect("stoppages:people", tiers, ref)
    return redirect("stoppages:provisional", tiers, ref)


@requires(Right.STOPPAGES_CONSULT)
@require_safe
def receipt(request: PortalRequest, tiers: str, public_id: str) -> Any:
    """Of every kind of declaration."""
    if not request.access.takes_files:
        refuse(request)
    throttling.enforce("stoppage_papers", str(request.access.user.pk))
    shown = request.access.get_or_404(StoppageDeclaration, public_id, "case", "adherent__caisse")
    content = print_receipt(access=request.access, declaration=shown)
    return files.attachment_of(content, filename=f"recepisse-{shown.reference}.pdf")


def _to_send(
    request: PortalRequest, case: StoppageCase, sent: StoppageDeclaration | None, *, may_act: bool
) -> HttpResponse:
    weather = case.weather
    deadline = deadline_of(case) if case.state == CaseState.DRAFT else None
    context = {
        "rows": [{"label": label, "value": nbsp_punctuation(value)} for label, value in rows_of(weather)],
        "advice": advice_of(request.access, weather),
        "deadline": deadline,
        "sent": sent,
        "was_due": deadline_words(sent.due_at) if sent is not None and sent.due_at is not None else None,
        "may_act": may_act,
    }
    return case_page(request, case, "weather/provisional", context)


def _weather_form(request: PortalRequest, initial: dict[str, Any], case: StoppageCase | None = None) -> WeatherForm:
    access = request.access
    chosen = [request.POST.get("worksite", ""), str(initial.get("worksite", ""))]
    crews = list(places_of(access).crews)
    own = case.weather.crew if case is not None else None
    if own is not None and own.pk not in {crew.pk for crew in crews}:
        crews.append(own)
    return WeatherForm(request.POST or None, offered=offered_worksites(access, *chosen), crews=crews, initial=initial)


def _weather_case(request: PortalRequest, ref: str) -> StoppageCase:
    """An arrêt de travail has no such page."""
    case = case_or_404(request, ref)
    if not case.is_weather:
        raise Http404
    return case


def _led_to_the_register(request: PortalRequest) -> HttpResponse | None:
    """A worksite is to be added, or searched for: what is typed is kept in the address that one comes back to."""
    asked = request.POST.get("chantiers", "")
    if asked not in _ELSEWHERE:
        return None
    kept = {address: request.POST.get(name, "") for name, address in ASKED.items()}
    kept["chantier"] = request.POST.get("worksite", "")
    back = f"{request.path}?{urlencode(kept)}"
    address = reverse(f"stoppages:{_ELSEWHERE[asked]}", args=[request.access.tiers.ref])
    return redirect(f"{address}?{urlencode({'retour': back})}")


def _kept_with(form: forms.Form, refusal: StoppageRefused, case: StoppageCase, version: int) -> int:
    """What was typed stays, with why; whoever read what changed may send it again over it."""
    form.add_error(refusal.field or None, refusal.message)
    return case.version if isinstance(refusal, ChangedMeanwhile) else version


def _version_read(request: PortalRequest, case: StoppageCase) -> int:
    """That of the page which was filled in; the present one when it does not say."""
    typed = request.POST.get("version", "") or typed_again.mark("version")
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= _LONGEST_VERSION
    return int(typed) if is_number else case.version
