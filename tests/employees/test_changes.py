"""Changes of a sheet: at once for what is the company's own, asked of the caisse for what was declared."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.models import AuditEvent
from core.sealing import unseal
from employees.enums import CaisseState, EventKind, MovementKind, MovementState
from employees.models import Employee, EmployeeEvent, Employment, Movement
from employees.services import treating
from employees.services.hiring import read_nir_of
from tests.employees.factories import (
    CrewFactory,
    DepartureFactory,
    EmployeeFactory,
    EmploymentFactory,
    MovementFactory,
    new_nir,
)
from tests.employees.person_kit import (
    ACTS,
    address_of,
    browser_of,
    colleague,
    everything_written,
    holder,
    said_to,
    site_of,
    text_of,
)
from tests.factories import EstablishmentFactory, StaffFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def employed(member, **changes) -> Employment:
    return EmploymentFactory(employee=EmployeeFactory(adherent=member.adherent, nir=new_nir()), **changes)


def typed_on(browser, address: str, **changes) -> dict:
    """What the form sends as it stands, but for what is changed."""
    response = browser.get(address)
    assert response.status_code == 200
    form = response.context["form"]
    values = {name: form[name].value() for name in form.fields}
    shown = {name: f"{value:%d/%m/%Y}" if isinstance(value, date) else value for name, value in values.items()}
    kept = {name: value for name, value in shown.items() if value is not None}
    return {**kept, "seen": response.context["seen"], **changes}


def send(browser, address: str, **changes):
    return browser.post(address, typed_on(browser, address, **changes), follow=True)


# --- What the company keeps by itself ---


def test_an_address_is_changed_at_once_with_its_history_and_its_line_of_the_journal():
    member, browser = holder()
    employee = employed(member).employee
    response = send(browser, address_of("change_person", member, employee.public_id), street="4 rue du Toit")
    employee.refresh_from_db()
    assert employee.street == "4 rue du Toit"
    assert said_to(response) == "La fiche est modifiée."
    assert "Adresse : 12 rue du Fil-à-Plomb → 4 rue du Toit" in text_of(response)
    event = EmployeeEvent.objects.get()
    assert (event.kind, event.establishment_id) == (EventKind.CHANGED, None)
    assert event.changes == {"street": ["12 rue du Fil-à-Plomb", "4 rue du Toit"]}
    line = AuditEvent.objects.get(action="employees.changed")
    assert (line.actor_id, line.changes["fields"]) == (member.user.pk, ["street"])
    assert not Movement.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"postal_code": "94"}, "postal_code", "5 chiffres"),
        ({"in_btp_since": "31/02/2010"}, "in_btp_since", "n’existe pas"),
        ({"in_btp_since": "01/01/2062"}, "in_btp_since", "trop loin"),
        ({"in_btp_since": "01/01/1990"}, "in_btp_since", "trop jeune"),
        ({"in_btp_since": "03/03/2020"}, "in_btp_since", "après le premier jour"),
        ({"street": ""}, "street", "Saisissez"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(changes, field, words):
    member, browser = holder()
    employee = employed(member).employee
    response = send(browser, address_of("change_person", member, employee.public_id), city="L’Haÿ", **changes)
    assert response.status_code == 422
    assert words in str(response.context["form"].errors[field])
    assert "L’Haÿ" in response.content.decode()
    assert not EmployeeEvent.objects.exists()


@pytest.mark.parametrize("name", ["change_person", "change_contract", "request_change"])
def test_when_nothing_changes_it_says_so_and_writes_nothing(name):
    member, browser = holder()
    employment = employed(member)
    row = employment.employee if name == "change_person" else employment
    response = send(browser, address_of(name, member, row.public_id))
    assert response.status_code == 422
    assert "rien n’est à changer" in text_of(response)
    assert not EmployeeEvent.objects.exists()
    assert not Movement.objects.exists()


def test_what_somebody_else_changed_meanwhile_is_shown_and_what_was_typed_is_kept():
    member, browser = holder()
    employee = employed(member).employee
    address = address_of("change_person", member, employee.public_id)
    typed = typed_on(browser, address, city="Montreuil")
    send(browser, address, street="1 place Neuve")
    response = browser.post(address, typed)
    page = text_of(response)
    assert response.status_code == 409
    assert "Adresse, maintenant : 1 place Neuve" in page
    assert "Ville, maintenant" not in page
    assert 'value="Montreuil"' in page
    employee.refresh_from_db()
    assert (employee.city, employee.street) == ("Créteil", "1 place Neuve")
    browser.post(address, {**typed, "street": "1 place Neuve", "seen": response.context["seen"]})
    employee.refresh_from_db()
    assert (employee.city, employee.street) == ("Montreuil", "1 place Neuve")


def test_a_mark_that_was_forged_overwrites_nothing():
    member, browser = holder()
    employee = employed(member).employee
    for seen in ("", "x", ".".join(["0" * 10] * 6)):
        response = send(browser, address_of("change_person", member, employee.public_id), street="1 rue X", seen=seen)
        assert response.status_code == 409
    employee.refresh_from_db()
    assert employee.street != "1 rue X"


def test_a_contract_moves_to_another_site_and_crew_and_changes_its_hours():
    member, browser = holder()
    site = site_of(member.adherent)
    crew = CrewFactory(establishment=site, name="Équipe du soir")
    employment = employed(member)
    response = send(
        browser,
        address_of("change_contract", member, employment.public_id),
        establishment=site.public_id,
        crew=crew.public_id,
        weekly_hours="38 h 30",
        work_days=["1", "2", "3"],
        hourly_wage="15,75 €",
        former_employer="Legrand",
    )
    assert said_to(response) == "Le contrat est modifié."
    employment.refresh_from_db()
    assert (employment.establishment, employment.crew, employment.work_days) == (site, crew, [1, 2, 3])
    assert (employment.weekly_hours, employment.hourly_wage) == (Decimal("38.5"), Decimal("15.75"))
    event = EmployeeEvent.objects.get()
    assert event.establishment == site
    assert set(event.changes) == {
        *("establishment", "crew", "weekly_hours", "work_days", "hourly_wage", "former_employer")
    }
    line = AuditEvent.objects.get(action="employees.changed")
    assert "15" not in str(line.changes["fields"])
    assert "15,75" not in str(AuditEvent.objects.values_list("changes", "target"))


@pytest.mark.parametrize("wage", ["", "16,50"])
def test_a_wage_is_written_and_never_read_without_the_right(wage):
    member, _ = holder()
    employment = employed(member)
    writer = colleague(member.adherent, *ACTS)
    browser = browser_of(writer)
    address = address_of("change_contract", writer, employment.public_id)
    form = text_of(browser.get(address))
    response = send(browser, address, hourly_wage=wage, qualification="Chef d’équipe")
    employment.refresh_from_db()
    assert employment.qualification == "Chef d’équipe"
    assert employment.hourly_wage == Decimal(wage.replace(",", ".") or "14.25")
    pages = form + text_of(response)
    assert "14,25" not in pages.replace("par exemple 14,25", "")
    assert "16,50" not in pages
    assert "16,50" not in str(list(AuditEvent.objects.values()))


def test_a_wage_changed_meanwhile_is_named_and_not_shown_without_the_right():
    member, _ = holder()
    employment = employed(member)
    writer = colleague(member.adherent, *ACTS)
    browser = browser_of(writer)
    address = address_of("change_contract", writer, employment.public_id)
    typed = typed_on(browser, address, qualification="Chef d’équipe")
    Employment.objects.update(hourly_wage=Decimal("17.35"))
    page = text_of(browser.post(address, typed))
    assert "Salaire horaire brut, maintenant : modifié" in page
    assert "17,35" not in page


def test_whoever_sees_the_wage_may_empty_it():
    member, browser = holder()
    employment = employed(member)
    send(browser, address_of("change_contract", member, employment.public_id), hourly_wage="")
    employment.refresh_from_db()
    assert employment.hourly_wage is None


def test_a_cdi_de_chantier_keeps_the_name_of_its_worksite():
    member, browser = holder()
    employment = employed(member, contract_kind="worksite", worksite="Tour Nord")
    response = send(browser, address_of("change_contract", member, employment.public_id), worksite="")
    assert response.status_code == 422
    assert "worksite" in response.context["form"].errors


def test_a_crew_is_of_the_site_chosen_and_a_site_of_the_company():
    member, browser = holder()
    employment = employed(member)
    address = address_of("change_contract", member, employment.public_id)
    crew = CrewFactory(establishment=site_of(member.adherent))
    foreign = EstablishmentFactory()
    assert "crew" in send(browser, address, crew=crew.public_id).context["form"].errors
    response = send(browser, address, establishment=foreign.public_id)
    assert "establishment" in response.context["form"].errors
    assert foreign.name not in response.content.decode()


def test_whoever_acts_for_a_site_moves_nobody_elsewhere():
    member, _ = holder()
    site = site_of(member.adherent)
    employment = employed(member, establishment=site)
    local = colleague(member.adherent, *ACTS, site=site)
    address = address_of("change_contract", local, employment.public_id)
    response = send(browser_of(local), address, establishment=member.adherent.head_office.public_id)
    assert response.status_code == 422
    employment.refresh_from_db()
    assert employment.establishment == site


def test_a_contract_of_a_closed_site_is_still_changed():
    member, browser = holder()
    site = site_of(member.adherent)
    employment = employed(member, establishment=site)
    site.closed_on = TODAY - timedelta(days=3)
    site.save()
    send(browser, address_of("change_contract", member, employment.public_id), qualification="Coffreur")
    employment.refresh_from_db()
    assert (employment.qualification, employment.establishment) == ("Coffreur", site)


@pytest.mark.parametrize(
    "name", ["change_person", "change_contract", "request_change", "declare_departure", "withdraw_request"]
)
def test_whoever_only_reads_changes_nothing(name):
    member, _ = holder()
    employment = employed(member)
    request = MovementFactory(employment=employment, kind=MovementKind.HIRE_CHANGE)
    row = {"change_person": employment.employee, "withdraw_request": request}.get(name, employment)
    reader = colleague(member.adherent, ACTS[0])
    assert browser_of(reader).post(address_of(name, reader, row.public_id), {"confirm": "1"}).status_code == 403
    assert not EmployeeEvent.objects.exists()


# --- What was declared ---


def ask(browser, member, employment, **changes):
    return send(browser, address_of("request_change", member, employment.public_id), **changes)


def test_what_the_caisse_recorded_is_asked_then_accepted():
    """A contract that the caisse knew before the portal, too."""
    member, browser = holder()
    employment = employed(member)
    nir = new_nir(order=7)
    end = TODAY + timedelta(days=90)
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
        "nir": "1 85 05 •• ••• ••• ••",
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


def test_a_planned_end_is_asked_to_go_away():
    member, browser = holder()
    end = TODAY + timedelta(days=60)
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
        ({"nir": new_nir(sex="F", order=3)}, "nir", "femme"),
        ({"birth_on": "17/05/2019"}, "birth_on", "ans le premier jour"),
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
    values = {"last_day": TODAY, "departure_reason": "death"} if kind == MovementKind.DEPARTURE else {}
    movement = MovementFactory(employment=employment, kind=kind, **values)
    address = address_of("withdraw_request", member, movement.public_id)
    assert browser.post(address, {"confirm": "1"}).status_code == 404
    movement.refresh_from_db()
    assert movement.is_open
