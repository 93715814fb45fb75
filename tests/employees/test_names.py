"""Names: what a form accepts, and one search form for Python and for the database."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models.functions import Concat
from django.test.utils import isolate_apps
from hypothesis import example, given, settings
from hypothesis import strategies as st

from employees.names import clean_name, search_form, search_sql, search_words

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
@isolate_apps("employees")
def test_the_database_and_python_agree_on_every_character():
    """Through a generated column, which holds immutable expressions only."""

    class Person(models.Model):
        name = models.CharField(max_length=80)
        first_name = models.CharField(max_length=80, default="é")
        form = models.GeneratedField(
            expression=search_sql("name"), output_field=models.CharField(max_length=200), db_persist=True
        )
        whole = models.GeneratedField(
            expression=search_sql(Concat("name", models.Value(" "), "first_name")),
            output_field=models.TextField(),
            db_persist=True,
        )

        class Meta:
            app_label = "employees"

        def __str__(self):
            return self.name

    with connection.schema_editor() as editor:
        editor.create_model(Person)
    names = LATIN + OTHERS + [f"a{letter}b" for letter in LATIN] + WORDS
    Person.objects.bulk_create(Person(name=name) for name in names)
    found = list(Person.objects.order_by("pk").values_list("name", "form", "whole"))
    assert [name for name, _, _ in found] == names
    for name, form, whole in found:
        assert " ".join(form.split()) == search_form(name), ascii(name)
        assert " ".join(whole.split()) == search_form(f"{name} é"), ascii(name)
    asked = models.Q(found__contains="HAY") & models.Q(found__contains="ROSES")
    assert Person.objects.annotate(found=search_sql("name")).get(asked).name == "L’Haÿ-les-Roses"


def test_the_words_of_a_search_are_six_at_most_and_different():
    assert search_words("Jean-Pierre  d’Été jean") == ["JEAN", "PIERRE", "D", "ETE"]
    assert search_words("a b c d e f g") == ["A", "B", "C", "D", "E", "F"]
    assert search_words(" ’ ") == []


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Le   Guénec ", "Le Guénec"),
        ("E\u0301ric", "Éric"),
        ("D’Alembert", "D’Alembert"),
        ("d'Alembert", "d'Alembert"),
        ("Jean-Noël", "Jean-Noël"),
        ("Jr. Martin", "Jr. Martin"),
        ("Nguyễn", "Nguyễn"),
        ("Иванов", "Иванов"),
        ("محمد", "محمد"),
        ("Kāʻeo", "Kāʻeo"),
        ("Ngo\u00a0Ba\t\n", "Ngo Ba"),
        ("", ""),
        ("x" * 80, "x" * 80),
        (" " * 90 + "x", "x"),
    ],
)
def test_a_name_is_kept_as_it_is_written(typed, stored):
    assert clean_name(typed) == stored


@pytest.mark.parametrize(
    "character", [*'0123456789٣²½@<>{}[]()&%$€#=+*/\\|!?;:,"«»“”_~^', "😀", "❤", "™", "\ufffd", "•", "|"]
)
def test_another_character_is_refused_and_named(character):
    with pytest.raises(ValidationError, match="un nom s’écrit avec des lettres") as refusal:
        clean_name(f"Mar{character}tin")
    assert refusal.value.code == "characters"
    assert refusal.value.message.startswith(f"Retirez « {character} » :")


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\n", "\r", "\u200b", "\u202e", "\u2028", "\ue000"])
def test_a_character_that_cannot_be_seen_is_refused(character):
    with pytest.raises(ValidationError, match="caractère invisible") as refusal:
        clean_name(f"Mar{character}tin")
    assert refusal.value.code == "characters"


@pytest.mark.parametrize("typed", ["-", ".", "’", "- ."])
def test_a_name_has_a_letter(typed):
    with pytest.raises(ValidationError, match="au moins une lettre"):
        clean_name(typed)


def test_a_long_name_is_refused_with_its_length():
    with pytest.raises(ValidationError, match="Ce nom compte 81 caractères : abrégez-le, 80 au plus"):
        clean_name("x" * 81)


@often
@given(st.text(max_size=90))
def test_what_is_accepted_is_accepted_again_unchanged(typed):
    try:
        once = clean_name(typed)
    except ValidationError:
        return
    assert clean_name(once) == once
    assert len(once) <= 80
