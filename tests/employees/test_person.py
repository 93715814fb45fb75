"""The page of somebody: what it shows, to whom, and what the apps above add to it."""

import itertools
from datetime import date

import pytest
from django.template import engines
from django.template.loaders.locmem import Loader
from django.utils import timezone

from core.rights import Right
from employees import panels
from employees.enums import CaisseState, MovementKind, MovementState
from employees.models import Employment
from tests.days import in_days, today
from tests.employees.factories import (
    CrewFactory,
    DepartureFactory,
    EmployeeFactory,
    EmploymentFactory,
    MovementFactory,
    new_nir,
)
from tests.employees.person_kit import ACTS, address_of, browser_of, colleague, holder, site_of, text_of
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
_ORDERS = itertools.cycle(range(1, 999))


def employed(member, **changes) -> Employment:
    person = EmployeeFactory(adherent=member.adherent, nir=new_nir(order=next(_ORDERS)), birth_name="Lavigne")
    return EmploymentFactory(employee=person, **changes)


def page_of(browser, member, employment) -> str:
    return text_of(browser.get(address_of("employee", member, employment.employee.public_id)))


def test_the_page_shows_the_person_and_the_contract():
    member, browser = holder()
    crew = CrewFactory(establishment=member.adherent.head_office, name="Équipe du matin")
    page = page_of(browser, member, employed(member, crew=crew, former_employer="Ancien Bâtisseur"))
    for text in (
        *("Présent<", "Enregistré<", "Équipe du matin", "Lavigne", "17/05/1985, Créteil", "12 rue du Fil-à-Plomb"),
        *("depuis le 02/03/2020", "Maçon", ">35<", "du lundi au vendredi", "14,25 €", "Ancien Bâtisseur"),
        *("1 85 05 ••• ••• ••", "Déclarer la sortie", "Modifier"),
    ):
        assert text in page, text
    assert "94028" not in page


@pytest.mark.parametrize(
    ("first", "last", "word"),
    [
        (-9, None, "Présente<"),
        (9, None, "À venir<"),
        (-9, -1, "Sortie<"),
        (-9, 0, "Présente<"),
    ],
)
def test_the_head_says_where_somebody_stands_today(first, last, word):
    member, browser = holder()
    employment = employed(member, starts_on=in_days(first), ends_on=None if last is None else in_days(last))
    employment.employee.sex = "F"
    employment.employee.save()
    assert word in page_of(browser, member, employment)


def test_wage_reason_and_nir_are_reserved_without_their_rights():
    member, _ = holder()
    departure = DepartureFactory(
        employment__employee=employed(member).employee,
        employment__is_current=False,
        employment__starts_on=date(2010, 1, 4),
        last_day=date(2019, 1, 4),
    )
    reader = colleague(member.adherent, *ACTS)
    page = page_of(browser_of(reader), reader, departure.employment)
    assert page.count("Réservé") == 3
    assert not [text for text in ("14,25", "Démission", "/nir/") if text in page]
    whole = page_of(browser_of(member), member, departure.employment)
    assert all(text in whole for text in ("14,25", "Démission", "/nir/"))


def test_whoever_only_reads_is_offered_nothing_to_do():
    member, _ = holder()
    employment = employed(member, caisse_state=CaisseState.DEPARTURE_SENT, ends_on=today())
    DepartureFactory(employment=employment, last_day=today())
    reader = colleague(member.adherent, Right.EMPLOYEES_CONSULT)
    page = page_of(browser_of(reader), reader, employment)
    offered = ("Modifier", "Corriger la sortie", "Annuler la sortie", "Nouveau contrat", "Demander une modification<")
    main = page.partition("<main")[2].partition("page-help")[0]
    assert [text for text in offered if text in main] == []
    assert "Récépissé" in main


def test_whoever_acts_for_a_site_sees_the_contracts_of_that_site_only():
    member, browser = holder()
    site = site_of(member.adherent)
    there = employed(member, establishment=site, qualification="Couvreur de Palaiseau")
    elsewhere = EmploymentFactory(
        employee=there.employee,
        starts_on=date(2015, 1, 5),
        ends_on=date(2016, 1, 5),
        is_current=False,
        qualification="Grutier du siège",
    )
    MovementFactory(employment=elsewhere, reference="E-AILLEURS")
    other = employed(member)
    local = colleague(member.adherent, *ACTS, site=site)
    client = browser_of(local)
    page = page_of(client, local, there)
    assert "Couvreur de Palaiseau" in page
    assert not [text for text in ("Grutier", "E-AILLEURS", member.adherent.head_office.name) if text in page]
    assert client.get(address_of("employee", local, other.employee.public_id)).status_code == 404
    for name in ("change_contract", "request_change", "declare_departure"):
        assert client.get(address_of(name, local, elsewhere.public_id)).status_code == 404, name
        assert browser.get(address_of(name, member, there.public_id)).status_code == 200, name


def test_a_movement_to_correct_comes_first_with_what_the_caisse_says():
    member, browser = holder()
    employment = employed(member, caisse_state=CaisseState.HIRE_TO_CORRECT)
    hire = MovementFactory(
        employment=employment,
        state=MovementState.TO_CORRECT,
        message="Le prénom : vérifiez-le.",
        treated_at=timezone.now(),
    )
    page = page_of(browser, member, employment)
    assert page.index("Le prénom : vérifiez-le.") < page.index("Identité")
    assert address_of("correct_hire", member, hire.public_id) in page
    assert address_of("receipt", member, hire.public_id) in page
    assert address_of("change_contract", member, employment.public_id) not in page


def test_a_request_in_progress_says_what_it_asks_for_and_is_withdrawn_from_there():
    member, browser = holder()
    employment = employed(member)
    request = MovementFactory(
        employment=employment,
        kind=MovementKind.HIRE_CHANGE,
        asked={"last_name": "Nouveau", "starts_on": "2020-03-09", "planned_end_on": ""},
    )
    page = page_of(browser, member, employment)
    assert "Nom : Nouveau" in page
    assert "Premier jour : 09/03/2020" in page
    assert "Fin prévue : retiré" in page
    assert address_of("withdraw_request", member, request.public_id) in page
    assert address_of("request_change", member, employment.public_id) not in page


def test_the_reason_that_a_request_asks_for_is_named_and_not_shown_without_the_right():
    member, browser = holder()
    employment = employed(member, caisse_state=CaisseState.DEPARTURE_RECORDED, ends_on=today())
    DepartureFactory(employment=employment, last_day=today(), state=MovementState.ACCEPTED, treated_at=timezone.now())
    asked = {"last_day": "2026-07-01", "departure_reason": "unfitness"}
    MovementFactory(employment=employment, kind=MovementKind.DEPARTURE_CHANGE, asked=asked)
    assert "inaptitude" in page_of(browser, member, employment)
    reader = colleague(member.adherent, *ACTS)
    page = page_of(browser_of(reader), reader, employment)
    assert "inaptitude" not in page
    assert "Motif de sortie : modifié" in page


def test_somebody_who_left_is_offered_another_contract():
    member, browser = holder()
    employment = employed(member, ends_on=in_days(-1))
    page = page_of(browser, member, employment)
    assert address_of("hire_again", member, employment.employee.public_id) in page
    assert address_of("declare_departure", member, employment.public_id) not in page


def test_the_page_of_somebody_without_a_contract_offers_one():
    member, browser = holder()
    person = EmployeeFactory(adherent=member.adherent)
    page = text_of(browser.get(address_of("employee", member, person.public_id)))
    assert "Aucun contrat enregistré" in page
    assert address_of("hire_again", member, person.public_id) in page


def test_a_contract_that_never_was_offers_nothing():
    member, browser = holder()
    employment = employed(member, caisse_state=CaisseState.HIRE_REFUSED)
    MovementFactory(employment=employment, state="refused", message="Doublon.", treated_at=timezone.now())
    page = page_of(browser, member, employment)
    assert "Embauche refusée" in page
    assert "Refusée : Doublon." in page
    for name in ("change_contract", "request_change", "declare_departure"):
        address = address_of(name, member, employment.public_id)
        assert address not in page
        assert browser.get(address)["Location"] == address_of("employee", member, employment.employee.public_id)


def test_an_app_above_adds_its_panel(monkeypatch):
    member, browser = holder()
    employment = employed(member)
    monkeypatch.setattr(panels, "_declared", {})
    read = []
    panels.declare("components/empty_state.html", lambda access, employee: read.append((access.tiers.ref, employee)))
    panels.declare("employees/tests/panel.html", lambda access, employee: f"Absences de {employee.last_name}")
    templates = {"employees/tests/panel.html": "<section>{{ panel.content }}, {{ access.tiers.name }}</section>"}
    loaders = engines["django"].engine.template_loaders
    monkeypatch.setattr(
        engines["django"].engine, "template_loaders", [Loader(engines["django"].engine, templates), *loaders]
    )
    page = page_of(browser, member, employment)
    assert f"Absences de {employment.employee.last_name}, {member.adherent.name}" in page
    assert read == [(member.adherent.public_id, employment.employee)]


def test_people_of_another_company_are_not_found():
    member, browser = holder()
    foreign = employed(MembershipFactory())
    assert browser.get(address_of("employee", member, foreign.employee.public_id)).status_code == 404
    for name in ("change_contract", "request_change", "declare_departure"):
        assert browser.post(address_of(name, member, foreign.public_id)).status_code == 404


def test_the_page_costs_the_same_with_many_contracts(django_assert_num_queries):
    member, browser = holder()
    employment = employed(member)
    address = address_of("employee", member, employment.employee.public_id)
    browser.get(address)
    for rank in range(20):
        old = EmploymentFactory(
            employee=employment.employee,
            starts_on=date(1990 + rank, 1, 2),
            ends_on=date(1990 + rank, 12, 24),
            is_current=False,
        )
        DepartureFactory(employment=old, state="accepted", treated_at=timezone.now())
    with django_assert_num_queries(13):
        assert browser.get(address).status_code == 200
