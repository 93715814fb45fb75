"""What reaches the import from spreadsheets: alphabets to be confirmed, titles, headings, days, characters unseen."""

from io import BytesIO

import pytest
from django.utils import timezone
from xlsxwriter import Workbook

from employees.enums import ImportState, Outcome
from employees.models import Employee, EmployeeImport
from tests.employees.imports_kit import KARIM, LEA, Company, csv_of, problems

pytestmark = pytest.mark.django_db
HELENE = KARIM | {
    "Nom": "Lemaître",
    "Prénom": "Hélène",
    "Civilité": "Mme",
    "Numéro de sécurité sociale": "non attribué",
}


@pytest.fixture
def company() -> Company:
    return Company()


def text_of(body: str) -> str:
    return body.replace("&nbsp;", " ").replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def saved(encoding: str, *lines: dict[str, str]) -> bytes:
    return csv_of(*lines).decode("utf-8-sig").encode(encoding)


# --- An old alphabet


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
def test_an_old_alphabet_is_confirmed_before_anything_is_recorded(company, encoding) -> None:
    sent = company.read(content=saved(encoding, HELENE))
    line = sent.lines.get()
    assert (line.values["last_name"], line.values["first_name"]) == ("Lemaître", "Hélène")
    body = text_of(company.body(sent))
    assert "Ces mots sont-ils bien écrits ?" in body
    assert "Lemaître" in body
    assert company.address("apply_import", sent.public_id) not in body
    assert company.apply(sent).state == ImportState.READ
    assert not Employee.objects.exists()

    company.client.post(company.address("confirm_import", sent.public_id))
    assert "Ces mots" not in company.body(sent)
    assert company.apply(sent).state == ImportState.APPLIED
    assert Employee.objects.get().last_name == "Lemaître"
    assert sent.words == []


def test_an_alphabet_that_is_said_asks_nothing(company) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        sent = company.read(content=saved(encoding, HELENE))
        assert (sent.alphabet, sent.words, sent.must_confirm) == ("", [], False)
    company.client.post(company.address("confirm_import", sent.public_id))
    assert not EmployeeImport.objects.exclude(confirmed_at=None).exists()


def test_words_that_are_wrong_abandon_the_import_and_are_forgotten(company) -> None:
    sent = company.read(content=saved("mac_roman", HELENE))
    company.client.post(company.address("abandon_import", sent.public_id))
    sent.refresh_from_db()
    assert (sent.state, sent.words) == (ImportState.ABANDONED, [])


@pytest.mark.parametrize(
    "content",
    [
        saved("cp1252", HELENE) + saved("mac_roman", HELENE).split(b"\n", 1)[1],
        saved("utf-8", HELENE) + saved("cp1252", HELENE).split(b"\n", 1)[1],
    ],
)
def test_lines_in_two_alphabets_refuse_the_whole_file(company, content) -> None:
    sent = company.read(content=content)
    assert (sent.state, sent.lines.count()) == (ImportState.UNREADABLE, 0)
    assert "« CSV UTF-8 »" in sent.message


# --- Headings


@pytest.mark.parametrize("above", ["sep=;", "Liste des salariés, mars 2026", "sep=;\r\nListe, mars 2026\r\n;;"])
def test_what_stands_above_the_headings_is_passed_over(company, above) -> None:
    sent = company.read(content=f"{above}\r\n".encode() + csv_of(KARIM).removeprefix(b"\xef\xbb\xbf"))
    assert (sent.state, sent.lines.get().outcome) == (ImportState.READ, Outcome.NEW)


def renamed(line: dict[str, str], **names: str) -> dict[str, str]:
    return {names.get(heading, heading): text for heading, text in line.items()}


FAMILY = {"Nom de famille": "Durand"}


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (renamed(LEA, Nom="Nom de famille"), ("Morel", "")),
        (renamed(LEA, Nom="Nom d’usage") | FAMILY, ("Morel", "Durand")),
        (renamed(LEA | {"Nom": ""}, Nom="Nom d'usage") | FAMILY, ("Durand", "")),
        (LEA | FAMILY, ("Morel", "Durand")),
    ],
)
def test_the_name_of_family_is_that_of_birth_unless_it_is_alone(company, line, names) -> None:
    values = company.line(line).values
    assert (values["last_name"], values["birth_name"]) == names


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (LEA | {"Nom d’usage": "Durand"}, "« Nom » et « Nom d’usage » peuvent dire la même chose"),
        (LEA | {"Nom de naissance": "A", "Nom de famille": "B"}, "« Nom de naissance » et « Nom de famille » disent"),
        (LEA | {"NOM": "Durand"}, "« NOM » est deux fois"),
    ],
)
def test_two_headings_for_one_thing_are_named_as_they_are(company, line, said) -> None:
    sent = company.read(line)
    assert sent.state == ImportState.UNREADABLE
    assert said in sent.message


def test_what_is_missing_is_told_with_what_the_file_holds(company) -> None:
    sent = company.read(content="Effectif\n\nNom;Prénom;Matricule\nMorel;Léa;12\n".encode())
    assert "À la ligne 3, où sont lus les titres, le fichier porte « Nom », « Prénom », « Matricule »" in sent.message


def test_what_is_wrong_is_told_under_the_heading_of_the_file_with_what_was_received(company) -> None:
    line = company.line(renamed(KARIM | {"Catégorie": "Chef"}, Catégorie="STATUT"))
    [told] = line.problems
    assert (told["label"], told["value"]) == ("STATUT", "Chef")


def test_a_number_is_never_told_as_received(company) -> None:
    number = KARIM["Numéro de sécurité sociale"]
    for line in (KARIM | {"Numéro de sécurité sociale": number[:-2] + "99"}, KARIM | {"Ville": number}):
        [told] = company.line(line).problems
        assert told["value"] == "••••"


@pytest.mark.parametrize("heading", ["Numéro de sécurité sociale", "SIRET"])
@pytest.mark.parametrize("left", ["1,85051E+14", "5.52081E+13", "#########"])
def test_what_a_spreadsheet_leaves_of_a_number_is_told_so(company, heading, left) -> None:
    assert "Le tableur a abîmé ce numéro" in problems(company.line(KARIM | {heading: left}))[heading]


# --- Days, characters unseen


@pytest.mark.parametrize("hour", [" 00:00", " 00:00:00", " 0:00:04", " 23:59:59"])
def test_days_with_the_hour_of_a_spreadsheet_are_read(company, hour) -> None:
    line = company.line(KARIM | {heading: KARIM[heading] + hour for heading in ("Date de naissance", "Premier jour")})
    assert (line.values["birth_on"], line.values["starts_on"]) == ("1985-05-17", "2026-03-02")


def test_a_true_hour_is_told_as_received(company) -> None:
    [told] = company.line(KARIM | {"Premier jour": "02/03/2026 07:30"}).problems
    assert told["value"] == "02/03/2026 07:30"


def test_the_number_of_a_day_is_told_from_a_day(company) -> None:
    assert "format Date" in problems(company.line(KARIM | {"Premier jour": "46083"}))["Premier jour"]


@pytest.mark.parametrize("unseen", ["\u200b", "\u202a", "\u00ad", "\ufeff"])
def test_characters_unseen_make_no_other_name(company, unseen) -> None:
    line = company.line(KARIM | {"Nom": f"Ben{unseen}ali", "Catégorie": f"{unseen}Ouvrier"})
    assert (line.outcome, line.values["last_name"]) == (Outcome.NEW, "Benali")


def test_a_title_merged_over_the_headings_of_a_workbook(company) -> None:
    file = BytesIO()
    with Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, len(KARIM) - 1, f"Salariés au {timezone.localdate():%d/%m/%Y}")
        sheet.write_row(1, 0, list(KARIM))
        sheet.write_row(2, 0, list(KARIM.values()))
    line = company.read(content=file.getvalue()).lines.get()
    assert (line.number, line.outcome) == (3, Outcome.NEW)
