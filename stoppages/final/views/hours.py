"""The grid of the hours lost: typed, pasted, filled, saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core import typed_again
from core.guards import requires
from core.http import PortalRequest
from core.menus import Option
from core.rights import Right
from stoppages.arithmetic.sentences import number
from stoppages.final.days import days_of
from stoppages.final.grid import columns_of, grid_of, people_on_a_page, usual_hours
from stoppages.final.presence import Presence, presence_of
from stoppages.final.queries import lost_of, people_of
from stoppages.final.rules import Key, Lost
from stoppages.final.services.hours import Area, HoursRefused, save_hours
from stoppages.final.typed_hours import Pasted, TypedGrid, paste, read_cells, read_grid
from stoppages.final.views.frame import CONFLICT, case_to_write, is_sent, step_page, version_read
from stoppages.models import StoppageCase, StoppedPerson
from stoppages.policies import can_certify
from stoppages.services.refusals import ChangedMeanwhile, StoppageRefused

_REPLACED = "remplacees"
_TOLD = 20
_COMPLETE = "Les heures sont complètes."
_BY_EMAIL = "Qui peut certifier la déclaration en est averti par courriel."


@dataclass(slots=True)
class Sheet:
    """The grid being worked on: its people, its days, what is saved, and what the page was sent with."""

    case: StoppageCase
    people: list[StoppedPerson]
    days: list[date]
    presences: dict[int, Presence]
    saved: dict[Key, Lost]
    is_replaced: bool
    page: "Page[StoppedPerson]"
    texts: dict[Key, str] = field(default_factory=dict)
    errors: dict[Key, str] = field(default_factory=dict)

    @property
    def shown(self) -> list[StoppedPerson]:
        return list(self.page)

    def saved_texts(self) -> dict[Key, str]:
        return {key: _text(one, self.is_replaced) for key, one in self.saved.items()}


@requires(Right.STOPPAGES_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    case = case_to_write(request, ref)
    sheet = _sheet(request, case)
    if not is_sent(request):
        kept = typed_again.present()
        sheet.texts = sheet.saved_texts() | (_texts(sheet, read_grid(kept.fields)) if kept is not None else {})
        return _page(request, sheet)
    typed = read_grid(request.POST)
    sheet.texts = sheet.saved_texts() | _texts(sheet, typed)
    if "paste" in request.POST:
        return _pasted(request, sheet)
    if "fill" in request.POST:
        return _filled(request, sheet, request.POST["fill"])
    return _saved(request, sheet, typed)


def _sheet(request: PortalRequest, case: StoppageCase) -> Sheet:
    days = days_of(case.weather)
    people = people_of(case)
    presences = presence_of(request.access, case.adherent_id, [one.employee_id for one in people], days)
    saved = lost_of(case)
    columns = columns_of(days, presences, saved)
    asked = request.POST if is_sent(request) else request.GET
    page = Paginator(people, people_on_a_page(columns)).get_page(asked.get("page"))
    return Sheet(case, people, columns, presences, saved, asked.get("heures") == _REPLACED, page)


def _texts(sheet: Sheet, typed: TypedGrid) -> dict[Key, str]:
    """By the keys of those who are on the list."""
    ids = {one.employee.public_id: one.employee_id for one in sheet.people}
    return {(ids[ref], day): text for (ref, day), text in typed.texts.items() if ref in ids}


def _saved(request: PortalRequest, sheet: Sheet, typed: TypedGrid) -> HttpResponse:
    texts = _texts(sheet, typed)
    read, sheet.errors = read_cells(texts)
    if sheet.errors:
        return _page(request, sheet, status=422)
    ids = {key[0] for key in texts}
    is_complete = "complete" in request.POST
    try:
        save_hours(
            access=request.access,
            case=sheet.case,
            version=version_read(request),
            area=Area(ids, typed.days),
            lost={key: _lost(sheet, key, value) for key, value in read.items()},
            is_complete=is_complete,
        )
    except HoursRefused as refusal:
        sheet.errors = dict(refusal.problems)
        return _page(request, sheet, status=422)
    except StoppageRefused as refusal:
        messages.warning(request, refusal.message)
        return _page(request, sheet, status=CONFLICT if isinstance(refusal, ChangedMeanwhile) else 422)
    return _after(request, sheet, is_complete=is_complete)


def _lost(sheet: Sheet, key: Key, value: Any) -> Lost:
    """The grid shown writes one of the two numbers; the other one stays, but never more than the hours."""
    before = sheet.saved.get(key, Lost(value))
    if sheet.is_replaced:
        return replace(before, replaced=value) if key in sheet.saved else Lost(value * 0)
    return Lost(value, min(before.replaced, value) if key in sheet.saved else value * 0)


def _after(request: PortalRequest, sheet: Sheet, *, is_complete: bool) -> HttpResponse:
    tiers, ref = request.access.tiers.ref, sheet.case.public_id
    if is_complete:
        certifies = can_certify(request.access, sheet.case)
        told = _COMPLETE if certifies else f"{_COMPLETE} {_BY_EMAIL}"
        messages.success(request, told)
        return redirect("stoppages:wages" if certifies else "stoppages:certify", tiers, ref)
    messages.success(request, "Les heures sont enregistrées.")
    asked = {"heures": _REPLACED} if sheet.is_replaced else {}
    page = request.POST.get("to", request.POST.get("page", ""))
    address = reverse("stoppages:hours", args=[tiers, ref])
    query = urlencode({**asked, **({"page": page} if page.isdecimal() else {})})
    return redirect(f"{address}?{query}" if query else address)


def _pasted(request: PortalRequest, sheet: Sheet) -> HttpResponse:
    """Put in the cells, to be seen and then saved; into all the people of the page, from the first."""
    people = [(one.employee.public_id, one.employee.full_name) for one in sheet.shown]
    pasted = paste(request.POST.get("pasted", ""), people, sheet.days)
    sheet.texts |= _texts(sheet, TypedGrid([], [], pasted.texts))
    sheet.errors = read_cells({key: sheet.texts[key] for key in sheet.texts})[1]
    return _page(request, sheet, {"pasted": pasted, "is_pasted": True}, status=200)


def _filled(request: PortalRequest, sheet: Sheet, what: str) -> HttpResponse:
    """The blank cells of a day, or of all, with what each one's schedule has."""
    for person in sheet.shown:
        for day in sheet.days:
            key = (person.employee_id, day)
            usual = usual_hours(sheet.presences[person.employee_id], day, sheet.case.weather)
            if usual and what in ("", day.isoformat()) and not sheet.texts.get(key):
                sheet.texts[key] = number(usual)
    return _page(request, sheet, {"is_filled": True}, status=200)


def _page(
    request: PortalRequest, sheet: Sheet, more: Mapping[str, Any] | None = None, *, status: int | None = None
) -> HttpResponse:
    case = sheet.case
    grid = grid_of(
        sheet.shown,
        sheet.days,
        sheet.presences,
        sheet.texts,
        errors=sheet.errors,
        only=sheet.saved.keys() if sheet.is_replaced else None,
    )
    context = {
        "grid": grid,
        "page": sheet.page,
        "options": _options(request, case, sheet.is_replaced),
        "is_replaced": sheet.is_replaced,
        "told": _told(sheet),
        "error_count": len(sheet.errors),
        "pasted": Pasted(),
        "pasted_text": "",
        "is_pasted": False,
        "is_filled": False,
        "days": ",".join(day.isoformat() for day in sheet.days),
        "is_complete": case.weather.hours_entered_at is not None,
        **(more or {}),
    }
    context["pasted_text"] = "\n".join(context["pasted"].left)
    return step_page(request, case, "hours", context, status=status)


def _told(sheet: Sheet) -> list[tuple[str, str]]:
    """(the cell, what is wrong): the first ones, in the order of the grid."""
    rows = {one.employee_id: (rank, one.employee.full_name) for rank, one in enumerate(sheet.shown)}
    told = []
    for (employee_id, day), error in sheet.errors.items():
        rank, name = rows.get(employee_id, (0, ""))
        told.append(
            (
                rank,
                day,
                f"c{rank}-{sheet.days.index(day)}" if day in sheet.days else "",
                f"{name}, {day:%d/%m/%Y} : {error}",
            )
        )
    return [(cell, text) for _, _, cell, text in sorted(told)[:_TOLD]]


def _options(request: PortalRequest, case: StoppageCase, is_replaced: bool) -> list[Option]:
    address = reverse("stoppages:hours", args=[request.access.tiers.ref, case.public_id])
    return [
        Option("Heures perdues", address, not is_replaced),
        Option("Dont remplacées", f"{address}?heures={_REPLACED}", is_replaced),
    ]


def _text(lost: Lost, is_replaced: bool) -> str:
    value = lost.replaced if is_replaced else lost.hours
    return number(value) if value else ""
