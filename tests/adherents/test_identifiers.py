"""What staff and newcomers may type, and what is stored."""

import pytest
from django.core.exceptions import ValidationError

from core.identifiers import compact_digits, normalise_cibtp_id, validate_siren, validate_siret

LA_POSTE_HEAD_OFFICE = "35600000000048"
LA_POSTE_SITE = "35600000049837"  # not a Luhn number: the sum of its digits is a multiple of 5


@pytest.mark.parametrize("siret", ["55208131766522", LA_POSTE_HEAD_OFFICE, LA_POSTE_SITE])
def test_a_valid_siret_is_accepted(siret):
    validate_siret(siret)


@pytest.mark.parametrize(
    "siret",
    [
        "55208131766523",  # Luhn key
        "00000000000000",
        "35600000049838",  # La Poste, sum of digits not a multiple of 5
        "5520813176652",
        "552081317665220",
        "552 081 317 66522",  # what is stored holds digits only
        "5520813176652A",
        "",
        "٥٥٢٠٨١٣١٧٦٦٥٢٢",
    ],
)
def test_a_wrong_siret_is_refused_in_french(siret):
    with pytest.raises(ValidationError, match="SIRET n’est pas valide"):
        validate_siret(siret)


@pytest.mark.parametrize("siren", ["552081317", "356000000"])
def test_a_valid_siren_is_accepted(siren):
    validate_siren(siren)


@pytest.mark.parametrize("siren", ["552081318", "000000000", "55208131", "5520813170", "55208131A", ""])
def test_a_wrong_siren_is_refused_in_french(siren):
    with pytest.raises(ValidationError, match="SIREN n’est pas valide"):
        validate_siren(siren)


@pytest.mark.parametrize(
    "typed", ["55208131766522", "552 081 317 66522", "552-081-317.66522", " 552\u00a0081\u202f317 66522 "]
)
def test_spaces_dots_and_dashes_are_dropped(typed):
    assert compact_digits(typed) == "55208131766522"


@pytest.mark.parametrize("typed", ["700123a", "700 123 A", "700-123/a", " 700.123.A "])
def test_the_identifiant_is_understood_however_it_is_typed(typed):
    assert normalise_cibtp_id(typed) == "700123A"
