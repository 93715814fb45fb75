"""Somebody chosen among the people of a company, before what is typed of them: a search, and its list."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from core.access import Access
from core.http import PortalRequest
from core.search import holding, search_words
from employees.models import Employment
from employees.nir import REFUSED_IN_ADDRESS, looks_like_nir

SHOWN_PEOPLE = 20
_LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be chosen; `note`: when they come, or left."""

    ref: str
    name: str
    qualification: str
    note: str


def without_number(request: PortalRequest) -> HttpResponse | None:
    """Where a NIR that was searched for is left behind; None when none was."""
    is_number = looks_like_nir(request.GET.get("q", ""))
    return redirect(f"{request.path}?refus={REFUSED_IN_ADDRESS}") if is_number else None


def choice_of_person(request: PortalRequest, asked: dict[str, str], address: str = "") -> dict[str, Any]:
    """What `absences/parts/choose_person.html` shows; `asked`: what the address asks for, kept while one chooses;
    `address`: where the choice leads, the page itself unless it is said.
    """
    typed = request.GET.get("q", "")
    people = candidates(request.access, typed)
    return {
        "people": people[:SHOWN_PEOPLE],
        "has_more": len(people) > SHOWN_PEOPLE,
        "typed": typed[:_LONGEST_SEARCH],
        "asked": asked,
        "address": address or request.path,
        "is_nir_refused": request.GET.get("refus") == REFUSED_IN_ADDRESS,
    }


def candidates(access: Access, typed: str) -> list[Candidate]:
    """The first ones by name, and one more than are shown when there are more."""
    rows = Employment.objects.of_people_in(access.scope).current().real()
    if words := search_words(typed):
        rows = holding(rows, words, "employee__plain_name")
    rows = rows.select_related("employee").order_by("employee__plain_name", "employee_id")
    return [_candidate(row, timezone.localdate()) for row in rows[: SHOWN_PEOPLE + 1]]


def _candidate(row: Employment, today: date) -> Candidate:
    note = ""
    if row.starts_on > today:
        note = f"à partir du {row.starts_on:%d/%m/%Y}"
    elif row.ends_on is not None and row.ends_on < today:
        note = f"jusqu’au {row.ends_on:%d/%m/%Y}"
    return Candidate(row.employee.public_id, row.employee.full_name, row.qualification, note)
