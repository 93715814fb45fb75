"""One function per message of employees. None holds an NIR, a wage or a reason of departure."""

from django.urls import reverse

from core.access import Access
from core.french import la
from core.mail import send_email
from core.rights import Right
from delegations.recipients import told_of_decision
from employees.models import Movement


def correction_asked(movement: Movement) -> None:
    """Tells what the caisse asks to correct."""
    _to_whoever_acts(movement, kind="employees/correction_asked")


def movement_refused(movement: Movement) -> None:
    """Tells why the caisse refuses it."""
    _to_whoever_acts(movement, kind="employees/movement_refused")


def _to_whoever_acts(movement: Movement, *, kind: str) -> None:
    told = told_of_decision(
        author=movement.sent_by,
        adherent_id=movement.adherent_id,
        places=[movement.adherent.public_id, movement.employment.establishment.public_id],
        right=Right.EMPLOYEES_ACT,
    )
    for access in told:
        _tell(movement, access, kind=kind)


def _tell(movement: Movement, access: Access, *, kind: str) -> None:
    person, adherent, employee = access.user, movement.adherent, movement.employment.employee
    send_email(
        kind=kind,
        to=person.email,
        context={
            "first_name": person.first_name,
            "company": adherent.name,
            "movement": movement.get_kind_display().lower(),
            "the_movement": la(movement.get_kind_display().lower()),
            "reference": movement.reference,
            "employee": employee.full_name,
            "path": reverse("employees:employee", args=[access.tiers.ref, employee.public_id]),
            "caisse": adherent.caisse,
        },
        user=person,
        caisse_id=adherent.caisse_id,
    )
