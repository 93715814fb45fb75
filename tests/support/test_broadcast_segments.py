"""How many SMS a text takes: GSM 03.38, UCS-2, and what Twilio replaces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.broadcasts.segments import in_the_alphabet, length_of

GSM = "abc éèàù ÉÇ 123 .,;:!? '\"-€"


@pytest.mark.parametrize(
    ("text", "segments", "places", "costly"),
    [
        ("", 0, 0, ()),
        ("a" * 160, 1, 160, ()),
        ("a" * 161, 2, 161, ()),
        ("a" * 306, 2, 306, ()),
        ("a" * 307, 3, 307, ()),
        ("€" * 80, 1, 160, ()),
        ("€" * 81, 2, 162, ()),
        ("é" * 160, 1, 160, ()),
        # Twilio writes these with the alphabet: a typographic apostrophe costs one place, three dots three.
        ("l’été " * 26, 1, 156, ()),
        ("« 8 h – 12 h »", 1, 14, ()),
        ("à 8\u202fh", 1, 5, ()),
        ("…" * 53, 1, 159, ()),
        ("…" * 54, 2, 162, ()),
        # Not in the alphabet: seventy to a SMS.
        ("ê" * 70, 1, 70, ("ê",)),
        ("ê" * 71, 2, 71, ("ê",)),
        ("ê" + "a" * 134, 3, 135, ("ê",)),
        ("reçu d’œuvre", 1, 12, ("ç", "œ")),
        # Two places of sixteen bits each.
        ("😀" * 35, 1, 70, ("😀",)),
        ("😀" * 36, 2, 72, ("😀",)),
    ],
)
def test_counted_as_the_operator_does(text: str, segments: int, places: int, costly: tuple[str, ...]):
    length = length_of(text)
    assert (length.segments, length.places, length.costly) == (segments, places, costly)


@given(st.text(alphabet=GSM + "êç’…", max_size=700))
def test_what_is_counted_fits_and_is_not_one_too_many(text: str):
    length = length_of(text)
    assert length.places <= length.capacity or not text
    assert (length.segments == 0) is (text == "")
    if length.segments > 1:
        of_one = 67 if length.costly else 153
        assert length.places > of_one * (length.segments - 1)


@given(st.text(alphabet=GSM + "êç’…", max_size=300), st.sampled_from(GSM + "ê’…"))
def test_a_longer_text_never_takes_fewer(text: str, more: str):
    assert length_of(text + more).segments >= length_of(text).segments


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("CIBTP Île-de-France", "CIBTP Ile-de-France"),
        ("CIBTP Grand Ouest – Évreux", "CIBTP Grand Ouest – Évreux"),
        ("Forêt & Garçon, Noël", "Foret & Garcon, Noel"),
        ("œuvre 日", "œuvre 日"),
    ],
)
def test_the_name_of_a_caisse_takes_no_more_places_than_it_has_letters(name: str, written: str):
    assert in_the_alphabet(name) == written


@given(st.text(max_size=60))
def test_a_text_in_the_alphabet_never_takes_more_sms(text: str):
    assert length_of(in_the_alphabet(text)).segments <= length_of(text).segments
