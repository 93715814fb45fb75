"""Changes of a sheet, at once, for what is the company's own."""

from decimal import Decimal

import pytest

from core.models import AuditEvent
from employees.enums import EventKind, MovementKind
from employees.models import EmployeeEvent, Employment, Movement
from tests.days import in_days
from tests.employees.factories import (
    CrewFactory,
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
    holder,
    said_to,
    send,
    site_of,
    text_of,
    typed_on,
)
from tests.factories import EstablishmentFactory

pytestmark = pytest.mark.django_db


def employed(member, **changes) -> Employment:
    return EmploymentFactory(employee=EmployeeFactory(adherent=member.adherent, nir=new_nir()), **changes)


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
    site.closed_on = in_days(-3)
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
