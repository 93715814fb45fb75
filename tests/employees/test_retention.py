"""What is kept of people no longer than needed, purged by the nightly job itself."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.db.utils import ProgrammingError
from django.utils import timezone

from core import files
from core.models import AuditEvent
from employees import jobs
from employees.enums import CaisseState, EventKind, ImportState, MovementState
from employees.models import (
    Employee,
    EmployeeEvent,
    EmployeeImport,
    Employment,
    HireDraft,
    ImportLine,
    KnownAbsence,
    LeaveRight,
    Movement,
)
from tests.employees.factories import (
    DepartureFactory,
    EmployeeFactory,
    EmployeeImportFactory,
    EmploymentFactory,
    HireDraftFactory,
    ImportLineFactory,
    KnownAbsenceFactory,
    LeaveRightFactory,
    MovementFactory,
)

pytestmark = pytest.mark.django_db
LAST_DAY = datetime(2022, 3, 31, 12, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def purge_at(instant) -> None:
    with time_machine.travel(instant, tick=False):
        jobs.purge_people.func(timestamp=0)


def purge_in(delay) -> None:
    purge_at(timezone.now() + delay)


@pytest.mark.parametrize(("late", "kept"), [(timedelta(0), 1), (SECOND, 0)])
def test_a_draft_goes_when_nobody_went_on_writing_it(late, kept) -> None:
    draft = HireDraftFactory()
    purge_at(draft.updated_at + settings.HIRE_DRAFT_RETENTION + late)
    assert HireDraft.objects.count() == kept


@pytest.mark.parametrize("state", [ImportState.APPLIED, ImportState.READ, ImportState.QUEUED])
@pytest.mark.parametrize(("late", "kept"), [(timedelta(0), 1), (SECOND, 0)])
def test_an_import_goes_with_its_lines_and_its_file(state, late, kept) -> None:
    sent = EmployeeImportFactory(state=state, stored_name="imports/fichier")
    ImportLineFactory(import_file=sent)
    files.write("imports/fichier", b"x")
    purge_at(sent.created_at + settings.EMPLOYEE_IMPORT_RETENTION + late)
    assert (EmployeeImport.objects.count(), ImportLine.objects.count()) == (kept, kept)
    assert len(files.names_in("imports")) == kept


@pytest.fixture
def left():
    """Somebody who left, with a row of every kind."""
    employee = EmployeeFactory()
    EmploymentFactory(employee=employee, starts_on="2015-01-01", ends_on="2016-01-01", is_current=False)
    employment = EmploymentFactory(employee=employee, ends_on="2022-03-31", caisse_state=CaisseState.DEPARTURE_RECORDED)
    DepartureFactory(
        employment=employment, last_day="2022-03-31", state=MovementState.ACCEPTED, treated_at=timezone.now()
    )
    LeaveRightFactory(employee=employee)
    KnownAbsenceFactory(employee=employee)
    EmployeeEvent.objects.create(employee=employee, adherent=employee.adherent, kind=EventKind.CHANGED)
    return employee


def test_somebody_goes_five_years_after_their_last_contract_with_everything(left) -> None:
    stays = EmploymentFactory().employee
    purge_at(LAST_DAY + settings.EMPLOYEE_RETENTION)
    assert Employee.objects.count() == 2
    purge_at(LAST_DAY + settings.EMPLOYEE_RETENTION + DAY)
    assert Employee.objects.get() == stays
    assert Employment.objects.get().employee == stays
    for model in (Movement, LeaveRight, KnownAbsence, EmployeeEvent):
        assert not model.objects.exists(), model
    line = AuditEvent.objects.get(action="employees.people_purged")
    assert line.changes == {"count": 1}


def test_the_history_of_whoever_stays_cannot_be_deleted_afterwards(left) -> None:
    stays = EmploymentFactory().employee
    event = EmployeeEvent.objects.create(employee=stays, adherent=stays.adherent, kind=EventKind.CHANGED)
    purge_in(timedelta(days=3650))
    with pytest.raises(ProgrammingError, match="Cannot update or delete"):
        event.delete()


def test_whoever_came_back_is_being_hired_or_has_something_open_stays(left) -> None:
    came_back, drafted, waiting, tried = (
        EmploymentFactory(ends_on="2022-03-31", starts_on="2020-01-01").employee for _ in range(4)
    )
    EmploymentFactory(employee=came_back, starts_on="2025-01-01", is_current=False)
    far = timezone.now() + timedelta(days=3650)
    with time_machine.travel(far, tick=False):
        HireDraftFactory(adherent=drafted.adherent, employee=drafted)
        EmploymentFactory(
            employee=tried, starts_on="2036-01-01", is_current=False, caisse_state=CaisseState.HIRE_REFUSED
        )
    MovementFactory(employment=waiting.employments.get(), state=MovementState.SENT)
    purge_at(far)
    assert set(Employee.objects.all()) == {came_back, drafted, waiting, tried}


@pytest.mark.parametrize(("late", "kept"), [(timedelta(0), 1), (SECOND, 0)])
@pytest.mark.parametrize("state", [CaisseState.HIRE_REFUSED, CaisseState.HIRE_CANCELLED])
def test_somebody_who_never_came_goes_after_a_year(state, late, kept) -> None:
    employment = EmploymentFactory(caisse_state=state)
    later = max(employment.created_at, employment.employee.created_at)
    purge_at(later + settings.VOID_HIRE_RETENTION + late)
    assert Employee.objects.count() == kept


def test_thousands_go_in_batches(left, monkeypatch) -> None:
    monkeypatch.setattr("employees.services.retention.BATCH", 2)
    for _ in range(4):
        EmploymentFactory(ends_on="2022-03-31")
    purge_in(timedelta(days=3650))
    assert not Employee.objects.exists()
    assert AuditEvent.objects.get(action="employees.people_purged").changes == {"count": 5}
