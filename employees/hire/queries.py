"""Hires begun and not sent, and people who may be the one being hired."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, Value

from core.access import Access
from core.rights import Right
from core.search import searched_form
from employees import nir as nirs
from employees.models import Employee, Employment, HireDraft, Movement

_SHOWN = 50


def draft_of(access: Access, public_id: str) -> HireDraft | None:
    """With whom it is about, when the company knows them."""
    rows = HireDraft.objects.for_access(access).select_related("employee", "corrects__employment__employee")
    draft: HireDraft | None = rows.filter(public_id=public_id).first()
    return draft


def drafts_of(access: Access) -> list[HireDraft]:
    """What this person may go on with, the latest first."""
    if not access.has(Right.EMPLOYEES_ACT):
        return []
    return list(HireDraft.objects.for_access(access).select_related("created_by", "corrects")[:_SHOWN])


def draft_about(access: Access, employee: Employee) -> HireDraft | None:
    """The new contract already begun for somebody known."""
    draft: HireDraft | None = (
        HireDraft.objects.for_access(access).filter(employee=employee, corrects__isnull=True).first()
    )
    return draft


def sent_from(access: Access, public_id: str) -> Movement | None:
    """What the draft of that reference became: the declaration keeps its reference."""
    rows = Movement.objects.for_access(access).select_related("employment__employee")
    sent: Movement | None = rows.filter(public_id=public_id).first()
    return sent


def sees(access: Access, employee: Employee) -> bool:
    """Whoever acts for the company sees everybody: no query."""
    if access.tiers.establishment_id is None:
        return True
    return Employee.objects.for_access(access).filter(pk=employee.pk).exists()


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody of the company. `is_seen`: whoever types sees their page; otherwise nothing is told of them."""

    employee: Employee
    has_same_nir: bool
    is_seen: bool


def duplicates_of(
    access: Access, draft: HireDraft, *, nir: str, last_name: str, first_name: str, birth_on: date | None
) -> list[KnownPerson]:
    """Those about whom this draft still has to say whether it speaks of them; one query.

    The number decides by itself. A name does not: the answer is remembered, and is known when the draft is about
    somebody already.
    """
    its_own = draft.corrects.employment.employee_id if draft.corrects is not None else draft.employee_id
    answered = draft.values.get(HireDraft.NOT_THE_SAME, [])
    people = []
    for employee in _alike(access, nir, last_name, birth_on):
        has_same_nir = bool(nir) and employee.nir_digest == nirs.digest(nir)
        is_asked = its_own is None and employee.public_id not in answered
        if employee.pk == its_own or not (has_same_nir or is_asked):
            continue
        if has_same_nir or (birth_on and employee.is_same_person(last_name, first_name, birth_on)):
            people.append(KnownPerson(employee, has_same_nir, employee.is_seen))
    return sorted(people, key=lambda known: not known.has_same_nir)


def _alike(access: Access, nir: str, last_name: str, birth_on: date | None) -> list[Any]:
    """Of the whole company: a person is one row, whatever the site."""
    wanted, name = Q(), searched_form(last_name)
    if nir:
        wanted |= Q(nir_digest=nirs.digest(nir))
    if name and birth_on:
        wanted |= Q(birth_on=birth_on, plain_name__startswith=name)
    if not wanted:
        return []
    people = Employee.objects.filter(wanted, adherent_id=access.tiers.adherent_id)
    site = access.tiers.establishment_id
    if site is None:
        return list(people.annotate(is_seen=Value(True)))
    contracts = Employment.objects.filter(employee=OuterRef("pk"), establishment_id=site)
    return list(people.annotate(is_seen=Exists(contracts)))


def has_contract_between(employee_id: int, starts_on: date, ends_on: date | None, *, but: int | None = None) -> bool:
    """A contract of that person on one of these days, other than `but`."""
    rows = Employment.objects.real().filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on), employee_id=employee_id
    )
    if ends_on is not None:
        rows = rows.filter(starts_on__lte=ends_on)
    return rows.exclude(pk=but).exists() if but is not None else rows.exists()
