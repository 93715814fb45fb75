"""An import is applied as a whole or not at all, once, and never over what changed meanwhile."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError

from core.models import AuditEvent
from core.rights import ALL_RIGHTS
from core.sealing import unseal
from employees import nir as nirs
from employees.enums import CaisseState, EventKind, ImportState, MovementState, Outcome
from employees.imports.services import applying
from employees.models import Crew, Employee, EmployeeEvent, EmployeeImport, Employment, ImportLine, Movement
from tests.employees.factories import CrewFactory, EmployeeFactory, EmploymentFactory, MovementFactory
from tests.employees.imports_kit import KARIM, LEA, Company, known
from tests.factories import EstablishmentFactory
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db
NIR = KARIM["Numéro de sécurité sociale"]


@pytest.fixture
def company() -> Company:
    return Company()


def events(kind: EventKind) -> list[EmployeeEvent]:
    return list(EmployeeEvent.objects.filter(kind=kind))


def test_new_lines_are_hires_sent_to_the_caisse(company) -> None:
    sent = company.apply(company.read(KARIM, LEA))
    assert (sent.state, sent.message) == (ImportState.APPLIED, "")
    assert Movement.objects.filter(state=MovementState.SENT).count() == 2
    karim = Employee.objects.get(first_name="Karim")
    assert unseal(bytes(karim.nir_sealed)) == NIR
    contract = karim.employments.get()
    assert (contract.caisse_state, contract.is_current) == (CaisseState.HIRE_SENT, True)
    assert (contract.starts_on, contract.hourly_wage) == (date(2026, 3, 2), Decimal("14.25"))
    assert len(events(EventKind.HIRE_DECLARED)) == 2
    line = AuditEvent.objects.get(action="employees.hires_declared")
    assert (line.target, line.changes) == ("fichier salariés.csv", {"count": 2})


def test_changed_lines_are_written_with_their_history_and_one_line_of_journal(company) -> None:
    crew = CrewFactory(establishment=company.site, name="Gros œuvre")
    employment = known(company)
    new = {"Adresse": "3 rue Neuve", "Salaire horaire brut": "15", "Équipe": "Gros œuvre", "Qualification": "Chef"}
    company.apply(company.read(KARIM | new))
    employment.refresh_from_db()
    assert (employment.crew, employment.hourly_wage, employment.qualification) == (crew, Decimal(15), "Chef")
    assert Employee.objects.get().street == "3 rue Neuve"
    [event] = events(EventKind.IMPORTED)
    assert event.changes["street"] == ["12 rue du Parpaing", "3 rue Neuve"]
    assert event.actor_label == str(company.member.user)
    line = AuditEvent.objects.get(action="employees.people_changed")
    assert line.changes == {"count": 1}
    assert not Movement.objects.exists()


def test_the_same_file_twice_changes_nothing_the_second_time(company) -> None:
    known(company, employee__street="Ailleurs")
    lines = (KARIM, LEA, LEA | {"Nom": "Autre", "Numéro de sécurité sociale": "non attribué"})
    company.apply(company.read(*lines))
    people, contracts = list(Employee.objects.values()), list(Employment.objects.values())
    again = company.read(*lines)
    assert set(again.lines.values_list("outcome", flat=True)) == {Outcome.UNCHANGED}
    assert company.apply(again).state == ImportState.READ
    assert list(Employee.objects.values()) == people
    assert list(Employment.objects.values()) == contracts


def test_a_known_person_gets_a_new_contract(company) -> None:
    former = known(company, starts_on=date(2020, 1, 6), ends_on=date(2025, 12, 31))
    company.apply(company.read(KARIM | {"Adresse": "3 rue Neuve"}))
    employee = Employee.objects.get()
    assert employee.street == "3 rue Neuve"
    assert employee.employments.get(is_current=True) != former
    assert employee.employments.count() == 2


def test_a_missing_number_is_sealed_and_masked(company) -> None:
    known(company, employee__nir="")
    company.apply(company.read(KARIM))
    employee = Employee.objects.get()
    assert (unseal(bytes(employee.nir_sealed)), employee.nir_digest) == (NIR, nirs.digest(NIR))
    assert events(EventKind.IMPORTED)[0].changes == {"nir": ["", nirs.mask(NIR)]}
    assert ImportLine.objects.get().nir_sealed is None


def test_moving_to_another_site_leaves_the_crew_of_the_former_one(company) -> None:
    depot = EstablishmentFactory(adherent=company.adherent, name="Dépôt")
    employment = known(company, crew=CrewFactory(establishment=company.site))
    company.apply(company.read(KARIM | {"Site": "Dépôt"}))
    employment.refresh_from_db()
    assert (employment.establishment, employment.crew) == (depot, None)


def test_a_hire_that_waits_is_shown_to_the_caisse_as_it_has_become(company) -> None:
    company.apply(company.read(KARIM))
    hire = Movement.objects.get()
    company.apply(company.read(KARIM | {"Qualification": "Chef d’équipe"}))
    hire.refresh_from_db()
    assert (hire.version, hire.sent["qualification"], hire.state) == (2, "Chef d’équipe", MovementState.SENT)
    assert NIR not in str(hire.sent)


def test_sound_lines_are_written_while_the_others_wait(company) -> None:
    sent = company.apply(company.read(KARIM, LEA | {"Ville": ""}))
    assert (sent.state, Employee.objects.get().first_name) == (ImportState.APPLIED, "Karim")
    body = company.body(sent)
    assert "1 ligne à corriger sur 2" in body.replace("&nbsp;", " ")
    assert company.address("imports") in body
    again = company.read(KARIM, LEA)
    assert list(again.lines.values_list("outcome", flat=True)) == [Outcome.UNCHANGED, Outcome.NEW]
    company.apply(again)
    assert Employee.objects.count() == Movement.objects.count() == 2


def test_the_wrong_lines_alone_apply_nothing(company) -> None:
    known(company)
    sent = company.read(KARIM, LEA | {"Ville": ""})
    assert company.apply(sent).state == ImportState.READ
    assert Employee.objects.count() == 1


def test_asked_for_twice_it_is_applied_once(company) -> None:
    sent = company.read(KARIM)
    for _ in range(2):
        company.client.post(company.address("apply_import", sent.public_id))
    assert run_jobs() == 1
    applying.apply_import(sent.pk, company.member.user_id)
    assert Employee.objects.count() == Movement.objects.count() == 1


def edit_the_address(company) -> None:
    Employee.objects.update(street="Changée entre-temps")


def hire_the_other(company) -> None:
    EmploymentFactory(
        employee__adherent=company.adherent,
        employee__last_name="Morel",
        employee__first_name="Léa",
        starts_on=date(2026, 3, 2),
    )


def close_the_site(company) -> None:
    company.adherent.establishments.update(closed_on=date(2026, 1, 1))


def remove_the_crew(company) -> None:
    Crew.objects.all().delete()


def lose_the_contract(company) -> None:
    Employment.objects.all().delete()


@pytest.mark.parametrize("act", [edit_the_address, hire_the_other, close_the_site, remove_the_crew, lose_the_contract])
def test_what_changed_since_the_preview_stops_everything(company, act) -> None:
    known(company)
    CrewFactory(establishment=company.site, name="Gros œuvre")
    sent = company.read(KARIM | {"Équipe": "Gros œuvre"}, LEA)
    act(company)
    before = list(Employee.objects.values()), list(Employment.objects.values())
    assert company.apply(sent).state == ImportState.FAILED
    assert "Rien n’a été enregistré" in sent.message
    assert "Rien n’a été enregistré" in company.body(sent).replace("\N{NO-BREAK SPACE}", " ")
    assert (list(Employee.objects.values()), list(Employment.objects.values())) == before
    assert not EmployeeEvent.objects.exists()
    assert not ImportLine.objects.exclude(nir_sealed=None).exists()


def test_an_unchanged_line_that_would_change_something_now_stops_everything(company) -> None:
    known(company)
    sent = company.read(KARIM, LEA)
    edit_the_address(company)
    assert company.apply(sent).state == ImportState.FAILED
    assert Employee.objects.count() == 1


def test_a_refusal_of_the_database_stops_everything(company, monkeypatch) -> None:
    sent = company.read(KARIM, LEA)

    def refuse(**_):
        raise IntegrityError

    monkeypatch.setattr(applying, "declare_hires", refuse)
    assert company.apply(sent).state == ImportState.FAILED
    assert not Employee.objects.exists()


@pytest.mark.parametrize("line", [LEA, KARIM | {"Adresse": "3 rue Neuve"}], ids=["new", "changed"])
def test_a_right_lost_before_the_application_stops_it(company, line) -> None:
    known(company)
    sent = company.read(line)
    company.client.post(company.address("apply_import", sent.public_id))
    company.member.role, company.member.rights = "colleague", ["employees.consult"]
    company.member.save()
    run_jobs()
    sent.refresh_from_db()
    assert sent.state == ImportState.FAILED
    assert "plus le droit" in sent.message
    assert Employee.objects.get().street == "12 rue du Parpaing"


def test_killed_half_way_nothing_is_left_and_it_is_applied_once_afterwards(company, monkeypatch) -> None:
    known(company, employee__street="Ailleurs")
    sent = company.read(KARIM, LEA)
    company.client.post(company.address("apply_import", sent.public_id))

    def killed(import_id):
        assert Employee.objects.filter(first_name="Léa").exists()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(applying, "_forget_numbers", killed)
        with pytest.raises(KeyboardInterrupt):
            applying.apply_import(sent.pk, company.member.user_id)
    sent.refresh_from_db()
    assert sent.state == ImportState.APPLYING
    assert Employee.objects.get().street == "Ailleurs"
    assert not EmployeeEvent.objects.exists()
    run_jobs()
    sent.refresh_from_db()
    assert sent.state == ImportState.APPLIED
    assert Employee.objects.count() == 2
    assert len(events(EventKind.IMPORTED)) == 1


def test_a_breakdown_that_lasts_ends_in_a_failure_that_says_so(company) -> None:
    sent = company.read(KARIM)
    EmployeeImport.objects.update(state=ImportState.APPLYING)
    applying.give_up_applying(sent.pk)
    sent.refresh_from_db()
    assert sent.state == ImportState.FAILED
    assert "panne" in sent.message


def test_whoever_acts_for_a_site_hires_there(company) -> None:
    depot = EstablishmentFactory(adherent=company.adherent, name="Dépôt")
    local = Company(adherent=company.adherent, establishment=depot, role="colleague", rights=sorted(ALL_RIGHTS))
    local.apply(local.read(KARIM))
    assert Employment.objects.get().establishment == depot


def test_whoever_holds_the_company_applies_a_list_of_a_site_for_that_site(company) -> None:
    depot = EstablishmentFactory(adherent=company.adherent, name="Dépôt")
    local = Company(adherent=company.adherent, establishment=depot, role="colleague", rights=sorted(ALL_RIGHTS))
    sent = local.read(KARIM)
    assert company.apply(sent).state == ImportState.APPLIED
    assert Employment.objects.get().establishment == depot


def test_many_lines_cost_the_same_queries(company, django_assert_max_num_queries) -> None:
    names = ["Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India", "Juliette", "Kilo"]
    for name in names:
        known(company, employee__last_name=name, employee__nir="", employee__street="Ailleurs")
    sent = company.read(*(KARIM | {"Nom": name, "Numéro de sécurité sociale": ""} for name in names))
    company.client.post(company.address("apply_import", sent.public_id))
    with django_assert_max_num_queries(40):
        applying.apply_import(sent.pk, company.member.user_id)
    assert Employee.objects.filter(street="12 rue du Parpaing").count() == len(names)


def test_somebody_without_a_contract_is_hired(company) -> None:
    employee = EmployeeFactory(adherent=company.adherent, last_name="Benali", first_name="Karim", nir=NIR)
    company.apply(company.read(KARIM))
    assert Employment.objects.get().employee == employee


def test_a_departure_declared_meanwhile_leaves_the_last_day(company) -> None:
    employment = known(company, ends_on=date(2026, 12, 31), caisse_state=CaisseState.DEPARTURE_SENT)
    MovementFactory(employment=employment, state=MovementState.ACCEPTED, treated_at="2026-03-05T08:00Z")
    company.apply(company.read(KARIM | {"Qualification": "Chef"}))
    employment.refresh_from_db()
    assert (employment.qualification, employment.ends_on) == ("Chef", date(2026, 12, 31))
