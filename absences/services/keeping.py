"""A cancelled leave that the caisse still goes by, its cancellation refused: kept in the planning after all."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from absences.enums import EventKind
from absences.models import Absence
from absences.motives import sees_motives, shown_kind
from absences.policies import can_enter_absences
from absences.queries.contracts import contracts_of_person
from absences.services.history import changes_between, note, said_of
from absences.services.refusals import AbsenceRefused, AlreadyAbsent, OutOfContract
from absences.services.settling import settle
from absences.stretches import Stretch
from absences.telling import last_heard, said_of_leave
from core.access import Access
from employees.models import Employee


def keep_leave(*, access: Access, absence: Absence) -> Absence:
    """It holds again the days that the caisse goes by: nothing is left to tell. Raises AbsenceRefused,
    PermissionDenied.
    """
    if not can_enter_absences(access):
        raise PermissionDenied
    with transaction.atomic():
        locked = _locked(access, absence)
        heard = None if locked.is_live else last_heard(said_of_leave(locked))
        if heard is None:
            raise AbsenceRefused("Ce congé n’est plus à garder : relisez ce qu’il est devenu.")
        _check(access, locked, heard.stretch)
        before = said_of(locked)
        locked.stretch, locked.kind = heard.stretch, heard.leave_kind or locked.kind
        locked.after_departure = ""
        locked.version += 1
        settle(locked, is_cancelled=False)
        note(locked, EventKind.KEPT, access=access, changes=changes_between(before, said_of(locked)))
    return locked


def _locked(access: Access, absence: Absence) -> Absence:
    """The absence and its person, held; the person first, as everywhere."""
    Employee.objects.select_for_update(no_key=True).get(pk=absence.employee_id)
    rows = Absence.objects.for_access(access).select_related("kind", "employee__adherent")
    locked: Absence | None = rows.select_for_update(of=("self",), no_key=True).filter(pk=absence.pk).first()
    if locked is None:
        raise PermissionDenied
    return locked


def _check(access: Access, absence: Absence, stretch: Stretch) -> None:
    """Its days are of a contract, and still free."""
    name = absence.employee.full_name
    if outside := stretch.without(contracts_of_person(absence.employee_id)):
        raise OutOfContract(name, outside[0].label)
    rows = Absence.objects.filter(adherent_id=absence.adherent_id, employee_id=absence.employee_id)
    met = rows.meeting(stretch).select_related("kind").first()
    if met is not None:
        raise AlreadyAbsent(name, shown_kind(met.kind, with_motives=sees_motives(access)).name, met.stretch.label)
