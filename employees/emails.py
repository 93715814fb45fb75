"""One function per message of employees. None holds an NIR, a wage or a reason of departure."""

from django.urls import reverse

from core.french import la
from core.mail import send_email
from employees.models import Movement


def correction_asked(movement: Movement) -> None:
    """Tells whoever sent it what the caisse asks to correct."""
    _to_author(movement, kind="employees/correction_asked")


def movement_refused(movement: Movement) -> None:
    """Tells whoever sent it why the caisse refuses it."""
    _to_author(movement, kind="employees/movement_refused")


def _to_author(movement: Movement, *, kind: str) -> None:
    person, adherent = movement.sent_by, movement.adherent
    if person is None or not person.is_active:
        return
    employee = movement.employment.employee
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
            "path": reverse("employees:employee", args=[adherent.public_id, employee.public_id]),
            "caisse": adherent.caisse,
        },
        user=person,
        caisse_id=adherent.caisse_id,
    )
