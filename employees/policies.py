"""Who may do what about the people of a company."""

from typing import Any

from adherents.models import Establishment
from core.access import Access
from core.rights import Right
from core.staff.managers import is_manager_of
from employees.enums import MovementKind, MovementState
from employees.models import Employee, Employment, HireDraft, Movement


def can_work_at(access: Access, site: Establishment) -> bool:
    """Whoever acts declares people for the sites of the company acted for; for one site, for that one only."""
    if not access.has(Right.EMPLOYEES_ACT) or site.adherent_id != access.tiers.adherent_id:
        return False
    return access.tiers.establishment_id in (None, site.pk)


def can_write_draft(access: Access, draft: HireDraft) -> bool:
    """Whoever declares hires goes on with the drafts of the company, begun by whomever; for one site, of that site."""
    if not access.has(Right.EMPLOYEES_ACT) or draft.adherent_id != access.tiers.adherent_id:
        return False
    return access.tiers.establishment_id in (None, draft.establishment_id)


def can_import(access: Access) -> bool:
    """Whoever declares people declares a list of them, for the company or for the site acted for."""
    return access.has(Right.EMPLOYEES_ACT)


def can_act_on_movement(access: Access, movement: Movement) -> bool:
    """Correct or cancel a declaration of one's company, of one's site, that the caisse has not treated."""
    if not access.has(Right.EMPLOYEES_ACT) or movement.adherent_id != access.tiers.adherent_id:
        return False
    return movement.is_open and access.tiers.establishment_id in (None, movement.employment.establishment_id)


def can_request_change(access: Access, movement: Movement) -> bool:
    """Once the caisse has recorded a hire or a departure, one asks to change it."""
    if not access.has(Right.EMPLOYEES_ACT) or movement.adherent_id != access.tiers.adherent_id:
        return False
    is_recorded = movement.state == MovementState.ACCEPTED and movement.kind in (
        MovementKind.HIRE,
        MovementKind.DEPARTURE,
    )
    return is_recorded and access.tiers.establishment_id in (None, movement.employment.establishment_id)


def can_change_person(access: Access, employee: Employee) -> bool:
    """Whoever acts keeps the sheets of the people that they see (`Employee.for_access`)."""
    return access.has(Right.EMPLOYEES_ACT) and employee.adherent_id == access.tiers.adherent_id


def can_waive_split(access: Access, employee: Employee) -> bool:
    """Record, or withdraw, that somebody gave up their days of fractionnement in writing: whoever keeps their sheet."""
    return can_change_person(access, employee)


def can_request_hire_change(access: Access, employment: Employment, *, is_hire_open: bool) -> bool:
    """Once recorded, what was declared of a hire is changed by the caisse; until then one corrects it oneself."""
    return can_work_at(access, employment.establishment) and not employment.is_void and not is_hire_open


def can_show_nir(access: Access, employee: Employee) -> bool:
    """A right of its own; each time is in the journal (DOMAIN §6.2)."""
    return access.has(Right.NIR_CONSULT) and employee.adherent_id == access.tiers.adherent_id


def can_treat_movement(by: Any, movement: Movement) -> bool:
    """Managers of the caisse that the company belongs to today; superusers of the network, all."""
    return is_manager_of(by, movement.adherent.caisse_id, "employees.treat_movement")


def can_show_nir_to_staff(by: Any, employee: Employee) -> bool:
    """Managers of that caisse, each time in the journal."""
    return is_manager_of(by, employee.adherent.caisse_id, "employees.show_nir")
