"""The life of a leave with the caisse, told step by step."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from absences.models import Absence, LeaveDeclaration
from absences.services import declaring
from absences.services.entering import cancel_absence, change_absence
from absences.services.keeping import keep_leave
from absences.values import AbsenceValues
from core.access import Access
from delegations import authority
from employees.models import Employee
from tests.absences.factories import kind
from tests.absences.kit import enter, stretch
from tests.employees.factories import EmployeeFactory, EmploymentFactory
from tests.factories import StaffFactory

FIRST, SHORTER = ("2026-08-03", "2026-08-08"), ("2026-08-03", "2026-08-05")
REASON = "Les droits de la personne ne suffisent pas"


@dataclass
class Story:
    """One leave, entered; each step is a method."""

    access: Access
    staff: Any
    person: Employee
    leave: Absence = field(init=False)

    def __post_init__(self) -> None:
        self.leave = enter(self.access, self.person, "paid_leave", *FIRST).absences[0]

    def go(self, *steps: str) -> Absence:
        for step in steps:
            getattr(self, step)()
        return self.now

    @property
    def now(self) -> Absence:
        return Absence.objects.select_related("kind", "employee__adherent").get(pk=self.leave.pk)

    @property
    def said(self) -> list[tuple[str, str]]:
        """(kind, state) of each declaration, the earliest first."""
        return list(self.leave.declarations.order_by("pk").values_list("kind", "state"))

    @property
    def last(self) -> LeaveDeclaration:
        latest = self.leave.declarations.select_related("absence__employee").order_by("-pk").first()
        assert latest is not None
        return latest

    def declare(self) -> None:
        declaring.declare_leave(access=self.access, absences=[self.leave])

    def shorten(self) -> None:
        self._change("paid_leave", *SHORTER)

    def restore(self) -> None:
        self._change("paid_leave", *FIRST)

    def make_fifth_week(self) -> None:
        self._change("fifth_week", *FIRST)

    def make_rtt(self) -> None:
        self._change("rtt", *FIRST)

    def cancel(self) -> None:
        cancel_absence(access=self.access, absence=self.leave, version=self.now.version)

    def keep(self) -> None:
        keep_leave(access=self.access, absence=self.leave)

    def fall_ill(self) -> None:
        enter(self.access, self.person, "sickness", "2026-08-05", "2026-08-14")

    def fall_ill_all_along(self) -> None:
        enter(self.access, self.person, "sickness", "2026-08-03", "2026-08-14")

    def recover(self) -> None:
        """The stoppage never was."""
        stoppage = Absence.objects.live().get(employee=self.person, kind__key="sickness")
        cancel_absence(access=self.access, absence=stoppage, version=stoppage.version)

    def leave_the_company(self) -> None:
        self.person.employments.update(ends_on=date(2026, 7, 31))

    def take(self) -> None:
        last = self.last
        declaring.take_into_account(declaration=last, by=self.staff, version=last.version)

    def refuse(self) -> None:
        last = self.last
        declaring.refuse_leave(declaration=last, by=self.staff, version=last.version, reason=REASON)

    def withdraw(self) -> None:
        declaring.withdraw_declaration(access=self.access, declaration=self.last)

    def pay(self) -> None:
        declaring.record_payment(declaration=self.last, paid_on=date(2026, 8, 31))

    def _change(self, key: str, start: str, end: str) -> None:
        values = AbsenceValues(kind(key), stretch(start, end))
        change_absence(access=self.access, absence=self.leave, values=values, version=self.now.version)


def story_of(member: Any) -> Story:
    """Of somebody at work in the company of that holder."""
    access = authority.resolve(member.user, member.adherent.public_id)
    assert access is not None
    person = EmploymentFactory(employee=EmployeeFactory(adherent=member.adherent)).employee
    return Story(access, StaffFactory(staff_caisse=member.adherent.caisse), person)
