"""Names: what a form accepts."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from employees.names import clean_name

often = settings(deadline=None, database=None, max_examples=100)


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
