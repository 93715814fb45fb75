"""The pages of the import: who sees what, at each stage."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.conf import settings
from django.urls import reverse

from core import files
from core.models import AuditEvent
from core.rights import ALL_RIGHTS, Right
from core.tables import read_table
from employees.enums import ImportState
from employees.imports.services import reading as importing
from employees.imports.template import HEADINGS
from employees.models import Employee, EmployeeImport, ImportLine
from tests.employees.factories import EmployeeImportFactory, ImportLineFactory
from tests.employees.imports_kit import KARIM, LEA, Company, csv_of, known
from tests.factories import EstablishmentFactory
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db
NIR = KARIM["Numéro de sécurité sociale"]
NAMES = ("import_file", "import_errors", "confirm_import", "apply_import", "abandon_import")


@pytest.fixture
def company() -> Company:
    return Company()


def colleague(company: Company, rights, **member) -> Company:
    return Company(adherent=company.adherent, role="colleague", rights=sorted(rights), **member)


def text_of(body: str) -> str:
    return body.replace("&nbsp;", " ").replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_the_page_lists_the_imports_and_leads_to_each(company) -> None:
    company.read(KARIM)
    body = company.client.get(company.address("imports")).content.decode()
    assert "salariés.csv" in body
    assert "À vérifier" in body
    assert company.address("import_file", company.newest().public_id) in body


@pytest.mark.parametrize("key", ["csv", "xlsx"])
def test_the_template_has_every_heading_and_an_example(company, key) -> None:
    answer = company.client.get(company.address("import_template", key))
    assert answer["Content-Disposition"] == f'attachment; filename="modele-salaries.{key}"'
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    read = read_table(content, max_rows=10, max_columns=60)
    assert read.headings == HEADINGS
    assert len(read.rows) == 1
    assert company.site.siret in read.rows[0].cells


def test_there_is_no_other_template(company) -> None:
    assert company.client.get(company.address("import_template", "exe")).status_code == 404


def test_sending_is_journalled_and_leads_to_the_page_of_the_import(company) -> None:
    answer = company.send(csv_of(KARIM), "C:\\mes documents\\liste <1>.csv")
    sent = company.newest()
    assert answer["Location"] == company.address("import_file", sent.public_id)
    assert sent.file_name == "liste 1.csv"
    assert sent.created_by_label == str(company.member.user)
    assert AuditEvent.objects.get(action="employees.import_sent").target == "fichier liste 1.csv"


def test_a_file_named_by_a_number_is_not_shown_by_it(company) -> None:
    company.send(csv_of(KARIM), f"{NIR}.csv")
    assert company.newest().file_name == "….csv"
    assert NIR not in str(AuditEvent.objects.values())


def test_while_it_runs_the_page_asks_for_itself_without_extending_the_session(company) -> None:
    company.send(csv_of(KARIM))
    body = company.body(company.newest())
    assert 'hx-trigger="every 2s"' in body
    assert '{"X-Background": "1"}' in body
    assert "Actualiser" in body
    EmployeeImport.objects.update(state=ImportState.READING, done=120, total=400)
    assert "120 sur 400" in company.body(company.newest())
    EmployeeImport.objects.update(state=ImportState.APPLYING)
    assert "d’un seul coup" in company.body(company.newest())


def test_once_read_nothing_is_asked_any_more(company) -> None:
    body = company.body(company.read(KARIM))
    assert "hx-trigger" not in body
    assert "CDI, Maçon, à partir du 02/03/2026" in body
    assert "Enregistrer" in body


def test_a_wrong_line_says_why_and_lets_the_others_be_recorded(company) -> None:
    sent = company.read(KARIM | {"Ville": ""}, LEA)
    body = text_of(company.body(sent))
    assert "1 ligne à corriger sur 2" in body
    assert "<strong>Ville</strong> : Saisissez la ville." in body
    assert "Enregistrer la ligne juste" in body
    assert company.address("apply_import", sent.public_id) in body
    assert "Embauches (1)" in body
    assert "MOREL" not in body
    assert "MOREL" in company.body(sent, "?resultat=nouveaux")
    assert "BENALI" in company.body(sent, "?resultat=autre")


def test_without_a_sound_line_there_is_nothing_to_record(company) -> None:
    sent = company.read(KARIM | {"Ville": ""})
    assert company.address("apply_import", sent.public_id) not in company.body(sent)
    assert company.apply(sent).state == ImportState.READ


def test_an_error_repeated_is_told_once_with_its_lines_and_what_was_received(company) -> None:
    wrong = [
        KARIM | {"Catégorie": kind, "Prénom": "Karim" + "abcdefghijklmnop"[rank]} for rank, kind in enumerate(KINDS)
    ]
    sent = company.read(*wrong, LEA, KARIM | {"Catégorie": "Chef", "Nom": "Autre"})
    body = text_of(company.body(sent))
    assert body.count("<strong>Catégorie</strong> : Mettez l’une de ces valeurs") == 1
    assert "2 à 9, 11" in body
    assert "« Chef », « Patron », « Maître », « Compagnie », « Intérim » et 1 autre" in body
    assert "BENALI" not in body


KINDS = ["Chef", "Patron", "Chef", "Maître", "Compagnie", "Intérim", "Chef", "Autre"]


def test_the_errors_are_downloaded(company) -> None:
    sent = company.read(KARIM | {"Ville": "", "Nom": "=Benali"}, LEA)
    body = company.client.get(company.address("import_errors", sent.public_id)).content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(body), delimiter=";"))
    assert rows[0] == ["Ligne", "Salarié", "Colonne", "Reçu", "À corriger"]
    assert [row[:4] for row in rows[1:]] == [
        ["2", "'=BENALI Karim", "Nom", "'=Benali"],
        ["2", "'=BENALI Karim", "Ville", ""],
    ]


def test_a_wage_received_is_hidden_from_whoever_may_not_see_it(company) -> None:
    sent = company.read(KARIM | {"Salaire horaire brut": "14,2567"})
    assert "« 14,2567 »" in text_of(company.body(sent))
    reader = colleague(company, {Right.EMPLOYEES_CONSULT, Right.EMPLOYEES_ACT})
    errors = reader.client.get(reader.address("import_errors", sent.public_id)).content.decode()
    for shown in (reader.body(sent), errors):
        assert "14,2567" not in shown
        assert "••••" in shown


def test_errors_of_imports_read_before_are_still_shown(company) -> None:
    sent = EmployeeImportFactory(adherent=company.adherent)
    ImportLineFactory(import_file=sent, number=2, problems=[{"label": "Ville", "message": "Saisissez la ville."}])
    assert "<strong>Ville</strong> : Saisissez la ville." in text_of(company.body(sent))


def test_changes_are_shown_before_and_after(company) -> None:
    employment = known(company)
    body = text_of(company.body(company.read(KARIM | {"Adresse": "3 rue <Neuve>"})))
    assert "<del>12 rue du Parpaing</del>" in body
    assert "<ins>3 rue &lt;Neuve&gt;</ins>" in body
    assert reverse("employees:employee", args=[company.ref, employment.employee.public_id]) in body


def test_wages_are_hidden_from_whoever_may_not_see_them(company) -> None:
    known(company)
    sent = company.read(KARIM | {"Salaire horaire brut": "15,75"})
    assert "15,75" in company.body(sent)
    reader = colleague(company, {Right.EMPLOYEES_CONSULT, Right.EMPLOYEES_ACT})
    body = reader.body(sent)
    assert "15,75" not in body
    assert "14,25" not in body
    assert "Salaire horaire brut" in body
    assert "••••" in body


def test_lines_are_fifty_a_page(company) -> None:
    sent = EmployeeImportFactory(adherent=company.adherent)
    for number in range(2, 62):
        ImportLineFactory(import_file=sent, number=number, name=f"Ligne numéro {number}", outcome="unchanged")
    assert company.body(sent).count("Ligne numéro") == 50
    second = company.body(sent, "?resultat=inchanges&page=2")
    assert second.count("Ligne numéro") == 10
    assert "Page précédente" in second


def test_nothing_new_and_there_is_nothing_to_apply(company) -> None:
    known(company)
    sent = company.read(KARIM)
    body = company.body(sent)
    assert "Rien à enregistrer" in body
    assert company.address("apply_import", sent.public_id) not in body
    assert "n’en est plus là" in company.client.post(
        company.address("apply_import", sent.public_id), follow=True
    ).content.decode().replace("&#x27;", "’")


def test_an_abandoned_import_forgets_its_lines(company) -> None:
    sent = company.read(KARIM)
    company.client.post(company.address("abandon_import", sent.public_id))
    assert "abandonné" in company.body(sent)
    assert not ImportLine.objects.exists()
    assert AuditEvent.objects.filter(action="employees.import_abandoned").exists()
    assert company.apply(sent).state == ImportState.ABANDONED
    assert not Employee.objects.exists()


def test_an_import_being_applied_is_not_abandoned(company) -> None:
    sent = company.read(KARIM)
    company.client.post(company.address("apply_import", sent.public_id))
    company.client.post(company.address("abandon_import", sent.public_id))
    run_jobs()
    assert Employee.objects.count() == 1


def test_once_applied_the_page_says_what_was_done(company) -> None:
    sent = company.apply(company.read(KARIM))
    body = company.body(sent)
    assert "Import enregistré" in body
    assert reverse("employees:movements", args=[company.ref]) in body
    assert company.address("abandon_import", sent.public_id) not in body


def test_a_company_sends_so_many_files_a_day(company, settings) -> None:
    settings.THROTTLES = {**settings.THROTTLES, "employee_imports": (1, 3600)}
    company.send(csv_of(KARIM))
    answer = colleague(company, ALL_RIGHTS).send(csv_of(KARIM))
    assert answer.status_code == 302
    assert EmployeeImport.objects.count() == 1
    assert Company().send(csv_of(KARIM)).status_code == 302
    assert EmployeeImport.objects.count() == 2


def test_no_file_is_left_when_sending_fails(company, monkeypatch) -> None:
    def fail(*_, **__):
        raise RuntimeError

    monkeypatch.setattr(importing.queue, "defer", fail)
    with pytest.raises(RuntimeError):
        company.send(csv_of(KARIM))
    assert files.names_in("imports") == []
    assert not EmployeeImport.objects.exists()


# --- Who sees what


@pytest.mark.parametrize("name", NAMES)
def test_the_import_of_another_company_does_not_exist(company, name) -> None:
    other = Company()
    sent = other.read(KARIM)
    # What only takes a POST leads to the page above, whatever the import.
    assert company.client.get(company.address(name, sent.public_id)).status_code in (404, 302)
    assert company.client.post(company.address(name, sent.public_id)).status_code in (404, 405)
    assert company.client.post(company.address(name, sent.public_id)).status_code != 302
    sent.refresh_from_db()
    assert sent.state == ImportState.READ


@pytest.mark.parametrize("name", NAMES)
def test_whoever_acts_for_a_site_sees_the_imports_of_that_site_only(company, name) -> None:
    depot = EstablishmentFactory(adherent=company.adherent, name="Dépôt")
    local = colleague(company, ALL_RIGHTS, establishment=depot)
    sent = company.read(KARIM | {"Site": company.site.siret})
    assert local.client.get(local.address("imports")).content.decode().count("salariés.csv") == 0
    method = local.client.get if name.startswith("import") else local.client.post
    assert method(local.address(name, sent.public_id)).status_code == 404
    own = local.read(KARIM)
    assert local.client.get(local.address("import_file", own.public_id)).status_code == 200


def test_without_the_right_to_declare_one_reads_only(company) -> None:
    sent = company.read(KARIM)
    reader = colleague(company, {Right.EMPLOYEES_CONSULT})
    assert "enctype" not in reader.client.get(reader.address("imports")).content.decode()
    assert "Enregistrer" not in reader.body(sent)
    assert reader.send(csv_of(KARIM)).status_code == 403
    for name in ("confirm_import", "apply_import", "abandon_import"):
        assert reader.client.post(reader.address(name, sent.public_id)).status_code == 403


# --- The number


def test_the_number_is_in_clear_nowhere(company, caplog) -> None:
    company.send(csv_of(KARIM, LEA | {"Ville": ""}))
    [name] = files.names_in("imports")
    stored = files.read(name)
    assert NIR.encode() not in stored
    assert b"Benali" not in stored
    run_jobs()
    sent = company.newest()
    rows = [*ImportLine.objects.values("name", "values", "changes", "problems"), *AuditEvent.objects.values()]
    pages = [
        company.body(sent),
        company.body(sent, "?resultat=nouveaux"),
        company.client.get(company.address("import_errors", sent.public_id)).content.decode(),
        company.client.get(company.address("imports")).content.decode(),
    ]
    mended = company.apply(company.read(KARIM))
    pages.append(company.body(mended))
    rows += [*Employee.objects.values(), *ImportLine.objects.values(), *AuditEvent.objects.values()]
    for number in (NIR, LEA["Numéro de sécurité sociale"]):
        for known_form in (number, number[:13], " ".join((number[0], number[1:3], number[3:5], number[5:7]))):
            assert known_form not in " ".join([*map(str, rows), *pages, caplog.text])
    assert Employee.objects.get().birth_on == date(1985, 5, 17)


def test_the_limits_are_those_of_the_issue() -> None:
    assert settings.EMPLOYEE_IMPORT_MAX_LINES == 5000
