"""The hourly wages, seen and checked by who may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from core import typed_again
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from core.templatetags.portal import euros
from employees.figures import read_amount
from stoppages.final.queries import people_of
from stoppages.final.services.wages import check_wages
from stoppages.final.views.frame import CONFLICT, case_to_certify, is_sent, step_page, version_read
from stoppages.models import StoppageCase, StoppedPerson
from stoppages.queries.figures import figures_on
from stoppages.services.refusals import ChangedMeanwhile, StoppageRefused

_MOST = Decimal(1000)
_WRONG = "Saisissez le salaire d’une heure, en euros : par exemple 14,25."


@dataclass(frozen=True, slots=True)
class WageLine:
    ref: str
    name: str
    typed: str
    notes: list[str]
    error: str


@requires(Right.WAGES_CONSULT)
@require_http_methods(["GET", "HEAD", "POST"])
def wages(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    case = case_to_certify(request, ref)
    people = people_of(case)
    if not is_sent(request):
        return _page(request, case, people, _kept(), {})
    typed = {one.employee.public_id: request.POST.get(f"w-{one.employee.public_id}", "") for one in people}
    read, errors = _read(typed)
    if errors:
        return _page(request, case, people, typed, errors, status=422)
    try:
        check_wages(access=request.access, case=case, version=version_read(request), wages=read)
    except StoppageRefused as refusal:
        messages.warning(request, refusal.message)
        return _page(
            request, case, people, typed, {}, status=CONFLICT if isinstance(refusal, ChangedMeanwhile) else 422
        )
    return redirect("stoppages:certify", tiers, ref)


def _kept() -> dict[str, str]:
    """What was typed when the session was over."""
    kept = typed_again.present()
    names = kept.fields if kept is not None else {}
    return {name[2:]: names.get(name, "") for name in names if name.startswith("w-")}


def _read(typed: dict[str, str]) -> tuple[dict[str, Decimal | None], dict[str, str]]:
    read: dict[str, Decimal | None] = {}
    errors: dict[str, str] = {}
    for ref, text in typed.items():
        try:
            read[ref] = read_amount(text) if text.strip() else None
        except ValidationError:
            errors[ref] = _WRONG
        else:
            if read[ref] is not None and not 0 < (read[ref] or 0) < _MOST:
                errors[ref] = _WRONG
    return read, errors


def _page(
    request: PortalRequest,
    case: StoppageCase,
    people: Iterable[StoppedPerson],
    typed: dict[str, str],
    errors: dict[str, str],
    *,
    status: int | None = None,
) -> HttpResponse:
    ceiling = figures_on(case.starts_on, case.adherent.caisse_id).hourly_ceiling
    most = ceiling.value if ceiling is not None else None
    lines = [
        WageLine(
            one.employee.public_id,
            one.employee.full_name,
            typed.get(one.employee.public_id, _written(one.hourly_wage)),
            list(_notes(one, most)),
            errors.get(one.employee.public_id, ""),
        )
        for one in people
    ]
    context = {"lines": lines, "ceiling": ceiling, "has_errors": bool(errors), "eve": case.starts_on}
    return step_page(request, case, "wages", context, status=status)


def _notes(person: StoppedPerson, most: Decimal | None) -> Iterable[str]:
    contract = person.employment.hourly_wage
    if contract is None:
        yield "Le contrat ne dit pas de salaire horaire."
    elif person.hourly_wage != contract:
        yield f"Le contrat dit {euros(contract)}."
    if most is not None and person.hourly_wage is not None and person.hourly_wage > most:
        yield f"Indemnisé dans la limite de {euros(most)} (D5424-16)."


def _written(wage: Decimal | None) -> str:
    return "" if wage is None else f"{wage}".replace(".", ",")
