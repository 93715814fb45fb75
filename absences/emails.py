"""One function per message of absences. None holds a motive, nor the reason that the caisse gives."""

from django.urls import reverse

from absences.enums import DeclarationKind
from absences.models import LeaveDeclaration
from absences.words import REFUSED, THE_OBJECT
from core.mail import send_email


def leave_refused(declaration: LeaveDeclaration) -> None:
    """Tells whoever sent it that the caisse refuses it; `declaration` with its absence, its author, its caisse."""
    person, adherent = declaration.sent_by, declaration.adherent
    if person is None or not person.is_active:
        return
    kind = DeclarationKind(declaration.kind)
    send_email(
        kind="absences/leave_refused",
        to=person.email,
        context={
            "first_name": person.first_name,
            "company": adherent.name,
            "refused": REFUSED[kind],
            "the_object": THE_OBJECT[kind],
            "reference": declaration.reference,
            "employee": declaration.absence.employee.full_name,
            "days": declaration.stretch.label,
            "path": reverse("absences:declaration", args=[adherent.public_id, declaration.public_id]),
            "caisse": adherent.caisse,
        },
        user=person,
        caisse_id=adherent.caisse_id,
    )
