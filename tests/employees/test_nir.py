"""What may be typed as a NIR, what is said of it, and what is shown of it (DOMAIN §5.1, §6.2; SECURITY I6)."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.fr import nir as standard

from absences.admin import offered as of_leave
from absences.collective.forms import CollectiveForm
from absences.entry.forms import AbsenceForm
from core import codes
from employees.decisions import offered as of_movements
from employees.forms import IdentityForm
from employees.nir import (
    difference,
    digest,
    disagreement,
    grouped,
    looks_like_nir,
    mask,
    read_nir,
    refuse_nir,
    without_nir,
)

ALINE = "295109912611193"
CORSICANS = ["253072A07300443", "253072B07300470"]
MONTHS = [*range(1, 13), *range(20, 43), *range(50, 100)]
often = settings(deadline=None, database=None, max_examples=100)


def with_key(body: str) -> str:
    """The key by its definition, written apart from the code under test: 2A is 19, 2B is 18."""
    return f"{body}{97 - int(body.replace('2A', '19').replace('2B', '18')) % 97:02d}"


@st.composite
def numbers(draw):
    sex = draw(st.sampled_from("123478"))
    year, month = draw(st.integers(0, 99)), draw(st.sampled_from(MONTHS))
    place = draw(st.sampled_from(["2A", "2B", "20", "75", "97", "98", "99", "01"]))
    return with_key(f"{sex}{year:02d}{month:02d}{place}{draw(st.integers(1, 999999)):06d}")


@often
@given(numbers())
def test_every_number_with_its_key_is_read(number):
    assert read_nir(number) == number == standard.validate(number)


@often
@given(numbers(), st.lists(st.sampled_from(["", " ", ".", "-", "\u00a0", "\u202f", "–", "\u200e"]), min_size=15))
def test_it_is_read_however_its_characters_are_kept_apart(number, separators):
    typed = "".join(f"{separator}{character}" for separator, character in zip(separators, number.lower(), strict=False))
    assert read_nir(f" {typed}\n") == number


@often
@given(numbers(), st.integers(0, 14), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(number, place, gap):
    if number[place].isdigit() and place not in {5, 6}:
        wrong = f"{number[:place]}{(int(number[place]) + gap) % 10}{number[place + 1 :]}"
        with pytest.raises(ValidationError) as refusal:
            read_nir(wrong)
        assert refusal.value.code in {"key", "structure"}
        assert number[5:13] not in refusal.value.message


def accepted(body):
    try:
        return read_nir(with_key(body)) == with_key(body)
    except ValidationError as refusal:
        return refusal.code != "structure"


def test_the_sexes_and_the_months_that_exist_are_read_and_no_other():
    assert [sex for sex in range(10) if accepted(f"{sex}850578006084")] == [1, 2, 3, 4, 7, 8]
    assert [month for month in range(100) if accepted(f"185{month:02d}78006084")] == MONTHS
    assert all(looks_like_nir(f"185{month:02d}78006084") is (month in MONTHS) for month in range(100))


@pytest.mark.parametrize("number", [ALINE, *CORSICANS, with_key("7850597123456"), with_key("8850599123456")])
def test_corsica_provisional_numbers_and_births_elsewhere_are_read(number):
    assert read_nir(number) == number


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        ("", "empty", "15 caractères, clé comprise"),
        (" . - ", "empty", "15 caractères, clé comprise"),
        ("2951099126111", "length", "il manque la clé (2 chiffres)"),
        ("29510991261119", "length", "il manque 1 chiffre."),
        ("295109912611", "length", "il manque 3 chiffres"),
        ("2951099126111930", "length", "il y a 1 chiffre de trop"),
        ("29510991261119301", "length", "il y a 2 chiffres de trop"),
        ("295109912611194", "key", "la clé"),
        ("253072B07300443", "key", "la clé"),
        ("000000000000000", "zeros", "zéros"),
        ("000000000000097", "zeros", "zéros"),
        ("0000", "zeros", "zéros"),
        ("2951O9912611193", "characters", "que des chiffres"),
        ("295102C12611193", "characters", "« 2A » ou « 2B »"),
        ("2A5109912611193", "characters", "« 2A » ou « 2B »"),
        ("٢٩٥١٠٩٩١٢٦١١١٩٣", "characters", "que des chiffres"),
        (with_key("5850578006084"), "structure", "le début"),
        (with_key("1851378006084"), "structure", "le mois de naissance"),
        (with_key("1850078006084"), "structure", "le mois de naissance"),
    ],
)
def test_a_wrong_number_is_refused_in_words_that_mend_it(typed, code, words):
    with pytest.raises(ValidationError) as refusal:
        read_nir(typed)
    assert refusal.value.code == code
    assert words.lower() in refusal.value.message.lower()


def test_the_mask_shows_neither_place_nor_order_nor_key():
    number = with_key("1850578006084")
    assert mask(number) == "1 85 05 ••• ••• ••"
    assert mask(CORSICANS[0]) == "2 53 07 ••• ••• ••"


def test_it_is_grouped_as_on_the_card():
    assert grouped("185057800608436") == "1 85 05 78 006 084 36"
    assert grouped(CORSICANS[0]) == "2 53 07 2A 073 004 43"


def test_the_digest_is_keyed_and_tells_numbers_apart(settings):
    found = digest(ALINE)
    assert re.fullmatch(r"[0-9a-f]{64}", found)
    assert found == digest(ALINE) != digest(CORSICANS[0])
    assert found == codes.digest(ALINE, purpose="nir", bound_to="")
    settings.CODE_PEPPER = "another"
    assert digest(ALINE) != found


@pytest.mark.parametrize(
    ("body", "sex", "birth_on", "words"),
    [
        ("1850578006084", "M", date(1985, 5, 3), ""),
        ("7850578006084", "M", date(1985, 5, 3), ""),
        ("3850578006084", "F", date(1985, 5, 3), ""),
        ("4850578006084", "M", date(1985, 5, 3), ""),
        ("1050578006084", "M", date(2005, 5, 3), ""),
        ("1852078006084", "M", date(1985, 5, 3), ""),
        ("1853578006084", "M", date(1985, 6, 3), ""),
        ("1859978006084", "M", date(1985, 5, 3), ""),
        ("1850578006084", "F", date(1985, 5, 3), "le sexe"),
        ("2850578006084", "M", date(1985, 5, 3), "le sexe"),
        ("8850578006084", "M", date(1985, 5, 3), "le sexe"),
        ("1850578006084", "M", date(1986, 5, 3), "l’année de naissance"),
        ("1850578006084", "M", date(1985, 6, 3), "le mois de naissance"),
        ("1850578006084", "F", date(1958, 6, 3), "le sexe, l’année de naissance et le mois de naissance"),
        ("3850578006084", "F", date(1986, 6, 3), "l’année de naissance et le mois de naissance"),
    ],
)
def test_it_is_said_what_the_number_and_the_form_disagree_on(body, sex, birth_on, words):
    number = with_key(body)
    said = disagreement(number, sex=sex, birth_on=birth_on)
    expected = f"Le numéro de sécurité sociale ne s’accorde pas avec ce qui est saisi pour {words}" if words else ""
    assert difference(number, sex=sex, birth_on=birth_on) == words
    assert said.partition(" : ")[0] == expected
    assert not re.search(r"\d", said)


@often
@given(
    numbers(), st.booleans(), st.sampled_from(["", " ", "-", ".", "\u00a0"]), st.sampled_from(["", "Martin ", "n° "])
)
def test_a_number_typed_in_a_search_is_recognised(number, with_its_key, separator, before):
    kept = number if with_its_key else number[:13]
    assert looks_like_nir(f"{before}{separator.join(kept)}")
    assert looks_like_nir(f"75001 {grouped(kept).lower()} ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Martin",
        "Jean-Baptiste 1985",
        "06 12 34 56 78",
        "55208131766522",  # a SIRET
        "178 456 789 00012",
        "1851378006084",  # no month is the thirteenth
        "5850578006084",
        "185057800608",
        "1850578006084361",
        "A1850578006084",
        "FR7630006000011234567890189",
    ],
)
def test_other_searches_are_let_through(text):
    assert not looks_like_nir(text)


FREE_TEXTS = [
    IdentityForm.base_fields["birth_place"].validators,
    AbsenceForm.base_fields["note"].validators,
    CollectiveForm.base_fields["title"].validators,
    of_movements.REFUSE.reasons.validators,
    of_leave.REFUSE.reasons.validators,
]


@pytest.mark.parametrize("validators", FREE_TEXTS)
def test_a_text_that_somebody_will_read_refuses_a_number_by_the_one_rule(validators):
    assert refuse_nir in validators
    with pytest.raises(ValidationError) as refused:
        refuse_nir(f"voir {grouped(ALINE)}")
    assert refused.value.messages == ["N’écrivez pas ici un numéro de sécurité sociale : effacez-le."]
    refuse_nir("voir son dossier")


def test_a_text_keeps_its_amounts_and_shows_of_a_number_what_may_be_shown():
    number = with_key("1850578006084")
    texts = {
        f"Numéro : {number}.": "Numéro : 1 85 05 ••• ••• ••.",
        f"N° {grouped(number)}\nné le": "N° 1 85 05 ••• ••• ••\nné le",
        f"{number[:13]} et 2-85-12-2A-006-084": "1 85 05 ••• ••• •• et 2 85 12 ••• ••• ••",
        "1 234,56 1 234,56 1 234,56": "1 234,56 1 234,56 1 234,56",
        "SIRET 185 057 800 00012": "SIRET 185 057 800 00012",
        "18505780060841": "18505780060841",
    }
    assert {text: without_nir(text) for text in texts} == texts
