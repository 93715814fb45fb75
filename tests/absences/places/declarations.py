"""The pages of leave declared, for the tests that look at every page."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from absences.models import Absence, LeaveDeclaration
from absences.services.entering import cancel_absence
from delegations import authority
from tests.absences.factories import AbsenceFactory, LeaveDeclarationFactory
from tests.e2e.places import Visit, place
from tests.e2e.steps import press
from tests.employees.factories import EmployeeFactory, EmploymentFactory

_REFUSED = "Les dates ne correspondent pas au contrat : la personne n’était plus sous contrat le 6 août."


class Bureau:
    """A company that has leave at every stage."""

    def __init__(self, visit: Visit) -> None:
        self.member = visit.signed_in()
        self.adherent = self.member.adherent
        self.access = authority.resolve(self.member.user, self.adherent.public_id)
        soon = timezone.localdate() + timedelta(days=12)
        self.leave = self._leave("Benali", "Karim", starts_on=soon, ends_on=soon + timedelta(days=11))
        self.refused = self._said("Nguyen", "Anh", state="refused", message=_REFUSED)
        self.paid = self._said("Petit", "Zoé", state="taken", paid_on=date(2026, 8, 31))
        self.sent = self._said("Da Silva-Ferreira de Montmorency", "Marie-Antoinette")
        gone = self._said("Okafor", "Chidi", state="taken")
        cancel_absence(access=self.access, absence=gone.absence, version=gone.absence.version)

    def _leave(self, last_name: str, first_name: str, **dates: Any) -> Absence:
        employee = EmployeeFactory(adherent=self.adherent, last_name=last_name, first_name=first_name)
        EmploymentFactory(employee=employee)
        return AbsenceFactory(employee=employee, **dates)

    def _said(self, last_name: str, first_name: str, **fields: Any) -> LeaveDeclaration:
        absence = self._leave(last_name, first_name)
        sent = {
            "person": absence.employee.full_name,
            "kind": absence.kind.name,
            "days": absence.stretch.label,
        }
        author = "Alice Martin (Comptes et Bilans)"
        return LeaveDeclarationFactory(
            absence=absence, leave_kind=absence.kind, sent=sent, sent_by_label=author, **fields
        )

    def url(self, name: str, *args: str) -> str:
        return reverse(f"absences:{name}", args=[self.adherent.public_id, *args])


@place("leave-to-declare")
def leave_to_declare(visit: Visit) -> None:
    visit.go(Bureau(visit).url("leave_to_declare"))


@place("leave-to-declare-empty")
def leave_to_declare_empty(visit: Visit) -> None:
    member = visit.signed_in()
    visit.go(reverse("absences:leave_to_declare", args=[member.adherent.public_id]))


@place("leave-declare-confirm")
def leave_declare_confirm(visit: Visit) -> None:
    leave_to_declare(visit)
    press(visit.page, "Tout déclarer")
    expect(visit.page.get_by_role("button", name="Déclarer", exact=True)).to_be_visible()


@place("leave-declared")
def leave_declared(visit: Visit) -> None:
    visit.go(f"{Bureau(visit).url('leave_to_declare')}?liste=declares")


@place("leave-declared-empty")
def leave_declared_empty(visit: Visit) -> None:
    member = visit.signed_in()
    visit.go(f"{reverse('absences:leave_to_declare', args=[member.adherent.public_id])}?liste=declares")


@place("leave-declared-nothing-found")
def leave_declared_nothing_found(visit: Visit) -> None:
    visit.go(f"{Bureau(visit).url('leave_to_declare')}?liste=declares&q=personne&refus=numero")


@place("leave-declaration-refused")
def leave_declaration_refused(visit: Visit) -> None:
    bureau = Bureau(visit)
    LeaveDeclarationFactory(absence=bureau.refused.absence, state="withdrawn", sent=bureau.refused.sent)
    visit.go(bureau.url("declaration", bureau.refused.public_id))


@place("leave-declaration-paid")
def leave_declaration_paid(visit: Visit) -> None:
    bureau = Bureau(visit)
    visit.go(bureau.url("declaration", bureau.paid.public_id))


@place("leave-declaration-sent")
def leave_declaration_sent(visit: Visit) -> None:
    bureau = Bureau(visit)
    visit.go(bureau.url("declaration", bureau.sent.public_id))


@place("leave-withdraw")
def leave_withdraw(visit: Visit) -> None:
    bureau = Bureau(visit)
    visit.go(bureau.url("withdraw", bureau.sent.public_id))


@place("leave-keep")
def leave_keep(visit: Visit) -> None:
    bureau = Bureau(visit)
    gone = LeaveDeclaration.objects.get(absence__employee__last_name="Okafor").absence
    sent = {"person": gone.employee.full_name, "kind": gone.kind.name, "days": gone.stretch.label}
    refused = LeaveDeclarationFactory(
        absence=gone, kind="cancellation", state="refused", message="Ce congé est payé : appelez-nous.", sent=sent
    )
    visit.go(bureau.url("keep", refused.public_id))
