"""Files of tables: no cell is ever a formula, and a spreadsheet reads what was written."""

import csv

import pytest

from core.exports import csv_file, csv_text, neutral

FORMULAS = [
    "=1+1",
    "+33612345678",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\N{NO-BREAK SPACE}=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    '=HYPERLINK("http://evil.example";"x")',
]
TEXTS = ["Acme", "a=b", "1+1", "jean-paul@exemple.fr", "", "’=1", "'=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_begins_like_a_formula_becomes_a_text(text):
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", TEXTS)
def test_other_texts_are_as_they_were(text):
    assert neutral(text) == text


@pytest.mark.parametrize("number", [-2, 0, 3.5, None])
def test_numbers_stay_numbers(number):
    assert neutral(number) == number


def test_separators_and_quotes_do_not_make_new_cells():
    hostile = 'a";=1+1;"b'
    lines = csv_text(["Nom", "Objet"], [[hostile, "x\r\n=1"], ["é", -4]]).removeprefix("\ufeff")
    rows = list(csv.reader(lines.splitlines(keepends=True), delimiter=";"))
    assert rows == [["Nom", "Objet"], [hostile, "x\r\n=1"], ["é", "-4"]]


def test_the_file_is_downloaded_with_its_marks():
    answer = csv_file("journal", ["Nom"], [["=1"]])
    assert answer["Content-Disposition"] == 'attachment; filename="journal.csv"'
    assert answer.content.decode().startswith('\ufeff"Nom"\r\n"\'=1"')
