"""The services on their own: what each writes, and what it refuses."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from adherents.models import Establishment
from core.access import Access
from core.models import AuditEvent
from delegations import authority
from employees.decisions import services as treating
from employees.departure import services as departures
from employees.departure.services import DepartureValues
from employees.enums import CaisseState, DepartureReason, EventKind, MovementKind, MovementState
from employees.hire.services import draft as drafting
from employees.hire.services import hire as hiring
from employees.models import Employee, EmployeeEvent, Employment, HireDraft, Movement
from employees.services.movements import AlreadyTreated
from employees.signals import departure_cancelled, employee_left
from employees.values import ContractValues, NewHire, PersonValues
from tests.days import in_days, today
from tests.employees.factories import EmployeeFactory, EmploymentFactory, HireDraftFactory, new_nir
from tests.factories import EstablishmentFactory, MembershipFactory, StaffFactory

BIRTH = date(1985, 5, 17)


@pytest.fixture
def access(db) -> Access:
    member = MembershipFactory()
    found = authority.resolve(member.user, member.adherent.public_id)
    assert found is not None
    return found


@pytest.fixture
def staff(access):
    return StaffFactory(staff_caisse_id=access.tiers.caisse_id, staff_caisse=None)


def head_office(access: Access):
    return Establishment.objects.get(adherent_id=access.tiers.adherent_id, is_head_office=True)


def hire_of(access: Access, **changes) -> NewHire:
    person = PersonValues(sex="M", last_name="Benali", first_name="Karim", birth_on=BIRTH)
    contract = ContractValues(
        establishment=head_office(access),
        category="worker",
        qualification="Maçon",
        contract_kind="permanent",
        starts_on=today(),
        weekly_hours=Decimal(35),
        work_days=(1, 2, 3, 4, 5),
        hourly_wage=Decimal("14.25"),
    )
    return replace(NewHire(person, contract, new_nir()), **changes)


def hired(access: Access) -> Employment:
    return hiring.declare_hire(access=access, hire=hire_of(access)).employment


def test_a_hire_is_written_with_its_history_and_consumes_its_draft(access) -> None:
    draft = HireDraftFactory(adherent_id=access.tiers.adherent_id, adherent=None)
    seen = drafting.mark_of(draft)
    movement = drafting.send_draft(access=access, draft=draft, seen=seen, hire=hire_of(access))
    employment = Employment.objects.get()
    assert (employment.is_current, employment.caisse_state) == (True, CaisseState.HIRE_SENT)
    assert movement.sent["last_name"] == "Benali"
    assert "hourly_wage" not in movement.sent
    assert new_nir() not in str(movement.sent)
    assert not HireDraft.objects.exists()
    assert EmployeeEvent.objects.get().kind == EventKind.HIRE_DECLARED
    assert AuditEvent.objects.filter(action="employees.hire_declared", adherent_id=access.tiers.adherent_id).exists()
    with pytest.raises(HireDraft.DoesNotExist):
        drafting.send_draft(access=access, draft=draft, seen=seen, hire=hire_of(access, nir=""))
    assert Employee.objects.count() == 1


def test_an_equal_nir_and_an_overlap_are_refused_and_leave_nothing(access) -> None:
    employment = hired(access)
    with pytest.raises(hiring.AlreadyKnown):
        hiring.declare_hire(access=access, hire=hire_of(access))
    with pytest.raises(hiring.Overlaps):
        hiring.declare_hire(access=access, hire=hire_of(access, employee=employment.employee))
    assert (Employee.objects.count(), Movement.objects.count()) == (1, 1)


def test_a_new_contract_after_the_last_becomes_the_one_shown(access) -> None:
    old = EmploymentFactory(
        employee__adherent_id=access.tiers.adherent_id,
        employee__adherent=None,
        establishment=head_office(access),
        ends_on=in_days(-30),
    )
    movement = hiring.declare_hire(access=access, hire=hire_of(access, employee=old.employee))
    assert Employment.objects.get(is_current=True) == movement.employment
    hiring.cancel_hire(access=access, movement=movement)
    assert Employment.objects.get(is_current=True) == old
    movement.employment.refresh_from_db()
    assert movement.employment.caisse_state == CaisseState.HIRE_CANCELLED


def test_nobody_hires_at_the_site_of_another_company(access) -> None:
    elsewhere = EstablishmentFactory()
    hire = hire_of(access)
    with pytest.raises(PermissionDenied):
        hiring.declare_hire(access=access, hire=replace(hire, contract=replace(hire.contract, establishment=elsewhere)))


def test_a_hire_is_corrected_until_the_caisse_treats_it(access, staff) -> None:
    movement = hiring.declare_hire(access=access, hire=hire_of(access))
    hire = hire_of(access)
    person = replace(hire.person, first_name="Karima", sex="M")
    hiring.correct_hire(access=access, movement=movement, person=person, contract=hire.contract, nir=None)
    movement.refresh_from_db()
    assert (movement.version, movement.sent["first_name"]) == (2, "Karima")
    event = EmployeeEvent.objects.filter(kind=EventKind.HIRE_CORRECTED).get()
    assert event.changes == {"first_name": ["Karim", "Karima"]}
    with pytest.raises(treating.MovementChangedMeanwhile):
        treating.accept_movement(movement=movement, by=staff, version=1)
    treating.accept_movement(movement=movement, by=staff, version=2)
    with pytest.raises(AlreadyTreated):
        hiring.correct_hire(access=access, movement=movement, person=person, contract=hire.contract, nir=None)
    with pytest.raises(AlreadyTreated):
        hiring.cancel_hire(access=access, movement=movement)
    assert Employment.objects.get().caisse_state == CaisseState.RECORDED


def test_the_caisse_asks_for_a_correction_then_refuses(access, staff) -> None:
    movement = hiring.declare_hire(access=access, hire=hire_of(access))
    treating.ask_correction(movement=movement, by=staff, version=1, message="Le prénom manque.")
    assert Employment.objects.get().caisse_state == CaisseState.HIRE_TO_CORRECT
    hire = hire_of(access)
    hiring.correct_hire(access=access, movement=movement, person=hire.person, contract=hire.contract, nir="")
    assert Employee.objects.get().masked_nir == ""
    assert Employment.objects.get().caisse_state == CaisseState.HIRE_SENT
    treating.refuse_movement(movement=movement, by=staff, version=2, message="Ce n’est pas notre adhérent.")
    assert Employment.objects.get().caisse_state == CaisseState.HIRE_REFUSED
    again = hiring.declare_hire(access=access, hire=hire_of(access, employee=Employee.objects.get()))
    assert Employment.objects.get(is_current=True) == again.employment


def values(last_day: date, reason: str = DepartureReason.RESIGNATION) -> DepartureValues:
    return DepartureValues(last_day, reason)


def test_a_departure_ends_the_contract_and_tells_the_apps_above(access) -> None:
    told = []
    employee_left.connect(lambda employment, **kwargs: told.append(employment.ends_on), weak=False, dispatch_uid="t")
    departure_cancelled.connect(lambda employment, **kwargs: told.append(None), weak=False, dispatch_uid="t")
    try:
        employment = hired(access)
        last_day = in_days(10)
        movement = departures.declare_departure(access=access, employment=employment, values=values(last_day))
        with pytest.raises(departures.AlreadyDeclared):
            departures.declare_departure(access=access, employment=employment, values=values(last_day))
        later = last_day + timedelta(days=5)
        departures.correct_departure(access=access, movement=movement, values=values(later), version=movement.version)
        departures.cancel_departure(access=access, movement=movement)
    finally:
        employee_left.disconnect(dispatch_uid="t")
        departure_cancelled.disconnect(dispatch_uid="t")
    assert told == [last_day, later, None]
    employment.refresh_from_db()
    assert (employment.ends_on, employment.caisse_state) == (None, CaisseState.HIRE_SENT)


def test_a_last_day_before_the_first_or_after_a_planned_end_is_refused(access) -> None:
    employment = hired(access)
    with pytest.raises(departures.DepartureRefused, match="ne peut pas être avant"):
        departures.declare_departure(
            access=access, employment=employment, values=values(employment.starts_on - timedelta(days=1))
        )
    Employment.objects.update(
        contract_kind="fixed_term",
        fixed_term_reason="increase",
        planned_end_on=in_days(5),
        ends_on=in_days(5),
    )
    with pytest.raises(departures.DepartureRefused, match="demandez d’abord sa modification"):
        departures.declare_departure(access=access, employment=employment, values=values(in_days(6)))


def test_once_recorded_a_departure_is_changed_then_cancelled_by_requests(access, staff) -> None:
    employment = hired(access)
    treating.accept_movement(movement=Movement.objects.get(), by=staff, version=1)
    movement = departures.declare_departure(access=access, employment=employment, values=values(today()))
    treating.accept_movement(movement=movement, by=staff, version=1)
    with pytest.raises(AlreadyTreated):
        departures.cancel_departure(access=access, movement=movement)
    later = in_days(3)
    movement.refresh_from_db()
    request = departures.request_departure_change(access=access, departure=movement, values=values(later))
    with pytest.raises(departures.DepartureRefused, match="déjà en cours"):
        departures.request_departure_change(access=access, departure=movement, values=None)
    treating.accept_movement(movement=request, by=staff, version=1)
    employment.refresh_from_db()
    assert (employment.ends_on, employment.caisse_state) == (later, CaisseState.DEPARTURE_RECORDED)
    cancellation = departures.request_departure_change(access=access, departure=movement, values=None)
    assert cancellation.kind == MovementKind.DEPARTURE_CANCELLATION
    treating.accept_movement(movement=cancellation, by=staff, version=1)
    employment.refresh_from_db()
    assert (employment.ends_on, employment.caisse_state) == (None, CaisseState.RECORDED)


def test_a_departure_that_is_followed_by_a_contract_is_not_cancelled(access) -> None:
    employment = hired(access)
    movement = departures.declare_departure(access=access, employment=employment, values=values(today()))
    hire = hire_of(access, employee=employment.employee)
    contract = replace(hire.contract, starts_on=in_days(1))
    hiring.declare_hire(access=access, hire=replace(hire, contract=contract))
    with pytest.raises(departures.DepartureRefused, match="un autre contrat"):
        departures.cancel_departure(access=access, movement=movement)
    movement.refresh_from_db()
    assert movement.state == MovementState.SENT


def test_a_hire_refused_takes_the_departure_with_it(access, staff) -> None:
    employment = hired(access)
    departure = departures.declare_departure(access=access, employment=employment, values=values(today()))
    hire = Movement.objects.get(kind=MovementKind.HIRE)
    treating.refuse_movement(movement=hire, by=staff, version=1, message="Doublon.")
    departure.refresh_from_db()
    assert departure.state == MovementState.CANCELLED


def test_staff_of_another_caisse_decide_nothing(access) -> None:
    movement = hiring.declare_hire(access=access, hire=hire_of(access))
    with pytest.raises(PermissionDenied):
        treating.accept_movement(movement=movement, by=StaffFactory(), version=1)


def test_people_of_two_companies_never_meet(access) -> None:
    other = EmployeeFactory(nir=new_nir())
    movement = hiring.declare_hire(access=access, hire=hire_of(access))
    assert movement.employment.employee != other
