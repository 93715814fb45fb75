"""Files that are not lists of people, or not only that: what each is answered."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from xlsxwriter import Workbook

from core import antivirus, files
from employees.enums import ImportState, Outcome
from employees.models import EmployeeImport, ImportLine
from tests.employees.imports_kit import KARIM, LEA, Company, csv_of, table, xlsx_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return Company()


def refusal(company: Company, content: bytes, name: str = "liste.xlsx") -> str:
    """At once, on the page."""
    answer = company.send(content, name)
    assert answer.status_code == 422
    assert not EmployeeImport.objects.exists()
    assert files.names_in("imports") == []
    return answer.content.decode()


def unreadable(company: Company, content: bytes) -> str:
    """By the job; the page says why and shows no line."""
    sent = company.read(content=content)
    assert sent.state == ImportState.UNREADABLE
    assert not ImportLine.objects.exists()
    assert files.names_in("imports") == []
    assert "n’a pas pu être lu" in company.body(sent)
    return sent.message


def with_part(name: str, content: bytes) -> bytes:
    """A workbook of ours with one more part."""
    file = BytesIO(xlsx_of(KARIM))
    with ZipFile(file, "a", ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def written(fill) -> bytes:
    """A workbook with the headings and Karim, and whatever `fill(sheet)` adds."""
    file = BytesIO()
    with Workbook(file) as book:
        sheet = book.add_worksheet()
        headings, [cells] = table(KARIM)
        sheet.write_row(0, 0, headings)
        sheet.write_row(1, 0, cells)
        fill(sheet)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"%PDF-1.7 ...", "un PDF"),
        (b"\x89PNG\r\n\x1a\n", "une image"),
        (b"<html><table>", "une page web"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "ancien format"),
        (b"x" * (40 * 1024 * 1024), "10 Mo"),
    ],
    ids=["empty", "pdf", "png", "html", "xls", "40 MB"],
)
def test_what_is_no_list_is_refused_at_once(company, content, said) -> None:
    assert said in refusal(company, content)


def test_nothing_chosen_says_so(company) -> None:
    answer = company.client.post(company.address("send_import"))
    assert answer.status_code == 422
    assert "Choisissez le fichier à envoyer" in answer.content.decode()


def test_an_infected_file_is_not_kept(company, settings, monkeypatch) -> None:
    settings.CLAMAV_ADDRESS = "localhost:3310"
    monkeypatch.setattr(antivirus, "_ask", lambda content: b"stream: Eicar FOUND")
    assert "antivirus a refusé" in refusal(company, csv_of(KARIM))


def test_a_bomb_is_not_unzipped(company) -> None:
    assert "démesuré" in unreadable(company, with_part("xl/media/image.xml", b"0" * 200 * 1024**2))


def test_a_workbook_with_macros_is_refused(company) -> None:
    assert "macro" in unreadable(company, with_part("xl/vbaProject.bin", b"macro"))


def test_two_hundred_columns_are_too_many(company) -> None:
    assert "200 colonnes" in unreadable(company, csv_of(KARIM | {f"C{n}": "x" for n in range(200 - len(KARIM))}))


def test_more_lines_than_allowed(company, settings) -> None:
    settings.EMPLOYEE_IMPORT_MAX_LINES = 1
    assert "plus de 1 ligne" in unreadable(company, csv_of(KARIM, LEA))


def test_merged_cells_are_pointed_at(company) -> None:
    message = unreadable(company, written(lambda sheet: sheet.merge_range("B2:B3", "Benali")))
    assert "B2:B3" in message


def test_a_formula_counts_for_its_value(company) -> None:
    city = table(KARIM)[0].index("Ville")
    content = written(lambda sheet: sheet.write_formula(1, city, '="Cré"&"teil"', None, "Créteil"))
    assert company.read(content=content).lines.get().values["city"] == "Créteil"


def test_a_formula_without_a_value_is_pointed_at(company) -> None:
    city = table(KARIM)[0].index("Ville")
    content = written(lambda sheet: sheet.write_formula(1, city, "=1/0", None, "#DIV/0!"))
    assert "formule" in unreadable(company, content)


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "@SUM(1+1)", "+33 rue", "-2 rue"])
def test_a_text_that_looks_like_a_formula_stays_a_text(company, text) -> None:
    assert company.read(KARIM | {"Adresse": text}).lines.get().values["street"] == text


def test_a_damaged_workbook_says_so(company) -> None:
    assert "abîmé" in unreadable(company, xlsx_of(KARIM)[:400])


def test_a_content_that_no_key_opens_asks_for_the_file_again(company) -> None:
    company.send(csv_of(KARIM))
    files.write(company.newest().stored_name, b"autre chose")
    sent = company.read(KARIM)
    assert sent.state == ImportState.READ
    other = EmployeeImport.objects.exclude(pk=sent.pk).get()
    assert other.state == ImportState.UNREADABLE
    assert "envoyez-le de nouveau" in other.message


def test_long_and_strange_texts_are_named_by_their_heading(company) -> None:
    line = company.line(KARIM | {"Nom": "👷" * 200, "Ville": "V" * 200, "Prénom": "«\u202eK»"})
    assert line.outcome == Outcome.WRONG
    assert {one["label"] for one in line.problems} == {"Nom", "Ville", "Prénom"}
    assert len(line.name) <= 200
    company.body(company.newest())
