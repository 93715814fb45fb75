"""Who was on the worksite."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from employees.figures import read_hours
from employees.nir import REFUSED_IN_ADDRESS, looks_like_nir
from stoppages.final.days import days_of
from stoppages.final.eligibility import counted_since, worked_before
from stoppages.final.forms import StatementsForm
from stoppages.final.people_page import Listed, added_from, hours_words, notes_of, proposal_for, proposed, written
from stoppages.final.presence import presence_of
from stoppages.final.queries import people_of, statements_of
from stoppages.final.services.people import Stated, keep_statements, write_people
from stoppages.final.views.frame import CONFLICT, case_to_write, is_sent, step_page, version_read
from stoppages.models import StoppageCase, StoppedPerson
from stoppages.queries.figures import figures_for
from stoppages.services.refusals import ChangedMeanwhile, StoppageRefused

_MOST_DAYS = 366
_MOST_HOURS = Decimal(2000)
_ADD_MOST = 500


@requires(Right.STOPPAGES_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    case = case_to_write(request, ref)
    if looks_like_nir(request.GET.get("q", "")):
        return redirect(f"{request.path}?refus={REFUSED_IN_ADDRESS}")
    if "attach" in request.POST:
        return _attached(request, case)
    if not is_sent(request):
        return _page(request, case, {})
    stated, errors = _read(request)
    if errors:
        return _page(request, case, errors, status=422)
    try:
        write_people(
            access=request.access,
            case=case,
            version=version_read(request),
            added=added_from(request.access, request.POST.getlist("add")[:_ADD_MOST]),
            removed=request.POST.getlist("remove"),
            stated=stated,
        )
    except StoppageRefused as refusal:
        messages.warning(request, refusal.message)
        return _page(request, case, {}, status=CONFLICT if isinstance(refusal, ChangedMeanwhile) else 422)
    return redirect("stoppages:hours" if "next" in request.POST else "stoppages:people", tiers, ref)


def _attached(request: PortalRequest, case: StoppageCase) -> HttpResponse:
    form = StatementsForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, case, {}, form=form, status=422)
    try:
        keep_statements(access=request.access, case=case, uploads=form.cleaned_data["files"])
    except StoppageRefused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, "Les déclarations signées sont jointes au dossier.")
    return redirect("stoppages:people", request.access.tiers.ref, case.public_id)


def _page(
    request: PortalRequest,
    case: StoppageCase,
    errors: Mapping[str, list[str]],
    *,
    form: StatementsForm | None = None,
    status: int | None = None,
) -> HttpResponse:
    days, typed = days_of(case.weather), request.GET.get("q", "")
    rows, figures = people_of(case), figures_for(case.adherent.caisse_id)
    known = [one.employee_id for one in rows]
    contracts, whose, has_more = proposal_for(request.access, case, days, known, typed)
    ids = [*known, *(one.employee_id for one in contracts)]
    presences = presence_of(request.access, case.adherent_id, ids, [counted_since(case, figures), *days])
    before = worked_before(case, rows, presences, figures)
    context: dict[str, Any] = {
        "people": [
            _listed(
                request, one, hours_words(before[one.employee_id]), notes_of(presences[one.employee_id], days), errors
            )
            for one in rows
        ],
        "proposed": proposed(contracts, presences, days, ticks=not rows and not typed),
        "whose": whose,
        "has_more": has_more,
        "typed": typed,
        "is_nir_refused": request.GET.get("refus") == REFUSED_IN_ADDRESS,
        "has_errors": bool(errors),
        "form": form if form is not None else StatementsForm(),
        "files": statements_of(case),
    }
    return step_page(request, case, "people", context, status=status)


def _listed(
    request: PortalRequest, person: StoppedPerson, hours: str, notes: list[str], errors: Mapping[str, list[str]]
) -> Listed:
    """What was typed, once something was; else what is known."""
    ref, posted = person.employee.public_id, request.POST
    refs = posted.getlist("person")
    days, before = written(person.days_before), written(person.hours_before)
    if ref in refs:
        rank = refs.index(ref)
        days, before = posted.get(f"d{rank}", ""), posted.get(f"b{rank}", "")
    return Listed(
        ref, person.employee.full_name, days, before, hours, notes, errors.get(ref, []), ref in posted.getlist("remove")
    )


def _read(request: PortalRequest) -> tuple[dict[str, Stated], dict[str, list[str]]]:
    """What is stated of each, and what reads badly, by reference."""
    stated, errors = {}, {}
    removed = set(request.POST.getlist("remove"))
    for rank, ref in enumerate(request.POST.getlist("person")):
        days, days_error = _days(request.POST.get(f"d{rank}", ""))
        hours, hours_error = _hours(request.POST.get(f"b{rank}", ""))
        stated[ref] = Stated(days, hours)
        if ref not in removed and (wrong := [one for one in (days_error, hours_error) if one]):
            errors[ref] = wrong
    return stated, errors


def _days(typed: str) -> tuple[int | None, str]:
    text = typed.strip()
    if not text:
        return None, ""
    if text.isascii() and text.isdecimal() and len(text) <= len(str(_MOST_DAYS)) and int(text) <= _MOST_DAYS:
        return int(text), ""
    return None, f"Jours déjà indemnisés : écrivez un nombre entier, de 0 à {_MOST_DAYS}, ou rien."


def _hours(typed: str) -> tuple[Decimal | None, str]:
    if not typed.strip():
        return None, ""
    try:
        hours = read_hours(typed)
    except ValidationError as error:
        return None, f"Heures des deux mois d’avant : {error.messages[0]}"
    return (hours, "") if hours <= _MOST_HOURS else (None, f"Heures des deux mois d’avant : {_MOST_HOURS} au plus.")
