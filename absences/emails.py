"""One function per message of absences. None holds a motive, nor the reason that the caisse gives."""

from django.urls import reverse

from absences.enums import DeclarationKind
from absences.models import LeaveDeclaration
from absences.words import REFUSED, THE_OBJECT
from core.access import Access, Scope
from core.mail import send_email
from core.rights import Right
from delegations.recipients import told_of_decision
from employees.models import Employment


def leave_refused(declaration: LeaveDeclaration) -> None:
    """Tells that the caisse refuses it; `declaration` with its absence, its author, its caisse."""
    told = told_of_decision(
        author=declaration.sent_by,
        adherent_id=declaration.adherent_id,
        places=[declaration.adherent.public_id, *_sites_of(declaration)],
        right=Right.ABSENCES_ACT,
    )
    for access in told:
        _tell_of_refusal(declaration, access)


def _sites_of(declaration: LeaveDeclaration) -> list[str]:
    """Where the person has worked, the latest first, of which one sees the leave there."""
    contracts = Employment.objects.real().filter(employee_id=declaration.absence.employee_id)
    sites = contracts.order_by("-starts_on").values_list("establishment_id", "establishment__public_id")
    return [ref for pk, ref in dict.fromkeys(sites) if _is_seen_from(declaration, pk)]


def _is_seen_from(declaration: LeaveDeclaration, site_id: int) -> bool:
    rows = LeaveDeclaration.objects.for_scope(Scope(declaration.adherent_id, site_id))
    return bool(rows.filter(pk=declaration.pk).exists())


def _tell_of_refusal(declaration: LeaveDeclaration, access: Access) -> None:
    person, adherent, kind = access.user, declaration.adherent, DeclarationKind(declaration.kind)
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
            "path": reverse("absences:declaration", args=[access.tiers.ref, declaration.public_id]),
            "caisse": adherent.caisse,
        },
        user=person,
        caisse_id=adherent.caisse_id,
    )
