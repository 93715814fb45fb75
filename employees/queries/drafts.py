"""Hires being written, and what became of them."""

from core.access import Access
from core.rights import Right
from employees.models import Employee, HireDraft, Movement

_SHOWN = 50


def draft_of(access: Access, public_id: str) -> HireDraft | None:
    """With whom it is about, when the company knows them."""
    rows = HireDraft.objects.for_access(access).select_related("employee", "corrects__employment__employee")
    found: HireDraft | None = rows.filter(public_id=public_id).first()
    return found


def drafts_of(access: Access) -> list[HireDraft]:
    """What this person may go on with, the latest first."""
    if not access.has(Right.EMPLOYEES_ACT):
        return []
    return list(HireDraft.objects.for_access(access).select_related("created_by", "corrects")[:_SHOWN])


def draft_about(access: Access, employee: Employee) -> HireDraft | None:
    """The new contract already begun for somebody known."""
    found: HireDraft | None = (
        HireDraft.objects.for_access(access).filter(employee=employee, corrects__isnull=True).first()
    )
    return found


def sent_from(access: Access, public_id: str) -> Movement | None:
    """What the draft of that reference became: the declaration keeps its reference."""
    rows = Movement.objects.for_access(access).select_related("employment__employee")
    found: Movement | None = rows.filter(public_id=public_id).first()
    return found


def sees(access: Access, employee: Employee) -> bool:
    """Whoever acts for the company sees everybody: no query."""
    if access.tiers.establishment_id is None:
        return True
    return Employee.objects.for_access(access).filter(pk=employee.pk).exists()
