"""Rows of the people of a company, for tests."""

from datetime import date
from decimal import Decimal

import factory

from core.sealing import seal
from employees import nir as nirs
from employees.enums import CaisseState, Category, ContractKind, DepartureReason, MovementKind, Sex
from employees.models import (
    Crew,
    Employee,
    EmployeeImport,
    Employment,
    HireDraft,
    ImportLine,
    KnownAbsence,
    LeaveRight,
    Movement,
    SplitWaiver,
)
from tests.factories import AdherentFactory, EstablishmentFactory


def new_nir(*, sex: str = Sex.MALE, birth_on: date = date(1985, 5, 17), order: int = 1) -> str:
    """A valid NIR of somebody born in Créteil."""
    first = "2" if sex == Sex.FEMALE else "1"
    thirteen = f"{first}{birth_on:%y%m}94028{order % 1000:03d}"
    return nirs.with_key(thirteen)


class CrewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Crew

    establishment = factory.SubFactory(EstablishmentFactory)
    adherent = factory.LazyAttribute(lambda crew: crew.establishment.adherent)
    name = factory.Sequence(lambda n: f"Équipe {n}")


class EmployeeFactory(factory.django.DjangoModelFactory):
    """Somebody without a contract; with `nir=…`, who has a number."""

    class Meta:
        model = Employee

    class Params:
        nir = ""

    adherent = factory.SubFactory(AdherentFactory)
    sex = Sex.MALE
    last_name = factory.Sequence(lambda n: f"Dupont{'abcdefghij'[n % 10]}")
    first_name = "Ahmed"
    birth_on = date(1985, 5, 17)
    birth_place = "Créteil"
    street = "12 rue du Fil-à-Plomb"
    postal_code = "94000"
    city = "Créteil"
    nir_sealed = factory.LazyAttribute(lambda employee: seal(employee.nir) if employee.nir else None)
    nir_digest = factory.LazyAttribute(lambda employee: nirs.digest(employee.nir) if employee.nir else "")
    masked_nir = factory.LazyAttribute(lambda employee: nirs.mask(employee.nir) if employee.nir else "")


class EmploymentFactory(factory.django.DjangoModelFactory):
    """A CDI at the head office, recorded by the caisse."""

    class Meta:
        model = Employment

    employee = factory.SubFactory(EmployeeFactory)
    adherent = factory.LazyAttribute(lambda employment: employment.employee.adherent)
    establishment = factory.LazyAttribute(
        lambda employment: employment.employee.adherent.establishments.get(is_head_office=True)
    )
    category = Category.WORKER
    qualification = "Maçon"
    contract_kind = ContractKind.PERMANENT
    starts_on = date(2020, 3, 2)
    weekly_hours = Decimal("35")
    work_days = factory.LazyFunction(lambda: [1, 2, 3, 4, 5])
    hourly_wage = Decimal("14.25")
    caisse_state = CaisseState.RECORDED


class MovementFactory(factory.django.DjangoModelFactory):
    """A hire that waits for the caisse."""

    class Meta:
        model = Movement

    employment = factory.SubFactory(EmploymentFactory, caisse_state=CaisseState.HIRE_SENT)
    adherent = factory.LazyAttribute(lambda movement: movement.employment.adherent)
    reference = factory.Sequence(lambda n: f"E-{n:08d}")
    kind = MovementKind.HIRE
    sent_by_label = "Claire Durand"


class DepartureFactory(MovementFactory):
    """A departure that waits for the caisse; the contract ends with it."""

    employment = factory.SubFactory(
        EmploymentFactory, caisse_state=CaisseState.DEPARTURE_SENT, ends_on=factory.SelfAttribute("..last_day")
    )
    reference = factory.Sequence(lambda n: f"S-{n:08d}")
    kind = MovementKind.DEPARTURE
    last_day = date(2026, 6, 30)
    departure_reason = DepartureReason.RESIGNATION


class HireDraftFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HireDraft

    adherent = factory.SubFactory(AdherentFactory)
    values = factory.LazyFunction(lambda: {"last_name": "Benali", "first_name": "Karim"})


class LeaveRightFactory(factory.django.DjangoModelFactory):
    """The caisse's figures of a whole period."""

    class Meta:
        model = LeaveRight

    employee = factory.SubFactory(EmployeeFactory)
    adherent = factory.LazyAttribute(lambda right: right.employee.adherent)
    starts_on = date(2025, 4, 1)
    ends_on = date(2026, 3, 31)
    acquired = Decimal("30")
    fifth_week = Decimal("6")
    taken = Decimal("12")
    stated_on = date(2026, 10, 31)


class KnownAbsenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = KnownAbsence

    employee = factory.SubFactory(EmployeeFactory)
    adherent = factory.LazyAttribute(lambda absence: absence.employee.adherent)
    kind = "sickness"
    starts_on = date(2026, 5, 4)
    ends_on = date(2026, 5, 31)


class SplitWaiverFactory(factory.django.DjangoModelFactory):
    """Of the leave to take from 1 May 2026 on."""

    class Meta:
        model = SplitWaiver

    employee = factory.SubFactory(EmployeeFactory)
    adherent = factory.LazyAttribute(lambda waiver: waiver.employee.adherent)
    taking_starts_on = date(2026, 5, 1)
    signed_on = date(2026, 6, 15)
    recorded_by_label = "Claire Durand"


class EmployeeImportFactory(factory.django.DjangoModelFactory):
    """A file that was read, waiting for a decision."""

    class Meta:
        model = EmployeeImport

    adherent = factory.SubFactory(AdherentFactory)
    file_name = "salaries.csv"
    state = "read"
    done = 1
    total = 1
    created_by_label = "Claire Durand"


class ImportLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportLine

    import_file = factory.SubFactory(EmployeeImportFactory)
    adherent = factory.LazyAttribute(lambda line: line.import_file.adherent)
    number = factory.Sequence(lambda n: n + 2)
    outcome = "wrong"
    name = "BENALI Karim"
    problems = factory.LazyFunction(lambda: [{"label": "Nom", "message": "Saisissez le nom."}])
