"""The one rule of search: the same for Python and for the database, and no other anywhere."""

import ast
import hashlib
import unicodedata
from itertools import chain
from pathlib import Path

import pytest
from django.contrib import admin
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.search import holding, search_column, search_form, search_sql, search_words, searched_form
from core.staff.scoping import CaisseScopedAdmin

BUILT_BY = "a700dacb17401d9702d99fba56e24bb52dc77e9befa155301db78432040ae409"

ROOT = Path(__file__).resolve().parents[2]
OWN_RULES = {"icontains", "istartswith", "iendswith", "iregex", "search", "unaccent", "trigram_similar"}
often = settings(deadline=None, database=None, max_examples=100)
LATIN = [chr(code) for first, last in [(0x20, 0x24F), (0x1E00, 0x1EFF)] for code in range(first, last + 1)]
OTHERS = [
    chr(code) for first, last in [(0x250, 0x52F), (0x2000, 0x206F), (0xFF00, 0xFF20)] for code in range(first, last)
]
WORDS = [
    "L’Haÿ-les-Roses",
    "d'Œuvre",
    "E\u0301ric",
    "GROẞ",
    "ǆ ǅ Ǆ",
    "  Jean  -  Paul ",
    "Nguyễn Thị Ánh",
    "100 % \\ \" ''",
]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Élodie", "ELODIE"),
        ("e\u0301lodie", "ELODIE"),
        ("Le Guénec", "LE GUENEC"),
        ("D’Alembert", "D ALEMBERT"),
        ("d'alembert", "D ALEMBERT"),
        ("Jean‑Noël", "JEAN NOEL"),
        ("JEAN - NOEL", "JEAN NOEL"),
        ("Cœur", "COEUR"),
        ("ŒUF", "OEUF"),
        ("Lætitia", "LAETITIA"),
        ("Strauß", "STRAUSS"),
        ("Strauẞ", "STRAUSS"),
        ("Sørensen", "SORENSEN"),
        ("Łukasz", "LUKASZ"),
        ("Đặng", "DANG"),
        ("Nguyễn", "NGUYEN"),
        ("Çelik Işık ıİ", "CELIK ISIK II"),
        ("Þórður", "THORDUR"),
        ("Əliyev əliyev", "ELIYEV ELIYEV"),
        ("Ǆumhur ǆ", "DZUMHUR DZ"),
        ("ŉ Ŀull ẚ", "N LULL A"),
        ("St. Martin, Paul", "ST MARTIN PAUL"),
        (" \u00a0Ngo\u202fBa\t", "NGO BA"),
        ("Mar\u00adtin\u200b", "MARTIN"),
        ("Иванов иванов", "ИВАНОВ ИВАНОВ"),
        ("Παπαδόπουλος", "ΠΑΠΑΔΟΠΟΥΛΟΣ"),
        ("", ""),
        ("-’.", ""),
    ],
)
def test_a_name_is_searched_in_capitals_without_accents(typed, expected):
    assert search_form(typed) == expected


def test_every_latin_letter_of_an_alphabet_becomes_ascii():
    """What stays as it is are signs of phonetics and of tones, clicks, and the letters of one manuscript."""
    latin = LATIN[LATIN.index("À") :]
    kept = {letter for letter in latin if unicodedata.category(letter)[0] == "L" and not search_form(letter).isascii()}
    assert {letter.upper() for letter in kept} <= set("ƄƍƜƢƦƧƪƸƺƻƼƾǀǁǂǃǶȜȸȹɁɅ")


@often
@given(st.text(st.sampled_from(LATIN)))
def test_the_search_form_of_a_search_form_is_itself(typed):
    once = search_form(typed)
    assert search_form(once) == once
    assert search_form(unicodedata.normalize("NFD", once)) == once


@often
@given(st.text(st.characters(min_codepoint=0xC0, max_codepoint=0x1EFF, categories=["Lu", "Ll"])))
@example("Åse Ỹ")
def test_composed_and_decomposed_letters_are_searched_alike(typed):
    decomposed = unicodedata.normalize("NFD", "".join(letter for letter in typed if letter in LATIN))
    assert search_form(unicodedata.normalize("NFC", decomposed)) == search_form(decomposed)


@pytest.mark.django_db
@isolate_apps("core")
def test_the_database_and_python_agree_on_every_character():
    """Through a generated column, which holds immutable expressions only."""

    class Person(models.Model):
        name = models.CharField(max_length=80)
        first_name = models.CharField(max_length=80, default="l’é")
        form = search_column("name")
        whole = search_column("name", "first_name")

        class Meta:
            app_label = "core"

        def __str__(self):
            return self.name

    with connection.schema_editor() as editor:
        editor.create_model(Person)
    names = LATIN + OTHERS + [f"a{letter}b" for letter in LATIN] + WORDS
    Person.objects.bulk_create(Person(name=name) for name in names)
    rows = list(Person.objects.order_by("pk").values_list("name", "form", "whole"))
    assert [name for name, _, _ in rows] == names
    for name, form, whole in rows:
        assert form == searched_form(name), ascii(name)
        assert whole == searched_form(name, "l’é"), ascii(name)
    computed = Person.objects.annotate(computed=search_sql("name"))
    assert holding(computed, search_words("roses haÿ"), "computed").get().name == "L’Haÿ-les-Roses"


def test_stored_columns_were_built_by_this_table():
    """Migrations read the table where it is: one that changes needs a migration that drops each column and adds it."""
    letters = map(chr, chain(range(0xD800), range(0xE000, 0x10000)))
    table = "\n".join(searched_form(letter) for letter in letters)
    assert hashlib.sha256(table.encode()).hexdigest() == BUILT_BY


def test_the_words_of_a_search_are_six_at_most_and_different():
    assert search_words("Jean-Pierre  d’Été jean") == ["JEAN", "PIERRE", "D", "ETE"]
    assert search_words("a b c d e f g") == ["A", "B", "C", "D", "E", "F"]
    assert search_words(" ’ ") == []
    # What a paste brings and nobody sees.
    assert search_words("\u202aDu\u200bpont\u2069") == ["DUPONT"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("nguessan", "N’Guessan"),
        ("n'guessan", "N’Guessan"),
        ("n’guessan", "N'Guessan"),
        ("N GUESSAN", "N’Guessan"),
        ("n'guessan", "Nguessan"),
        ("dasilva", "da Silva"),
        ("da silva", "Dasilva"),
        ("silva da", "DA SILVA"),
        ("jeanpierre", "Jean-Pierre"),
        ("jean pierre", "Jean‑Pierre"),
        ("pierre-jean", "Jean Pierre"),
        ("sarl", "S.A.R.L. Dupont"),
        ("s.a.r.l.", "SARL Dupont"),
        ("lhay", "L’Haÿ-les-Roses"),
        ("elodie", "E\u0301LODIE"),
        ("alice@acme.fr", "alice@acme.fr"),
    ],
)
def test_separators_accents_and_order_keep_nobody_from_being_found(typed, name):
    assert all(word in searched_form(name, "Autre") for word in search_words(typed))


def test_two_fields_are_not_read_as_one_word():
    assert "ANA" not in searched_form("Diana", "Akim").replace("DIANA", "")
    assert searched_form("Da Silva", "Ana Maria") == "DASILVA ANAMARIA"


def _lookups_with_a_rule_of_their_own(path):
    """`name__icontains=…`, or the same in a string, as `Q` and `filter(**…)` take it."""
    for node in ast.walk(ast.parse(path.read_text())):
        written = node.arg if isinstance(node, ast.keyword) else node.value if isinstance(node, ast.Constant) else None
        if isinstance(written, str) and "__" in written and written.rpartition("__")[2] in OWN_RULES:
            yield f"{path.relative_to(ROOT)}: {written}"


def test_no_other_rule_is_left_in_the_sources():
    """A lookup of Django that folds case by the locale of the database."""
    elsewhere = {"tests", "migrations", ".venv", ".local"}
    sources = [path for path in ROOT.glob("*/**/*.py") if not elsewhere & {*path.parts}]
    assert len(sources) > 300
    assert [written for path in sources for written in _lookups_with_a_rule_of_their_own(path)] == []


def test_every_list_of_the_back_office_searches_by_it():
    pages = [page for page in admin.site._registry.values() if page.search_fields]
    own = [str(page) for page in pages if type(page).get_search_results != CaisseScopedAdmin.get_search_results]
    assert len(pages) > 15
    assert own == []
