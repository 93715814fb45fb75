"""Whose absences, on which days: what a file, a printed page, an order of departures or a calendar is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from absences.models import Absence
from absences.models.absences import AbsenceQuerySet
from absences.stretches import Stretch
from core.access import Access
from employees.models import Employment
from employees.models.employments import EmploymentQuerySet


@dataclass(frozen=True, slots=True)
class Selection:
    """Both days included. `site` and `crew` are public references; empty values keep everybody."""

    first: date
    last: date
    site: str = ""
    crew: str = ""
    category: str = ""

    @property
    def stretch(self) -> Stretch:
        return Stretch(self.first, self.last)

    @property
    def kept(self) -> dict[str, Any]:
        """What it asks of a contract, by its columns."""
        asked = {"establishment__public_id": self.site, "crew__public_id": self.crew, "category": self.category}
        return {name: value for name, value in asked.items() if value}


def contracts_of(access: Access, selection: Selection) -> EmploymentQuerySet:
    """The contracts of these people that have one of these days."""
    rows: EmploymentQuerySet = Employment.objects.for_access(access).real()
    until = Q(ends_on__isnull=True) | Q(ends_on__gte=selection.first)
    return rows.filter(until, starts_on__lte=selection.last, **selection.kept)


def absences_of(access: Access, selection: Selection) -> AbsenceQuerySet:
    """Live, and on one of these days. Somebody who changed site is of each for the absences that they had there."""
    return of_these(access, Absence.objects.for_access(access).meeting(selection.stretch), selection)


def of_these(access: Access, rows: AbsenceQuerySet, selection: Selection) -> AbsenceQuerySet:
    """Of these absences, those of a day of a contract that the selection keeps."""
    if not selection.kept:
        return rows
    until = Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("starts_on"))
    contracts = Employment.objects.for_access(access).real().filter(until, **selection.kept)
    return rows.filter(Exists(contracts.filter(employee=OuterRef("employee"), starts_on__lte=OuterRef("ends_on"))))


def contract_then(access: Access, contracts: Iterable[Employment], stretch: Stretch) -> Employment | None:
    """Of the contracts of somebody, the first that the access acts for and that has one of these days."""
    site = access.tiers.establishment_id
    ours = (contract for contract in contracts if site in {None, contract.establishment_id})
    return next((contract for contract in ours if _has_one_of(contract, stretch)), None)


def _has_one_of(contract: Employment, stretch: Stretch) -> bool:
    is_over = contract.ends_on is not None and contract.ends_on < stretch.starts_on
    return contract.starts_on <= stretch.ends_on and not is_over
