"""Rows that several pages of a final declaration show."""

from collections.abc import Collection

from employees.models import Employee
from stoppages.enums import DeclarationKind, FileKind
from stoppages.final.rules import Key, Lost
from stoppages.models import CaseFile, StoppageCase, StoppageDeclaration, StoppedPerson


def people_of(case: StoppageCase) -> list[StoppedPerson]:
    """By name, each with its contract."""
    rows = case.stoppedpersons.select_related("employee", "employment")
    return list(rows.order_by("employee__plain_name", "employee_id"))


def lost_of(case: StoppageCase) -> dict[Key, Lost]:
    """What is in writing, by person and day; without an object for each of thousands of cells."""
    rows = case.lostdays.values_list("employee_id", "day", "hours", "replaced")
    return {(employee_id, day): Lost(hours, replaced) for employee_id, day, hours, replaced in rows}


def statements_of(case: StoppageCase) -> list[CaseFile]:
    return list(case.casefiles.filter(kind=FileKind.STATEMENT, purged_at__isnull=True))


def versions_of(case: StoppageCase) -> list[StoppageDeclaration]:
    """The final declarations sent, the first one first."""
    rows = case.stoppagedeclarations.filter(kind=DeclarationKind.FINAL).select_related("worksite")
    return list(rows.order_by("number"))


def employees_by_id(ids: Collection[int]) -> dict[int, Employee]:
    return {one.pk: one for one in Employee.objects.filter(pk__in=ids)}


def version_now(case: StoppageCase) -> int:
    """After what was tried, by this person or another."""
    version: int = StoppageCase.objects.values_list("version", flat=True).get(pk=case.pk)
    return version
