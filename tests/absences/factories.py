"""Rows of the planning, for tests."""

from datetime import date
from decimal import Decimal

import factory
from django.utils import timezone

from absences.calendars.addresses import digest
from absences.enums import NoticeMeans
from absences.models import Absence, AbsenceKind, CalendarSubscription, CollectiveAbsence, LeaveDeclaration, LeaveNotice
from absences.services.settling import settle
from tests.employees.factories import EmployeeFactory, EmploymentFactory
from tests.factories import AdherentFactory, UserFactory


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


class LeaveNoticeFactory(factory.django.DjangoModelFactory):
    """Told the days that the leave has."""

    class Meta:
        model = LeaveNotice

    absence = factory.SubFactory(AbsenceFactory)
    adherent = factory.LazyAttribute(lambda notice: notice.absence.adherent)
    starts_on = factory.LazyAttribute(lambda notice: notice.absence.starts_on)
    ends_on = factory.LazyAttribute(lambda notice: notice.absence.ends_on)
    told_on = date(2026, 6, 1)
    means = NoticeMeans.POSTED
    told_by_label = "Alice Martin"


class CalendarSubscriptionFactory(factory.django.DjangoModelFactory):
    """Of a whole company, just read."""

    class Meta:
        model = CalendarSubscription

    class Params:
        secret = factory.Sequence(lambda n: f"{n:032x}")

    user = factory.SubFactory(UserFactory)
    label = "Absences"
    secret_digest = factory.LazyAttribute(lambda calendar: digest(calendar.secret))
    last_fetched_at = factory.LazyFunction(timezone.now)


class CollectiveAbsenceFactory(factory.django.DjangoModelFactory):
    """Prepared for the whole company."""

    class Meta:
        model = CollectiveAbsence

    adherent = factory.SubFactory(AdherentFactory)
    title = "Fermeture d’août"
    kind = factory.LazyFunction(lambda: kind("rtt"))
    starts_on = date(2026, 8, 10)
    ends_on = date(2026, 8, 14)
    acted_for = factory.LazyAttribute(lambda collective: collective.adherent.public_id)
    created_by_label = "Alice Martin"


__all__ = [
    "CollectiveAbsenceFactory",
    "AbsenceFactory",
    "CalendarSubscriptionFactory",
    "LeaveNoticeFactory",
    "EmployeeFactory",
    "EmploymentFactory",
    "LeaveDeclarationFactory",
    "kind",
]
