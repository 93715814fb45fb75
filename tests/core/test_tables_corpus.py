"""Every way in which a list reaches the portal, and what becomes of it: read, read and to be confirmed, or refused."""

from datetime import date, datetime

import pytest

from core.tables import UnreadableTable, read_table
from core.tables.alphabets import decoded
from tests.core.workbooks import workbook, workbook_of

KNOWN = frozenset({"Nom", "Prénom", "Ville", "Né le"})
PEOPLE = [["Nom", "Prénom", "Ville"], ["Lemaître", "Hélène", "Sète"], ["DUPRÉ", "Noël", "Besançon"]]
SAVED = "\r\n".join(";".join(row) for row in PEOPLE) + "\r\n"
OLD = {"cp1252": "Windows", "mac_roman": "Mac", "cp850": "MS-DOS"}


def read(content: bytes):
    return read_table(content, max_rows=100, knows=KNOWN.__contains__)


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableTable) as refused:
        read(content)
    return str(refused.value)


def rows_of(content: bytes) -> list[list[str]]:
    table = read(content)
    return [table.headings, *(row.cells for row in table.rows)]


# --- Alphabets

READ = {
    "UTF-8": SAVED.encode(),
    "UTF-8 with its mark": SAVED.encode("utf-8-sig"),
    "UTF-16 of Windows": SAVED.encode("utf-16"),
    "UTF-16 of the other end": b"\xfe\xff" + SAVED.encode("utf-16-be"),
    "decomposed accents": SAVED.replace("è", "e\u0300").replace("é", "e\u0301").encode(),
    "a workbook": workbook_of(PEOPLE),
}


@pytest.mark.parametrize("name", READ)
def test_what_says_its_alphabet_is_read_without_a_question(name) -> None:
    assert rows_of(READ[name]) == PEOPLE
    assert read(READ[name]).alphabet is None


@pytest.mark.parametrize("encoding", OLD)
def test_an_old_alphabet_is_read_and_shown_with_each_of_its_accents(encoding) -> None:
    content = SAVED.encode(encoding)
    alphabet = read(content).alphabet
    assert rows_of(content) == PEOPLE
    assert alphabet is not None
    assert alphabet.name.startswith(OLD[encoding])
    assert {"Lemaître", "Hélène", "DUPRÉ", "Noël", "Besançon"} <= set(alphabet.words)
    assert set("îéèÉëç") <= set("".join(alphabet.words))


WINDOWS, MAC = SAVED.encode("cp1252"), SAVED.encode("mac_roman")
DOUBTFUL = {
    "lines of Windows in UTF-8": SAVED.encode() + "Bérénice;é;Nîmes".encode("cp1252"),
    "lines of Mac in Windows": WINDOWS + "Bérénice;Zoé;Nîmes".encode("mac_roman"),
    "lines of UTF-8 in Windows": WINDOWS + "Bérénice;Zoé;Nîmes".encode(),
    "a Turkish alphabet": SAVED.encode("cp1252") + "Yılmaz;Şahin;Paris".encode("cp1254"),
    "a Polish alphabet": "Nom;Ville\nDąbrowski;Łódź".encode("cp1250"),
    "Cyrillic": "Nom;Ville\nИванов;Москва".encode("cp1251"),
    "a word that two alphabets explain": "Nom\nCITROËN".encode("cp1252"),
    "UTF-8 by chance": "Nom\nchef d’équipe".encode("mac_roman"),
    "a cut mark": b"\xef\xbb\xbfNom\nH\xe9l\xe8ne",
}


@pytest.mark.parametrize("name", DOUBTFUL)
def test_a_doubtful_alphabet_refuses_the_whole_and_says_how_to_save(name) -> None:
    said = refusal(DOUBTFUL[name])
    assert "ne se lisent pas avec certitude" in said
    assert "« CSV UTF-8 »" in said


def test_the_doubtful_line_is_named() -> None:
    assert "(ligne 4)" in refusal(DOUBTFUL["lines of Mac in Windows"])


BINARY = {
    "UTF-16 without its mark": SAVED.encode("utf-16-le"),
    "control characters": b"Nom\nDu\x07rand",
    "control characters in UTF-8": "Nom\nH\x8el\x8fne".encode(),
}


@pytest.mark.parametrize("name", BINARY)
def test_control_characters_are_no_text(name) -> None:
    assert "illisible comme du texte" in refusal(BINARY[name])


LOST = {
    "UTF-8 taken for Windows": SAVED.encode().decode("cp1252", "replace"),
    "UTF-8 taken for Mac": SAVED.encode().decode("mac_roman"),
    "replaced": "Nom\nH\ufffdl\ufffdne",
    "an apostrophe": "Nom\nL’Hermitage".encode().decode("cp1252"),
}


@pytest.mark.parametrize("name", LOST)
@pytest.mark.parametrize(
    "write", [str.encode, lambda text: workbook_of([row.split(";") for row in text.split("\r\n")])]
)
def test_accents_lost_before_the_file_was_sent_refuse_it(name, write) -> None:
    assert "perdues ou changées avant l’envoi" in refusal(write(LOST[name]))


# Alone in its file, a word is read right or refused; not one of these is read wrong.
WORDS = [
    "Hélène",
    "René",
    "Jérôme",
    "François",
    "Geneviève",
    "Thérèse",
    "Noël",
    "Loïc",
    "Anaïs",
    "Gaëlle",
    "Joëlle",
    "Raphaël",
    "Benoît",
    "Mélanie",
    "André",
    "Chloé",
    "Mickaël",
    "Stéphane",
    "Cédric",
    "Sébastien",
    "Océane",
    "Aïcha",
    "Moïse",
    "Cécile",
    "Béatrice",
    "Inès",
    "Lefèvre",
    "Lemaître",
    "Châtelain",
    "Côté",
    "Forêt",
    "Crépin",
    "Dupré",
    "électricien",
    "plâtrier",
    "maçonnerie",
    "façadier",
    "Nîmes",
    "Béziers",
    "Angoulême",
    "Compiègne",
    "Mâcon",
    "Châteauroux",
    "Vendôme",
    "ANDRÉ",
    "FRANÇOIS",
    "JÉRÔME",
    "HÉLÈNE",
    "Gonçalves",
    "Magalhães",
    "Müller",
]


@pytest.mark.parametrize("encoding", OLD)
@pytest.mark.parametrize("word", WORDS)
def test_a_word_alone_is_never_read_wrong(encoding, word) -> None:
    try:
        text, alphabet = decoded(f"{word}\n".encode(encoding))
    except UnreadableTable:
        return
    assert (text.strip(), alphabet is not None) == (word, True)


@pytest.mark.parametrize("encoding", OLD)
def test_most_words_are_enough_by_themselves(encoding) -> None:
    def is_read(word: str) -> bool:
        try:
            return decoded(word.encode(encoding))[0] == word
        except UnreadableTable:
            return False

    assert sum(map(is_read, WORDS)) >= 0.9 * len(WORDS)


# --- What stands above the headings

TITLES = {
    "sep=;": "sep=;\r\n" + SAVED,
    "sep=; in quotes": '"sep=;"\r\n' + SAVED,
    "sep=; saved again by a spreadsheet": "sep=;;;\r\n" + SAVED,
    "a title": "Liste des salariés, mars 2026\r\n\r\n" + SAVED,
    "a title and an author": "Liste des salariés, mars 2026\r\nAcme, Paris, 75001\r\n" + SAVED,
    "sep=; and a title": "sep=;\r\nSalariés, Paris\r\n" + SAVED,
}


@pytest.mark.parametrize("name", TITLES)
def test_what_stands_above_the_headings_is_not_taken_for_them(name) -> None:
    assert [row[:3] for row in rows_of(TITLES[name].encode())] == PEOPLE


def test_the_separator_that_is_said_is_used() -> None:
    assert rows_of("sep=|\r\nNom|Prénom\r\nA;B|C,D\r\n".encode()) == [["Nom", "Prénom"], ["A;B", "C,D"]]


def test_a_workbook_keeps_its_rows_numbered_under_a_merged_title() -> None:
    def fill(book, sheet):
        sheet.merge_range("A1:C1", "Liste des salariés")
        for number, row in enumerate(PEOPLE, start=2):
            sheet.write_row(number, 0, row)

    table = read(workbook(fill))
    assert (table.headings, table.headings_number, table.rows[0].number) == (PEOPLE[0], 3, 4)


def test_without_a_known_heading_the_first_row_is_theirs() -> None:
    assert read(b"A;B\n1;2\n").headings == ["A", "B"]


# --- Days, and characters that nobody sees

DAYS = {
    "17/05/1985 00:00": "17/05/1985",
    "17/05/1985 00:00:00": "17/05/1985",
    "17/05/1985 0:00:00": "17/05/1985",
    "17/05/1985 00:00:03": "17/05/1985",
    "1985-05-17 00:00:00.000": "1985-05-17",
    "1985-05-17T00:00:00Z": "1985-05-17",
    "17/05/1985 23:59:59": "17/05/1985",
    "17/05/1985 07:30": "17/05/1985 07:30",
    "17/05/1985": "17/05/1985",
}


@pytest.mark.parametrize("written", DAYS)
def test_a_day_with_the_midnight_of_a_spreadsheet_is_that_day(written) -> None:
    assert read(f"Nom;Né le\nA;{written}\n".encode()).rows[0].cells[1] == DAYS[written]
    assert read(workbook_of([["Nom", "Né le"], ["A", written]])).rows[0].cells[1] == DAYS[written]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(1985, 5, 17), "17/05/1985"),
        (datetime(1985, 5, 17, 0, 0, 4), "17/05/1985"),
        (datetime(1985, 5, 16, 23, 59, 59, 900_000), "17/05/1985"),
        (datetime(1985, 5, 17, 23, 59, 59), "17/05/1985"),
        (datetime(1985, 5, 17, 7, 30), "17/05/1985 07:30"),
        (date(1900, 3, 1), "01/03/1900"),
    ],
)
def test_the_moment_of_a_cell_is_its_day(moment, day) -> None:
    def fill(book, sheet):
        sheet.write_row(0, 0, ["Nom", "Né le"])
        sheet.write_datetime(1, 1, moment, book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss.000"}))

    assert read(workbook(fill)).rows[0].cells[1] == day


@pytest.mark.parametrize("unseen", ["\u200b", "\u200e", "\u202a", "\u2066", "\u2060", "\ufeff", "\u00ad", "\u200d"])
def test_characters_that_nobody_sees_are_dropped_wherever_they_are(unseen) -> None:
    hidden = [[f"{unseen}No{unseen}m"], [f"Du{unseen}rand{unseen}"]]
    for content in ("\n".join(row[0] for row in hidden).encode(), workbook_of(hidden)):
        assert rows_of(content) == [["Nom"], ["Durand"]]


# --- Too large

OVERSIZE = {
    "past the limit of the csv module": "x" * 131_073,
    "past the limit of a spreadsheet": "x" * 32_768,
    "behind a quote": '"' + "x" * 200_000,
}


@pytest.mark.parametrize("name", OVERSIZE)
def test_an_oversize_field_is_refused_in_words(name) -> None:
    assert "démesuré" in refusal(f"Nom;Ville\nA;{OVERSIZE[name]}\n".encode())
