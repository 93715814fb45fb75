"""Whom a line is about, among the people of the company, and what it would change."""

from datetime import date

import pytest

from core.rights import ALL_RIGHTS
from employees import nir as nirs
from employees.enums import CaisseState, ImportState, Outcome
from employees.models import ImportLine
from tests.employees.factories import CrewFactory, EmployeeFactory, new_nir
from tests.employees.imports_kit import KARIM, LEA, Company, known, problems
from tests.factories import EstablishmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return Company()


def test_somebody_known_with_nothing_new_is_unchanged(company) -> None:
    employment = known(company)
    line = company.line(KARIM)
    assert (line.outcome, line.changes, line.employee) == (Outcome.UNCHANGED, {}, employment.employee)


def test_free_facts_that_differ_are_changes(company) -> None:
    crew = CrewFactory(establishment=company.site, name="Gros œuvre")
    known(company)
    new = {
        "Adresse": "3 rue Neuve",
        "Qualification": "Chef d’équipe",
        "Salaire horaire brut": "15",
        "Équipe": crew.name,
    }
    line = company.line(KARIM | new)
    assert line.outcome == Outcome.CHANGED
    assert line.changes == {
        "street": ["12 rue du Parpaing", "3 rue Neuve"],
        "qualification": ["Maçon", "Chef d’équipe"],
        "hourly_wage": ["14,25", "15,00"],
        "crew": ["", "Gros œuvre"],
    }


def test_empty_cells_and_missing_columns_leave_what_is_known(company) -> None:
    known(company, employee__in_btp_since=date(2010, 1, 4), former_employer="Ancien", work_days=[1, 2, 3, 4])
    empty = ("Numéro de sécurité sociale", "Lieu de naissance", "Salaire horaire brut")
    assert company.line(KARIM | dict.fromkeys(empty, "")).outcome == Outcome.UNCHANGED
    assert company.line({name: text for name, text in KARIM.items() if name not in empty}).outcome == Outcome.UNCHANGED


def test_a_name_in_capitals_without_accents_is_the_same_name(company) -> None:
    known(company, employee__last_name="Bénali-Cœur")
    assert company.line(KARIM | {"Nom": "BENALI COEUR"}).outcome == Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("heading", "typed"),
    [
        ("Nom", "Martin"),
        ("Premier jour", "03/03/2026"),
        ("Contrat", "Apprentissage"),
    ],
)
def test_declared_facts_are_changed_from_the_page_of_the_person(company, heading, typed) -> None:
    known(company)
    line = company.line(KARIM | {heading: typed})
    assert line.outcome == Outcome.WRONG
    assert "demandez une modification depuis sa fiche" in problems(line)[heading]


def test_another_number_than_the_one_recorded_is_refused(company) -> None:
    known(company)
    line = company.line(KARIM | {"Numéro de sécurité sociale": new_nir(order=9)})
    assert "Un autre numéro" in problems(line)["Numéro de sécurité sociale"]


def test_a_number_that_was_missing_is_completed(company) -> None:
    known(company, employee__nir="")
    line = company.line(KARIM)
    assert (line.outcome, line.changes) == (
        Outcome.CHANGED,
        {"nir": ["", nirs.mask(KARIM["Numéro de sécurité sociale"])]},
    )
    assert line.nir_sealed is not None


def test_somebody_whose_contract_has_ended_is_hired_again(company) -> None:
    employment = known(company, starts_on=date(2020, 1, 6), ends_on=date(2025, 12, 31))
    line = company.line(KARIM | {"Adresse": "3 rue Neuve"})
    assert (line.outcome, line.employee) == (Outcome.NEW, employment.employee)
    assert line.changes == {"street": ["12 rue du Parpaing", "3 rue Neuve"]}


def test_a_contract_that_never_was_does_not_count(company) -> None:
    known(company, caisse_state=CaisseState.HIRE_CANCELLED)
    assert company.line(KARIM).outcome == Outcome.NEW


def test_namesakes_born_the_same_day_need_their_number(company) -> None:
    for order in (5, 6):
        EmployeeFactory(adherent=company.adherent, last_name="Benali", first_name="Karim", nir=new_nir(order=order))
    line = company.line(KARIM | {"Numéro de sécurité sociale": ""})
    assert "Plusieurs salariés" in problems(line)["Numéro de sécurité sociale"]


@pytest.mark.parametrize("nir", [KARIM["Numéro de sécurité sociale"], "non attribué"])
def test_two_lines_about_one_person_are_named(company, nir) -> None:
    sent = company.read(LEA, KARIM, KARIM | {"Numéro de sécurité sociale": nir, "Prénom": "KARIM"})
    first, second = sent.lines.filter(number__gt=2)
    assert first.outcome == Outcome.NEW
    assert "à la ligne 3" in problems(second)[""]


def test_twins_of_one_name_are_two_people(company) -> None:
    sent = company.read(KARIM, KARIM | {"Numéro de sécurité sociale": new_nir(order=2)})
    assert not sent.lines.filter(outcome=Outcome.WRONG).exists()


def test_people_of_another_company_are_nobody_here(company) -> None:
    known(Company())
    assert company.line(KARIM).outcome == Outcome.NEW


# --- Another company, one site


def test_a_file_of_another_company_is_refused_as_a_whole(company) -> None:
    other = {"SIRET": EstablishmentFactory().siret}
    sent = company.read(KARIM | other, LEA | other)
    assert sent.state == ImportState.UNREADABLE
    assert "fichier d’une autre entreprise" in sent.message
    assert not ImportLine.objects.exists()
    mixed = company.read(KARIM | other, LEA | {"SIRET": company.site.siret})
    assert mixed.state == ImportState.READ
    assert "n’est pas celui d’un site de votre entreprise" in problems(mixed.lines.first())["SIRET"]


def test_whoever_acts_for_a_site_writes_to_its_people_only(company) -> None:
    depot = EstablishmentFactory(adherent=company.adherent, name="Dépôt")
    local = Company(adherent=company.adherent, establishment=depot, role="colleague", rights=sorted(ALL_RIGHTS))
    known(company)
    line = local.line(KARIM)
    assert (line.outcome, line.employee) == (Outcome.WRONG, None)
    assert "d’un autre site" in problems(line)[""]
    head_office = {"SIRET": company.site.siret}
    assert "Vous agissez pour le site Dépôt" in problems(local.line(LEA | head_office, KARIM | {"SIRET": ""}))["SIRET"]
    assert local.line(LEA).values["establishment"] == depot.public_id


def test_somebody_who_left_another_site_is_not_rewritten_from_this_one(company) -> None:
    depot = EstablishmentFactory(adherent=company.adherent, name="Dépôt")
    local = Company(adherent=company.adherent, establishment=depot, role="colleague", rights=sorted(ALL_RIGHTS))
    known(company, starts_on=date(2020, 1, 6), ends_on=date(2025, 12, 31))
    assert "d’un autre site" in problems(local.line(KARIM))[""]
