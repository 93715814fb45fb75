"""Rows of the planning, for tests."""

from datetime import date
from decimal import Decimal

import factory

from absences.models import Absence, AbsenceKind, LeaveDeclaration
from absences.services.settling import settle
from tests.employees.factories import EmployeeFactory, EmploymentFactory


def kind(key: str) -> AbsenceKind:
    """One of the kinds that the portal ships."""
    return AbsenceKind.objects.get(key=key)


class AbsenceFactory(factory.django.DjangoModelFactory):
    """A week of leave, entered; the person has a contract unless `employee` is given."""

    class Meta:
        model = Absence
        skip_postgeneration_save = True

    class Params:
        key = "paid_leave"

    employee = factory.LazyAttribute(lambda _: EmploymentFactory().employee)
    adherent = factory.LazyAttribute(lambda absence: absence.employee.adherent)
    kind = factory.LazyAttribute(lambda absence: kind(absence.key))
    starts_on = date(2026, 8, 3)
    ends_on = factory.LazyAttribute(lambda absence: max(absence.starts_on, date(2026, 8, 8)))

    @factory.post_generation
    def settled(self, create: bool, extracted: object, **kwargs: object) -> None:
        settle(self)


class LeaveDeclarationFactory(factory.django.DjangoModelFactory):
    """Sent, and not treated."""

    class Meta:
        model = LeaveDeclaration
        skip_postgeneration_save = True

    absence = factory.SubFactory(AbsenceFactory)
    adherent = factory.LazyAttribute(lambda declaration: declaration.absence.adherent)
    kind = "leave"
    leave_kind = factory.LazyAttribute(lambda declaration: declaration.absence.kind)
    reference = factory.Sequence(lambda n: f"C-TEST{n:04d}")
    starts_on = factory.LazyAttribute(lambda declaration: declaration.absence.starts_on)
    ends_on = factory.LazyAttribute(lambda declaration: declaration.absence.ends_on)
    days = Decimal(6)
    sent_by_label = "Alice Martin"

    @factory.post_generation
    def settled(self, create: bool, extracted: object, **kwargs: object) -> None:
        settle(self.absence)


__all__ = ["AbsenceFactory", "EmployeeFactory", "EmploymentFactory", "LeaveDeclarationFactory", "kind"]
