"""IBAN: what is accepted, and what each mistake is answered."""

import pytest
from django.core.exceptions import ValidationError
from stdnum import iban as stdnum_iban

from adherents.iban import SEPA_LENGTHS, grouped, mask, read_iban
from cibtp_portal.development.declarations import iban_of
from tests.factories import IBAN


@pytest.mark.parametrize("typed", [IBAN, IBAN.lower(), f" IBAN : {grouped(IBAN)} ", grouped(IBAN).replace(" ", "-")])
def test_what_a_person_types_becomes_the_normal_form(typed):
    assert read_iban(typed) == IBAN


@pytest.mark.parametrize(
    "iban", ["DE89370400440532013000", "BE68539007547034", "MC5811222000010123456789030", "NO9386011117947"]
)
def test_every_sepa_country_has_its_length(iban):
    assert read_iban(iban) == iban
    assert len(iban) == SEPA_LENGTHS[iban[:2]]


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        ("", "empty", "Saisissez l’IBAN"),
        (" - ", "empty", "Saisissez l’IBAN"),
        ("FR76 3000/6000", "characters", "lettres et des chiffres"),
        ("7630006000011234567890189", "country", "deux lettres"),
        ("US64SVBKUS6S3300958879", "sepa", "zone SEPA"),
        (IBAN[:-1], "length", "27 caractères : il en manque 1."),
        (IBAN + "12", "length", "il y a 2 caractères de trop"),
        (IBAN[:-1] + "8", "checksum", "clé de contrôle"),
        (IBAN.replace("FR76", "FR67"), "checksum", "clé de contrôle"),
    ],
)
def test_each_mistake_has_its_message(typed, code, words):
    with pytest.raises(ValidationError) as refused:
        read_iban(typed)
    assert refused.value.code == code
    assert words in refused.value.message


def test_two_digits_inverted_are_always_seen():
    for rank in range(4, len(IBAN) - 1):
        swapped = IBAN[:rank] + IBAN[rank + 1] + IBAN[rank] + IBAN[rank + 2 :]
        if swapped != IBAN:
            with pytest.raises(ValidationError):
                read_iban(swapped)


def test_a_masked_iban_shows_its_two_ends():
    assert mask(IBAN) == "FR76 •••• … 189"


def test_the_ibans_of_the_demonstration_are_valid():
    for rank in range(50):
        assert stdnum_iban.is_valid(iban_of(rank))
        assert read_iban(iban_of(rank)) == iban_of(rank)
