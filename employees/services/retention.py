"""What is kept of people no longer than needed (DOMAIN §6.2, SECURITY L12). Periods are settings."""

from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core import audit, files
from employees.enums import VOID_STATES
from employees.models import Employee, EmployeeImport, Employment, HireDraft, Movement

BATCH = 500
# What is never removed, but with the person that it is about; apps above add theirs when the portal starts.
HISTORIES = ["employees.EmployeeEvent:append_only"]

audit.declare({"employees.people_purged": "Salariés effacés à la fin de leur durée de conservation"})


def purge_drafts() -> int:
    """Delete the hires that nobody went on writing; return how many."""
    old = HireDraft.objects.filter(updated_at__lt=timezone.now() - settings.HIRE_DRAFT_RETENTION)
    return old.delete()[1].get(HireDraft._meta.label, 0)


def purge_imports() -> int:
    """Delete imported files with their lines, which hold NIRs, whatever became of them; return how many."""
    old = EmployeeImport.objects.filter(created_at__lt=timezone.now() - settings.EMPLOYEE_IMPORT_RETENTION)
    purged = 0
    while batch := list(old.values_list("pk", "stored_name")[:BATCH]):
        EmployeeImport.objects.filter(pk__in=[pk for pk, _ in batch]).delete()
        files.delete([name for _, name in batch if name])
        purged += len(batch)
    return purged


def purge_people() -> int:
    """Delete, with everything that is about them, those who left long ago and those who never came; return how many."""
    purged, last = 0, 0
    while batch := list(_over().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        last = batch[-1]
        purged += _purge(batch)
    if purged:
        audit.record("employees.people_purged", changes={"count": purged})
    return purged


def _over() -> QuerySet[Employee]:
    contracts = Employment.objects.filter(employee=OuterRef("pk"))
    return Employee.objects.filter(_left(contracts) | _never_came(contracts)).exclude(
        Exists(Movement.objects.open().filter(employment__employee=OuterRef("pk")))
        | Exists(HireDraft.objects.filter(employee=OuterRef("pk")))
        | Exists(_younger(contracts, settings.VOID_HIRE_RETENTION).filter(caisse_state__in=VOID_STATES))
    )


def _left(contracts: QuerySet[Employment]) -> Q:
    """Their last contract ended long ago."""
    limit = timezone.localdate() - settings.EMPLOYEE_RETENTION
    real = contracts.exclude(caisse_state__in=VOID_STATES)
    return Q(Exists(real)) & ~Q(Exists(real.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=limit))))


def _never_came(contracts: QuerySet[Employment]) -> Q:
    """Every hire of theirs was refused or cancelled."""
    limit = timezone.now() - settings.VOID_HIRE_RETENTION
    return Q(created_at__lt=limit) & ~Q(Exists(contracts.exclude(caisse_state__in=VOID_STATES)))


def _younger(contracts: QuerySet[Employment], age: timedelta) -> QuerySet[Employment]:
    return contracts.filter(created_at__gte=timezone.now() - age)


@transaction.atomic
def _purge(ids: list[int]) -> int:
    """Asked again once the rows are held: whoever is being hired anew stays."""
    held = list(Employee.objects.select_for_update().order_by("pk").filter(pk__in=ids).values_list("pk", flat=True))
    gone = list(_over().filter(pk__in=held).values_list("pk", flat=True))
    with pgtrigger.ignore(*HISTORIES):
        Employee.objects.filter(pk__in=gone).delete()
    return len(gone)
