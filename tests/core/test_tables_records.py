"""Files of the caisse's information system: the rules of all files, without holding them."""

import tracemalloc
from pathlib import Path

import pytest

from core.tables import UnreadableTable
from core.tables.records import opened, records

WANTED = frozenset({"nom", "ville"})
TEXT = "nom;ville;note\nLemaître;Sète;\nDurand;Nîmes;Hélène\n"
READ = [
    (2, {"nom": "Lemaître", "ville": "Sète", "note": ""}),
    (3, {"nom": "Durand", "ville": "Nîmes", "note": "Hélène"}),
]


def read(path: Path, content: bytes, alphabet: str = "") -> list:
    path = path / "fichier.csv"
    path.write_bytes(content)
    with opened(path, alphabet=alphabet) as lines:
        return list(records(lines, WANTED))


def refusal(path: Path, content: bytes, alphabet: str = "") -> str:
    with pytest.raises(UnreadableTable) as refused:
        read(path, content, alphabet)
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_text_that_says_its_alphabet_is_read(tmp_path, encoding, end) -> None:
    assert read(tmp_path, TEXT.replace("\n", end).encode(encoding)) == READ


@pytest.mark.parametrize(("key", "encoding"), [("windows", "cp1252"), ("mac", "mac_roman"), ("ms-dos", "cp850")])
def test_an_old_alphabet_is_named_with_words_and_read_once_confirmed(tmp_path, key, encoding) -> None:
    said = refusal(tmp_path, TEXT.encode(encoding))
    assert f"--alphabet {key}" in said
    assert "Lemaître" in said
    assert read(tmp_path, TEXT.encode(encoding), key) == READ


def test_another_alphabet_than_that_of_the_file_confirms_nothing(tmp_path) -> None:
    assert "--alphabet mac" in refusal(tmp_path, TEXT.encode("mac_roman"), "windows")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (TEXT.encode() + "Zoé;Nîmes;\n".encode("cp1252"), "avec certitude (ligne 2)"),
        (b"\xef\xbb\xbfnom;ville\nH\xe9l\xe8ne;a\n", "qu’il annonce"),
        (b"PK\x03\x04", "un classeur"),
        (b"%PDF-1.7", "un PDF"),
        (b"", "il manque des colonnes : nom, ville. Le fichier porte : rien"),
        (b"nom;age\na;1\n", "il manque des colonnes : ville. Le fichier porte : nom, age"),
        (b"nom;ville\na;" + b"x" * 131_073, "démesuré"),
        (b"nom;ville\na;" + b"x" * 32_768, "B2"),
        (b'nom;ville\n"a;b\n', "guillemet"),
        ("nom;ville\nLefÃ¨vre;a\n".encode(), "Ligne 2 : des lettres accentuées ont été perdues"),
    ],
)
def test_what_is_no_such_file_is_refused_in_words(tmp_path, content, said) -> None:
    assert said in refusal(tmp_path, content)


@pytest.mark.parametrize(
    ("content", "number"),
    [
        ("sep=,\nnom,ville\nA,B\n", 3),
        ("Extraction du 3 mars, 2026\n\nnom;ville\nA;B\n", 4),
        ("\u200bnom;vi\u200blle\n\n;;\nA\u200b;B;;\n", 4),
        ("nom\tville\nA\tB\n", 2),
    ],
)
def test_what_surrounds_the_lines_is_passed_over(tmp_path, content, number) -> None:
    assert read(tmp_path, content.encode()) == [(number, {"nom": "A", "ville": "B"})]


def test_a_line_without_the_columns_of_the_first_is_none(tmp_path) -> None:
    assert read(tmp_path, b"nom;ville\nA\nA;B;C\n") == [(2, None), (3, None)]


def test_a_large_file_is_not_held(tmp_path) -> None:
    path = tmp_path / "grand.csv"
    path.write_text("nom;ville\n" + "Lemaître;Saint-Étienne\n" * 300_000, encoding="utf-8")
    tracemalloc.start()
    with opened(path) as lines:
        count = sum(1 for _ in records(lines, WANTED))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 300_000
    assert peak < 5 * 1024**2
