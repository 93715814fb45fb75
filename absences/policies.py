"""Who may do what with the absences of a company."""

from typing import Any

from absences.enums import AbsenceState, DeclarationKind, DeclarationState
from absences.models import Absence, LeaveDeclaration
from absences.motives import may_use
from core.access import Access
from core.rights import Right
from core.staff.managers import is_manager_of
from employees.models import Crew


def can_enter_absences(access: Access) -> bool:
    """For the people that they see; `services` check that the days are of a contract that they act for."""
    return access.has(Right.ABSENCES_ACT)


def can_change_absence(access: Access, absence: Absence) -> bool:
    """Live, of one's company, of a kind whose motive one may read. Leave that the caisse has paid is changed by it."""
    if absence.adherent_id != access.tiers.adherent_id or not may_use(access, absence.kind):
        return False
    return absence.is_live and absence.state != AbsenceState.PAID


def can_set_crew_needs(access: Access, crew: Crew) -> bool:
    """Of the company acted for; for one site, of that site."""
    if not access.has(Right.ABSENCES_ACT) or crew.adherent_id != access.tiers.adherent_id:
        return False
    return access.tiers.establishment_id in (None, crew.establishment_id)


def can_declare_leave(access: Access, absence: Absence) -> bool:
    """Something of it has to be told to the caisse: a leave, a change, or that it is no leave any more."""
    is_ours = absence.adherent_id == access.tiers.adherent_id
    return is_ours and access.has(Right.ABSENCES_ACT) and absence.to_declare


def can_withdraw_declaration(access: Access, declaration: LeaveDeclaration) -> bool:
    """One's own company's, as long as the caisse has not treated it."""
    is_ours = declaration.adherent_id == access.tiers.adherent_id
    return is_ours and access.has(Right.ABSENCES_ACT) and declaration.is_waiting


def can_keep_leave(access: Access, declaration: LeaveDeclaration) -> bool:
    """The caisse refused this cancellation, of a leave that is still cancelled here."""
    is_refused = (declaration.kind, declaration.state) == (DeclarationKind.CANCELLATION, DeclarationState.REFUSED)
    return is_refused and not declaration.absence.is_live and can_declare_leave(access, declaration.absence)


def can_treat_leave(by: Any, declaration: LeaveDeclaration) -> bool:
    """Managers of the caisse that the company belongs to today; superusers of the network, all."""
    return is_manager_of(by, declaration.adherent.caisse_id, "absences.treat_leavedeclaration")
