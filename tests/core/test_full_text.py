"""One rule says the words of what is indexed, of what is typed, of what is highlighted."""

from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from core.full_text.lexemes import Words, space_of
from core.full_text.words import MAX_LENGTH, pieces_of

# text: its words in their order; what each piece is as a whole; what else finds it.
READ = {
    "Déclarée DÉCLARÉE de\u0301clare\u0301e": ("declaree declaree declaree", "", ""),
    "L’œuvre jusqu'à l‘été": ("oeuvre a ete", "loeuvre jusqua lete", ""),
    "N’Guessan, D'Angelo": ("guessan angelo", "nguessan dangelo", ""),
    "Saint‑Denis Jean-Luc": ("saint denis jean luc", "saintdenis jeanluc", ""),
    "zé\u200bro mar\u00adché certi\ufb01cat": ("zero marche certificat", "", ""),
    "REF-2026/014_B": ("ref 2026 014 b", "ref2026014b", ""),
    "1 234,56 €": ("1 234 56", "1234,56", "1234"),
    "1\u202f234,56": ("1 234 56", "1234,56", "1234"),
    "1\u00a0234,56\u00a0EUR dus": ("1 234 56 dus", "1234,56", "1234"),
    "1.234,56 euros": ("1 234 56", "1234,56", "1234"),
    "1234.56": ("1234 56", "1234,56", "1234"),
    "1 234,00 €": ("1 234 00", "1234", "1234"),
    "1 234 €": ("1 234", "1234", ""),
    "0,50": ("0 50", "0,50", "0"),
    "12 500 1 300,5": ("12 500 1 300 5", "12500 1300,50", "1300"),
    "12/11/2026": ("12 11 2026", "2026-11-12", "112026 novembre"),
    "1er février 2026": ("1er fevrier 2026", "2026-02-01", "022026 fevrier"),
    "2026-08-31": ("2026 08 31", "2026-08-31", "082026 aout"),
    "45/13/2026": ("45 13 2026", "45132026", ""),
    "SIRET 123 456 789 00012": ("siret 123 456 789 00012", "12345678900012", ""),
    "04 91 00 00 00": ("04 91 00 00 00", "0491000000", ""),
    "% & | ! :* \\ ' \" <-> \x00 😀": ("", "", ""),
}


@pytest.mark.parametrize(("text", "read"), READ.items())
def test_a_text_is_read_as_its_words(text: str, read: tuple[str, str, str]) -> None:
    pieces = list(pieces_of(text))
    words = [word for piece in pieces for word, *_ in piece.parts]
    wholes = [whole for piece in pieces for whole in piece.wholes]
    more = [word for piece in pieces for word in piece.more]
    assert (" ".join(words), " ".join(wholes), " ".join(more)) == read


@given(st.text(max_size=200))
def test_any_text_is_read_each_word_at_its_place_in_its_order(text: str) -> None:
    rank, read = 1, 0
    for piece in pieces_of(text):
        assert piece.rank == rank
        rank += len(piece.parts)
        for word, start, end in piece.parts:
            assert word == word.lower()
            assert len(word) <= MAX_LENGTH
            assert read <= start < end <= piece.end
            read = end


@pytest.mark.django_db
def test_whatever_the_text_postgresql_takes_its_vector(django_assert_max_num_queries: Any) -> None:
    hostile = " ".join(["l’été '\\:*|& \x00<b>"] * 300 + [f"mot{rank}é" for rank in range(90_000)])
    words = Words()
    words.add(hostile, "A")
    words.add("au bout", "D")
    with django_assert_max_num_queries(1):
        vector = words.vector(space_of(7))
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(%s::tsvector), %s::tsvector @@ %s::tsquery", [vector, vector, "'7|ete'"])
        count, is_there = cursor.fetchone()
    assert count > 10_000
    assert is_there
