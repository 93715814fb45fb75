"""What was declared of a hire and recorded: asked of the caisse, and withdrawn."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.sealing import unseal
from employees.decisions import services as treating
from employees.enums import CaisseState, EventKind, MovementKind, MovementState
from employees.models import Employee, EmployeeEvent, Employment, Movement
from employees.services.numbers import read_nir_of
from tests.days import in_days, today
from tests.employees.factories import (
    DepartureFactory,
    EmployeeFactory,
    EmploymentFactory,
    MovementFactory,
    new_nir,
)
from tests.employees.person_kit import (
    address_of,
    everything_written,
    holder,
    said_to,
    send,
    text_of,
    typed_on,
)
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


def employed(member, **changes) -> Employment:
    return EmploymentFactory(employee=EmployeeFactory(adherent=member.adherent, nir=new_nir()), **changes)


def ask(browser, member, employment, **changes):
    return send(browser, address_of("request_change", member, employment.public_id), **changes)


def test_what_the_caisse_recorded_is_asked_then_accepted():
    """A contract that the caisse knew before the portal, too."""
    member, browser = holder()
    employment = employed(member)
    nir = new_nir(order=7)
    end = in_days(90)
    response = ask(
        browser,
        member,
        employment,
        last_name="Nouveau",
        nir=nir,
        contract_kind="fixed_term",
        planned_end_on=f"{end:%d/%m/%Y}",
        fixed_term_reason="increase",
    )
    assert "envoyée à votre caisse" in said_to(response)
    request = Movement.objects.get()
    assert (request.kind, request.state, request.sent_by) == (MovementKind.HIRE_CHANGE, "sent", member.user)
    assert request.asked == {
        "last_name": "Nouveau",
        "nir": "1 85 05 ••• ••• ••",
        "contract_kind": "fixed_term",
        "planned_end_on": end.isoformat(),
        "fixed_term_reason": "increase",
    }
    assert unseal(bytes(request.nir_sealed)) == nir
    assert nir not in everything_written().replace(" ", "")
    assert EmployeeEvent.objects.get().kind == EventKind.CHANGE_ASKED
    assert Employee.objects.get().last_name != "Nouveau"
    staff = StaffFactory(staff_caisse=member.adherent.caisse)
    treating.accept_movement(movement=request, by=staff, version=1)
    employment = Employment.objects.get()
    assert (employment.contract_kind, employment.planned_end_on, employment.ends_on) == ("fixed_term", end, end)
    assert employment.employee.last_name == "Nouveau"
    assert read_nir_of(employment.employee) == nir
    request.refresh_from_db()
    assert request.nir_sealed is None


def test_what_is_asked_is_written_once():
    member, browser = holder()
    employment = employed(member)
    with CaptureQueriesContext(connection) as queries:
        ask(browser, member, employment, last_name="Nouveau", nir=new_nir(order=7))
    table = f'"{Movement._meta.db_table}"'
    written = [query["sql"] for query in queries if re.match(rf"(INSERT INTO|UPDATE) {table}", query["sql"])]
    assert [sql.split()[0] for sql in written] == ["INSERT"]
    assert Movement.objects.get().sent["starts_on"]


def test_a_planned_end_is_asked_to_go_away():
    member, browser = holder()
    end = in_days(60)
    employment = employed(
        member, contract_kind="fixed_term", fixed_term_reason="increase", planned_end_on=end, ends_on=end
    )
    ask(browser, member, employment, contract_kind="permanent", fixed_term_reason="", planned_end_on="")
    request = Movement.objects.get()
    treating.accept_movement(movement=request, by=StaffFactory(staff_caisse=member.adherent.caisse), version=1)
    employment.refresh_from_db()
    assert (employment.contract_kind, employment.planned_end_on, employment.ends_on) == ("permanent", None, None)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"starts_on": "31/02/2020"}, "starts_on", "n’existe pas"),
        ({"starts_on": "01/01/2062"}, "starts_on", "trop loin"),
        ({"contract_kind": "fixed_term"}, "planned_end_on", "a une fin prévue"),
        ({"contract_kind": "worksite"}, "worksite", "nom du chantier"),
        ({"last_name": "Dup0nt"}, "last_name", "Retirez « 0 »"),
        ({"nir": "185059402800100"}, "nir", "clé"),
        ({"nir": new_nir(sex="F", order=3)}, "nir", "pour le sexe"),
        ({"birth_on": "17/05/2019"}, "birth_on", "an le premier jour"),
    ],
)
def test_what_is_asked_wrongly_is_refused_in_words(changes, field, words):
    member, browser = holder()
    response = ask(browser, member, employed(member), **{"first_name": "Karim", **changes})
    assert response.status_code == 422
    assert words in str(response.context["form"].errors[field])
    assert 'value="Karim"' in response.content.decode()
    assert not Movement.objects.exists()


def test_the_number_of_a_colleague_is_refused_and_that_of_another_company_is_not():
    member, browser = holder()
    employment = employed(member)
    EmployeeFactory(adherent=member.adherent, nir=new_nir(order=2))
    EmployeeFactory(nir=new_nir(order=3))
    response = ask(browser, member, employment, nir=new_nir(order=2))
    assert "déjà celui d’un autre salarié" in str(response.context["form"].errors["nir"])
    ask(browser, member, employment, nir=new_nir(order=3))
    assert Movement.objects.count() == 1


def test_a_departure_declared_stays_inside_the_contract_asked_for():
    member, browser = holder()
    employment = employed(member, caisse_state=CaisseState.DEPARTURE_SENT, ends_on=date(2026, 6, 30))
    DepartureFactory(employment=employment)
    response = ask(browser, member, employment, starts_on="01/07/2026")
    assert "La sortie déclarée est au 30/06/2026" in str(response.context["form"].errors["starts_on"])


def test_one_request_at_a_time_then_withdrawn():
    member, browser = holder()
    employment = employed(member)
    address = address_of("request_change", member, employment.public_id)
    late = typed_on(browser, address, last_name="Autre")
    ask(browser, member, employment, last_name="Nouveau", nir=new_nir(order=7))
    for response in (browser.get(address, follow=True), browser.post(address, late, follow=True)):
        assert "déjà en cours d’examen" in said_to(response)
    request = Movement.objects.get()
    address = address_of("withdraw_request", member, request.public_id)
    assert "Nouveau" in text_of(browser.get(address))
    request.refresh_from_db()
    assert request.is_open
    assert "retirée" in said_to(browser.post(address, {"confirm": "1"}, follow=True))
    request.refresh_from_db()
    assert (request.state, request.nir_sealed) == (MovementState.CANCELLED, None)
    assert EmployeeEvent.objects.filter(kind=EventKind.CHANGE_WITHDRAWN).count() == 1
    again = browser.post(address, {"confirm": "1"}, follow=True)
    assert "déjà annulée" in said_to(again)
    ask(browser, member, employment, last_name="Autre")
    assert Movement.objects.filter(state=MovementState.SENT).count() == 1


def test_a_hire_that_is_open_is_corrected_and_not_asked_for():
    member, browser = holder()
    employment = employed(member, caisse_state=CaisseState.HIRE_SENT)
    MovementFactory(employment=employment)
    response = browser.get(address_of("request_change", member, employment.public_id), follow=True)
    assert "corrigez-la directement" in said_to(response)


@pytest.mark.parametrize("kind", [MovementKind.HIRE, MovementKind.DEPARTURE])
def test_only_a_request_is_withdrawn(kind):
    member, browser = holder()
    employment = employed(member)
    values = {"last_day": today(), "departure_reason": "death"} if kind == MovementKind.DEPARTURE else {}
    movement = MovementFactory(employment=employment, kind=kind, **values)
    address = address_of("withdraw_request", member, movement.public_id)
    assert browser.post(address, {"confirm": "1"}).status_code == 404
    movement.refresh_from_db()
    assert movement.is_open
