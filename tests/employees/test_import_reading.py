"""What a file becomes: which column is which, what each line says, and what it would do to whom."""

import random
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from adherents.models import Establishment
from core import files
from core.access import Access, Tiers, Via
from core.rights import ALL_RIGHTS
from employees.enums import ImportState, Outcome
from employees.imports.columns import COLUMNS, UnreadableList, layout_of
from employees.imports.lines import LineReader
from employees.imports.services import reading as importing
from employees.imports.template import HEADINGS
from employees.imports.words import UnknownWord, read_days
from employees.models import Employee, EmployeeImport
from employees.places import Places
from tests.employees.factories import CrewFactory, new_nir
from tests.employees.imports_kit import KARIM, LEA, Company, csv_of, problems, table, xlsx_of
from tests.factories import EstablishmentFactory
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return Company()


# --- Reading


@pytest.mark.parametrize("write", [csv_of, xlsx_of])
def test_a_file_is_read_into_lines_and_its_content_is_deleted(company, write) -> None:
    company.send(write(KARIM, LEA), "mes salariés.xlsx" if write is xlsx_of else "mes salariés.csv")
    sent = company.newest()
    assert sent.state == ImportState.QUEUED
    assert len(files.names_in("imports")) == 1
    run_jobs()
    sent.refresh_from_db()
    assert (sent.state, sent.done, sent.total, sent.stored_name) == (ImportState.READ, 2, 2, "")
    assert files.names_in("imports") == []
    assert list(sent.lines.values_list("number", "outcome", "name")) == [
        (2, "new", "BENALI Karim"),
        (3, "new", "MOREL Léa"),
    ]
    assert not Employee.objects.exists()


def test_the_values_of_a_line_are_those_of_the_forms(company) -> None:
    values = company.line(KARIM | {"Jours travaillés": "du lundi au jeudi", "Heures par semaine": "35 h 30"}).values
    assert values["establishment"] == company.site.public_id
    assert values["work_days"] == [1, 2, 3, 4]
    assert values["weekly_hours"] == "35.50"
    assert values["starts_on"] == "2026-03-02"
    assert "nir" not in values


def test_headings_are_known_by_their_synonyms_whatever_their_accents_and_case(company) -> None:
    names = {
        "Nom": "NOM DE FAMILLE",
        "Prénom": "prenom",
        "Civilité": "Sexe",
        "Numéro de sécurité sociale": "N° de securite sociale",
        "Date de naissance": "Né(e) le",
        "Premier jour": "Date d'entrée",
        "Salaire horaire brut": "Taux horaire (€)",
        "Catégorie": "STATUT :",
        "Contrat": "Type de contrat",
    }
    line = company.line({names.get(heading, heading): text for heading, text in KARIM.items()})
    assert (line.outcome, line.values["hourly_wage"]) == (Outcome.NEW, "14.25")


def test_every_heading_and_synonym_means_one_column() -> None:
    for column in COLUMNS:
        for title in (column.heading, *column.synonyms):
            others = [other.heading for other in COLUMNS if other is not column]
            assert layout_of([*others, title], is_site_needed=True).places[column.name] == len(others), title


def test_unknown_columns_are_named_and_ignored(company) -> None:
    sent = company.read(KARIM | {"Mutuelle": "oui", "Pointure": "42"})
    assert sent.state == ImportState.READ
    assert sent.message == "Colonnes qui ne sont pas lues : « Mutuelle », « Pointure »."
    assert "Mutuelle" in company.body(sent)


def test_missing_columns_are_all_named() -> None:
    with pytest.raises(UnreadableList) as refused:
        layout_of([title for title in HEADINGS if title not in ("Nom", "Ville")], is_site_needed=False)
    assert "« Nom », « Ville »" in str(refused.value)


def test_a_file_without_headings_says_so_and_shows_no_number(company) -> None:
    sent = company.read(content=csv_of(KARIM).split(b"\r\n", 1)[1])
    assert sent.state == ImportState.UNREADABLE
    assert "Il manque les colonnes « Civilité », « Nom »" in sent.message
    assert KARIM["Numéro de sécurité sociale"] not in sent.message


def test_a_heading_given_twice_is_refused(company) -> None:
    sent = company.read(KARIM | {"NIR": new_nir(order=3)})
    assert sent.state == ImportState.UNREADABLE
    assert "« Numéro de sécurité sociale » et « NIR » disent la même chose" in sent.message


def test_a_file_of_headings_only_says_so(company) -> None:
    assert "n’a que sa ligne de titres" in company.read(content=csv_of(KARIM).split(b"\r\n")[0]).message


def test_the_site_is_a_column_only_when_there_are_several(company) -> None:
    EstablishmentFactory(adherent=company.adherent, name="Dépôt de Melun")
    assert "« Site »" in company.read(KARIM).message
    assert company.line(KARIM | {"SIRET": company.site.siret}).outcome == Outcome.NEW
    depot = company.line(KARIM | {"Établissement": "depot de melun"})
    assert depot.values["establishment"] != company.site.public_id
    assert "ne porte ce nom" in problems(company.line(KARIM | {"Site": "Ailleurs"}))["Site"]
    assert "Mettez le SIRET" in problems(company.line(KARIM | {"Site": ""}, LEA | {"Site": company.site.siret}))["Site"]


def test_a_crew_is_one_of_the_site(company) -> None:
    crew = CrewFactory(establishment=company.site, name="Gros œuvre")
    elsewhere = EstablishmentFactory(adherent=company.adherent, name="Dépôt")
    CrewFactory(establishment=elsewhere, name="Couverture")
    karim = KARIM | {"SIRET": company.site.siret}
    assert company.line(karim | {"Équipe": "GROS OEUVRE"}).values["crew"] == crew.public_id
    assert "n’est pas du site" in problems(company.line(karim | {"Équipe": "Couverture"}))["Équipe"]
    assert "L’équipe « Zinc » n’existe pas" in problems(company.line(karim | {"Équipe": "Zinc"}))["Équipe"]


@pytest.mark.parametrize(
    ("heading", "typed", "said"),
    [
        ("Civilité", "X", "Madame ou Monsieur"),
        ("Civilité", "", "Madame ou Monsieur"),
        ("Catégorie", "Chef", "Ouvrier, ETAM ou Cadre"),
        ("Contrat", "Intérim", "CDI de chantier"),
        ("Contrat", "CDD", ""),
        ("Date de naissance", "31/02/1985", "n’existe pas"),
        ("Premier jour", "02/03/2062", "trop loin"),
        ("Code postal", "9400A", "5 chiffres"),
        ("Heures par semaine", "60", "au plus"),
        ("Jours travaillés", "parfois", "jours un par un"),
        ("Salaire horaire brut", "beaucoup", "montant en euros"),
        ("Numéro de sécurité sociale", KARIM["Numéro de sécurité sociale"][:-2] + "99", "clé"),
        ("Numéro de sécurité sociale", "0" * 15, "zéros"),
        ("Numéro de sécurité sociale", new_nir(sex="F"), "le sexe"),
        ("Numéro de sécurité sociale", "", "« non attribué »"),
        ("Nom", "Benali 😀", "Retirez « 😀 »"),
        ("Nom", "«Benali»", "Retirez « « »"),
        ("Nom", "B" * 200, "80 au plus"),
        ("Nom", "=HYPERLINK(1)", "Retirez"),
    ],
)
def test_what_is_wrong_is_said_under_its_heading(company, heading, typed, said) -> None:
    line = company.line(KARIM | {heading: typed})
    assert line.outcome == Outcome.WRONG
    assert line.values == {}
    found = problems(line)
    absent = {"Fin prévue (colonne à ajouter)", "Motif du CDD (colonne à ajouter)"}
    assert set(found) == (absent if typed == "CDD" else {heading})
    assert all(said in message for message in found.values())


def test_the_age_on_the_first_day_is_checked(company) -> None:
    line = company.line(KARIM | {"Date de naissance": "17/05/2020", "Numéro de sécurité sociale": "non attribué"})
    assert "il en faut" in problems(line)["Date de naissance"]


@pytest.mark.parametrize("name", ["D’Ornano", "Le Goff-N'Guyen", "O'Brien", "Şahin", "Müller"])
def test_names_are_kept_as_typed(company, name) -> None:
    assert company.line(KARIM | {"Nom": name}).values["last_name"] == name


def test_zeros_that_spreadsheets_take_away_are_put_back() -> None:
    line = KARIM | {"Code postal": "1000", "SIRET": "5920000000016"}
    read = reader_of(list(line), siret="05920000000016").read(2, list(line.values()))
    assert read.problems == []
    assert read.person is not None
    assert read.person.postal_code == "01000"


def test_a_new_person_may_have_no_number_yet(company) -> None:
    line = company.line(KARIM | {"Numéro de sécurité sociale": "Non attribué"})
    assert (line.outcome, line.nir_sealed) == (Outcome.NEW, None)


def test_a_number_in_another_column_is_refused_and_kept_nowhere(company) -> None:
    number = new_nir(order=7)
    line = company.line(KARIM | {"Qualification": number, "Prénom": number})
    assert set(problems(line)) == {"Qualification", "Prénom"}
    assert line.name == "BENALI"


def test_the_example_of_the_template_is_refused_and_the_rest_of_it_is_read(company) -> None:
    body = company.client.get(company.address("import_template", "csv")).content
    line = company.read(content=body).lines.get()
    assert "ligne d’exemple" in problems(line)[""]
    rows = body.decode("utf-8-sig").split("\r\n")
    mended = "\r\n".join([rows[0], rows[1].replace("1 85 05 99 999 999 53", new_nir(order=4))])
    line = company.read(content=mended.encode()).lines.get()
    assert line.outcome == Outcome.NEW, line.problems


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("du lundi au vendredi", "12345"),
        ("Lundi au jeudi", "1234"),
        ("lun, mar, mer", "123"),
        ("mardi et samedi", "26"),
        ("1 2 5", "125"),
        ("dimanches", "7"),
    ],
)
def test_days_are_read(typed, days) -> None:
    assert read_days(typed) == list(days)


@pytest.mark.parametrize("typed", ["du vendredi au lundi", "ma", "9", "toujours"])
def test_days_that_are_none_are_refused(typed) -> None:
    with pytest.raises(UnknownWord):
        read_days(typed)


# --- The job


def test_a_reading_killed_half_way_starts_again(company, monkeypatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 1)
    company.send(csv_of(KARIM, LEA))
    sent = company.newest()
    write, chunks = importing._write_chunk, []

    def killed(*args):
        if chunks:
            raise KeyboardInterrupt
        chunks.append(args)
        return write(*args)

    monkeypatch.setattr(importing, "_write_chunk", killed)
    with pytest.raises(KeyboardInterrupt):
        importing.read_import(sent.pk)
    sent.refresh_from_db()
    assert (sent.state, sent.done, sent.total, sent.lines.count()) == (ImportState.READING, 1, 2, 1)
    monkeypatch.setattr(importing, "_write_chunk", write)
    importing.read_import(sent.pk)
    sent.refresh_from_db()
    assert (sent.state, sent.done, sent.lines.count()) == (ImportState.READ, 2, 2)
    importing.read_import(sent.pk)
    assert sent.lines.count() == 2


def test_killed_just_before_the_content_is_deleted_the_job_comes_back_for_it(company, monkeypatch) -> None:
    company.send(csv_of(KARIM))
    sent = company.newest()
    with monkeypatch.context() as patched:
        patched.setattr(importing, "_delete_content", lambda sent: None)
        importing.read_import(sent.pk)
    assert len(files.names_in("imports")) == 1
    importing.read_import(sent.pk)
    assert files.names_in("imports") == []


def test_a_reading_taken_over_by_another_worker_writes_nothing_more(company, monkeypatch) -> None:
    company.send(csv_of(KARIM, LEA))
    sent = company.newest()
    begin = importing._begin

    def overtaken(*args):
        began = begin(*args)
        EmployeeImport.objects.update(done=1)
        return began

    monkeypatch.setattr(importing, "_begin", overtaken)
    importing.read_import(sent.pk)
    assert not sent.lines.exists()


def test_a_right_lost_before_the_reading_stops_it(company) -> None:
    company.send(csv_of(KARIM))
    company.member.role, company.member.rights = "colleague", []
    company.member.save()
    run_jobs()
    sent = company.newest()
    assert sent.state == ImportState.FAILED
    assert "plus le droit" in sent.message
    assert files.names_in("imports") == []


def test_a_breakdown_that_lasts_ends_in_a_failure_that_says_so(company) -> None:
    company.send(csv_of(KARIM))
    sent = company.newest()
    importing.give_up_reading(sent.pk)
    sent.refresh_from_db()
    assert sent.state == ImportState.FAILED
    assert files.names_in("imports") == []


# --- Whatever the columns and the texts


def reader_of(headings: list[str], siret: str = "12345678900011") -> LineReader:
    site = Establishment(pk=1, siret=siret, name="Siège", adherent_id=1)
    access = Access(None, Tiers("ref", "Acme", "", 1, None, 1), ALL_RIGHTS, Via("membership"))
    return LineReader(access=access, layout=layout_of(headings, is_site_needed=False), places=Places([site], []))


@given(st.randoms(use_true_random=False))
@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_columns_gives_the_same_line(rng: random.Random) -> None:
    headings, [cells] = table(KARIM)
    expected = reader_of(headings).read(2, cells)
    assert expected.problems == []
    pairs = list(zip(headings, cells, strict=True))
    rng.shuffle(pairs)
    assert reader_of([heading for heading, _ in pairs]).read(2, [cell for _, cell in pairs]) == expected


@given(st.lists(st.text(max_size=40), min_size=len(KARIM), max_size=len(KARIM)))
@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_cells_hold_a_line_is_read_or_says_what_is_wrong(cells: list[str]) -> None:
    line = reader_of(list(KARIM)).read(2, cells)
    assert (line.person is None) is bool(line.problems)
    assert "\x00" not in line.name
    assert all(one["message"] for one in line.problems)


@given(st.integers(0, 99_999), st.sampled_from(["€", "", " euros"]))
@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_wage_of_the_form_is_a_wage_of_the_file(cents: int, unit: str) -> None:
    wage = Decimal(cents) / 100
    cells = list((KARIM | {"Salaire horaire brut": f"{wage:.2f}{unit}".replace(".", ",")}).values())
    line = reader_of(list(KARIM)).read(2, cells)
    if 0 < wage < 1000:
        assert line.contract is not None
        assert line.contract.hourly_wage == wage
    else:
        assert [one["label"] for one in line.problems] == ["Salaire horaire brut"]
