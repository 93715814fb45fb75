"""People of the companies of a caisse, as its staff find and read them."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import StaffRole
from core.models import AuditEvent
from employees import nir as nirs
from employees.admin.searching import NOT_BY_NIR
from employees.models import Employee, LeaveRule, SeniorityStep
from tests.employees.factories import (
    EmployeeFactory,
    EmployeeImportFactory,
    EmploymentFactory,
    ImportLineFactory,
    KnownAbsenceFactory,
    LeaveRightFactory,
    SplitWaiverFactory,
    new_nir,
)
from tests.factories import AdherentFactory, CaisseFactory, StaffFactory
from tests.staff import staff_client

pytestmark = pytest.mark.django_db
NIR = new_nir()
LIST = reverse("admin:employees_employee_changelist")


@pytest.fixture
def caisse():
    return CaisseFactory()


@pytest.fixture
def desk(caisse):
    return staff_client(StaffFactory(staff_caisse=caisse))


@pytest.fixture
def reader(caisse):
    return staff_client(StaffFactory(staff_caisse=caisse, staff_role=StaffRole.READER))


@pytest.fixture
def employee(caisse):
    adherent = AdherentFactory(caisse=caisse, name="Durand Maçonnerie")
    found = EmployeeFactory(adherent=adherent, nir=NIR, last_name="Lefèvre", first_name="Anne-Marie")
    EmploymentFactory(employee=found, qualification="Grutière")
    LeaveRightFactory(employee=found)
    KnownAbsenceFactory(employee=found)
    return found


def at(name, employee):
    return reverse(f"admin:employees_employee_{name}", args=[employee.pk])


def body(response) -> str:
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("typed", ["lefevre", "ANNE MARIE", "marie lefèvre", "durand"])
def test_somebody_is_found_across_companies(desk, caisse, employee, typed) -> None:
    EmployeeFactory(adherent__caisse=caisse, last_name="Petit")
    EmployeeFactory(last_name="Lefèvre", first_name="Anne-Marie")
    response = desk.get(LIST, {"q": typed})
    assert list(response.context["cl"].result_list) == [employee]
    assert "1 85 05" not in body(response)


@pytest.mark.parametrize("typed", [NIR, nirs.grouped(NIR), NIR[:13], new_nir(order=9)])
def test_nobody_is_found_by_their_nir(desk, employee, typed) -> None:
    response = desk.get(LIST, {"q": typed})
    assert response["Location"] == f"{LIST}?"
    page = body(desk.get(response["Location"]))
    assert NOT_BY_NIR in page
    assert typed not in page


@pytest.mark.parametrize("name", ["nir_digest", "masked_nir", "nir_sealed"])
def test_the_list_is_not_filtered_by_what_a_digest_holds(desk, employee, name) -> None:
    for lookup in ("startswith", "exact", "gt"):
        response = desk.get(LIST, {f"{name}__{lookup}": nirs.digest(NIR)[:1]})
        assert response.status_code in {302, 400}, lookup


def test_the_page_of_somebody_masks_the_nir_and_says_who_looked(desk, employee) -> None:
    page = body(desk.get(at("change", employee)))
    assert nirs.mask(NIR) in page
    assert NIR not in page.replace(" ", "")
    assert "Grutière" in page
    assert "14,25" not in page
    assert "maladie" not in page
    line = AuditEvent.objects.get(action="employees.person_viewed")
    assert (line.adherent_id, line.changes) == (employee.adherent_id, {"person": "LEFÈVRE Anne-Marie"})


def test_the_page_of_somebody_says_what_they_gave_up_of_the_split(desk, employee) -> None:
    assert "Renonciations" not in body(desk.get(at("change", employee)))
    SplitWaiverFactory(employee=employee)
    gone = {"withdrawn_at": timezone.now(), "withdrawn_by_label": "Alice Martin"}
    SplitWaiverFactory(employee=employee, taking_starts_on=date(2025, 5, 1), **gone)
    page = body(desk.get(at("change", employee)))
    for words in ("15/06/2026", "Claire Durand", "Alice Martin", "Seule l’estimation du portail en tient compte"):
        assert words in page


def test_the_nir_is_shown_by_a_post_to_managers_each_time_journalled(desk, reader, employee) -> None:
    assert "Afficher le NIR" in body(desk.get(at("change", employee)))
    assert nirs.grouped(NIR) in body(desk.post(at("show_nir", employee)))
    assert nirs.grouped(NIR) in body(desk.post(at("show_nir", employee)))
    lines = AuditEvent.objects.filter(action="employees.nir_shown")
    assert lines.count() == 2
    assert NIR not in str(list(lines.values()))
    assert "Afficher le NIR" not in body(reader.get(at("change", employee)))
    assert reader.post(at("show_nir", employee)).status_code == 403
    assert lines.count() == 2


def test_staff_of_another_caisse_find_and_open_nobody(employee) -> None:
    other = staff_client(StaffFactory())
    assert list(other.get(LIST, {"q": "lefevre"}).context["cl"].result_list) == []
    assert other.get(at("change", employee)).status_code == 404
    assert other.post(at("show_nir", employee)).status_code == 404
    assert not AuditEvent.objects.filter(action__in=["employees.person_viewed", "employees.nir_shown"]).exists()


def test_people_are_only_read(desk, employee) -> None:
    for name in ("change", "delete"):
        assert desk.post(at(name, employee), {"last_name": "Autre"}).status_code == 403
    assert Employee.objects.get().last_name == "Lefèvre"


def test_an_import_is_read_without_what_the_file_holds(desk, employee) -> None:
    sent = EmployeeImportFactory(adherent=employee.adherent, stored_name="imports/secret")
    ImportLineFactory(import_file=sent, name="BENALI Karim")
    page = body(desk.get(reverse("admin:employees_employeeimport_change", args=[sent.pk])))
    assert "salaries.csv" in page
    assert "BENALI" not in page
    assert "imports/secret" not in page


def test_rules_are_read_by_a_caisse_and_written_by_the_network(desk, caisse) -> None:
    network = staff_client(StaffFactory(staff_caisse=None, staff_role="", is_superuser=True))
    for model, row in (("leaverule", LeaveRule.objects.get()), ("senioritystep", SeniorityStep.objects.first())):
        change = reverse(f"admin:employees_{model}_change", args=[row.pk])
        add = reverse(f"admin:employees_{model}_add")
        assert desk.get(reverse(f"admin:employees_{model}_changelist")).status_code == 200
        assert desk.get(change).status_code == 200
        assert (desk.post(change).status_code, desk.get(add).status_code) == (403, 403)
        assert (network.get(change).status_code, network.get(add).status_code) == (200, 200)
