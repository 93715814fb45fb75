"""What names a company in a list of clients: what looks like a number is judged as one, a word is none."""

import pytest
from django.core.exceptions import ValidationError

from core.identifiers import siret_or_cibtp_id

SIRET = "55208131700042"
TAKEN = {
    SIRET: SIRET,
    "552 081 317 00042": SIRET,
    "552.081.317.00042": SIRET,
    "55208131700042,00": SIRET,
    "55208131700042.0": SIRET,
    "5920001400013": "05920001400013",
    "700001A": "700001A",
    "if 104-287": "IF104287",
    "701.23/a": "70123A",
}
REFUSED = {
    "5,52081E+13": "abîmé",
    "5.52E+13": "abîmé",
    "5,52081E13": "abîmé",
    "########": "abîmé",
    "55208131700000": "arrondi",
    "55208131700043": "pas valide",
    "12345": "celui-ci en a 5 :",
    "1": "celui-ci en a 1 :",
    "552081317": "SIREN",
    "1 85 05 99 999 999 53": "celui-ci en a 15 :",
    "01 99 00 12 34": "celui-ci en a 10 :",
    "12/03/2026": "celui-ci en a 8 :",
    "12 345,50 €": "celui-ci en a 7 :",
    "=1+1": "celui-ci en a 2 :",
    "00000000000000": "arrondi",
    "SEP": "Mettez un SIRET",
    "SIRET": "Mettez un SIRET",
    "Raison sociale": "Mettez un SIRET",
    "": "Mettez un SIRET",
    "—": "Mettez un SIRET",
    "contact1@exemple.fr": "adresse électronique",
    "é" * 10 + "1": "Mettez un SIRET",
    "A" * 20 + "1": "Mettez un SIRET",
    "A1?": "Mettez un SIRET",
    "١٢٣٤٥A": "Mettez un SIRET",
}


@pytest.mark.parametrize("typed", TAKEN)
def test_a_siret_or_an_identifiant_is_taken(typed) -> None:
    assert siret_or_cibtp_id(typed) == TAKEN[typed]


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_neither_says_why(typed) -> None:
    with pytest.raises(ValidationError) as refused:
        siret_or_cibtp_id(typed)
    assert REFUSED[typed] in refused.value.messages[0]
