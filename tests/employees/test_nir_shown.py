"""The NIR: masked, shown on request to whoever has the right, each time journalled."""

import logging

import pytest

from core.models import AuditEvent
from core.rights import Right
from employees.enums import EventKind
from employees.models import EmployeeEvent
from tests.employees.factories import EmployeeFactory, EmploymentFactory, new_nir
from tests.employees.person_kit import ACTS, address_of, browser_of, colleague, everything_written, holder, site_of
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
SHOWN = "1 85 05 94 028 001"


def somebody(member, **changes):
    return EmploymentFactory(employee=EmployeeFactory(adherent=member.adherent, nir=new_nir()), **changes).employee


def test_the_number_is_shown_grouped_never_kept_and_journalled(caplog):
    member, browser = holder()
    employee = somebody(member)
    address = address_of("show_nir", member, employee.public_id)
    with caplog.at_level(logging.DEBUG):
        response = browser.post(address)
    assert SHOWN in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert new_nir() not in address
    event = EmployeeEvent.objects.get(kind=EventKind.NIR_SHOWN)
    assert (event.employee, event.actor_label) == (employee, str(member.user))
    line = AuditEvent.objects.get(action="employees.nir_shown")
    assert (line.actor_id, line.adherent_id) == (member.user.pk, member.adherent.pk)
    for text in (everything_written(), caplog.text, str(dict(browser.session))):
        assert new_nir() not in text.replace(" ", "")
    page = browser.get(address_of("employee", member, employee.public_id)).content.decode()
    assert SHOWN not in page
    assert "NIR affiché" in page


def test_reading_the_address_shows_nothing():
    member, browser = holder()
    assert browser.get(address_of("show_nir", member, somebody(member).public_id)).status_code == 302
    assert not EmployeeEvent.objects.exists()


@pytest.mark.parametrize("rights", [ACTS, (Right.NIR_CONSULT,), (Right.NIR_CONSULT, Right.ABSENCES_CONSULT)])
def test_without_both_rights_it_is_refused_and_journalled(rights):
    member, _ = holder()
    employee = somebody(member)
    reader = colleague(member.adherent, *rights)
    response = browser_of(reader).post(address_of("show_nir", reader, employee.public_id))
    assert response.status_code == 403
    assert SHOWN not in response.content.decode()
    assert not EmployeeEvent.objects.exists()
    assert AuditEvent.objects.filter(action="core.access_refused").exists()


def test_of_another_company_or_of_another_site_it_is_not_found():
    member, browser = holder()
    foreign = somebody(MembershipFactory())
    assert browser.post(address_of("show_nir", member, foreign.public_id)).status_code == 404
    local = colleague(
        member.adherent, Right.EMPLOYEES_CONSULT, Right.NIR_CONSULT, site=site_of(member.adherent, "Dépôt")
    )
    there = somebody(member)
    assert browser_of(local).post(address_of("show_nir", local, there.public_id)).status_code == 404
    assert not EmployeeEvent.objects.exists()


def test_who_has_no_number_has_nothing_to_show():
    member, browser = holder()
    employee = EmployeeFactory(adherent=member.adherent)
    EmploymentFactory(employee=employee)
    response = browser.post(address_of("show_nir", member, employee.public_id), follow=True)
    assert "Aucun numéro de sécurité sociale" in response.content.decode()
    assert not EmployeeEvent.objects.exists()


def test_too_many_numbers_in_an_hour_are_refused(settings):
    settings.THROTTLES = {**settings.THROTTLES, "nir_shown": (2, 3600)}
    member, browser = holder()
    address = address_of("show_nir", member, somebody(member).public_id)
    assert [browser.post(address).status_code for _ in range(3)] == [200, 200, 429]
    assert EmployeeEvent.objects.count() == 2
    other = MembershipFactory(adherent=member.adherent)
    assert browser_of(other).post(address).status_code == 200
