"""IBAN of the SEPA countries: normal form, messages that say how to mend what was typed, and the masked form."""

import re

from django.core.exceptions import ValidationError
from stdnum import iban as stdnum_iban
from stdnum.exceptions import ValidationError as NotValid

from core.french import counted

# Length by country of the SEPA scheme; the overseas collectivities of France have IBANs in FR.
SEPA_LENGTHS = {
    **{"AD": 24, "AL": 28, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18},
    **{"EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22},
    **{"IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19},
    **{"MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SE": 24, "SI": 19, "SK": 24},
    **{"SM": 27, "VA": 22},
}


def read_iban(typed: str) -> str:
    """The normal form. Raises ValidationError, in words."""
    number = re.sub(r"[\s.\-]", "", typed).upper().removeprefix("IBAN").lstrip(":")
    if not number:
        raise ValidationError("Saisissez l’IBAN, tel qu’il est écrit sur le relevé d’identité bancaire.", code="empty")
    if not re.fullmatch(r"[0-9A-Z]+", number):
        raise ValidationError("Un IBAN ne contient que des lettres et des chiffres.", code="characters")
    country = number[:2]
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise ValidationError("Un IBAN commence par deux lettres, FR pour une banque française.", code="country")
    if country not in SEPA_LENGTHS:
        raise ValidationError(
            f"« {country} » n’est pas un pays de la zone SEPA : indiquez un compte tenu dans cette zone.", code="sepa"
        )
    _check_length(number, SEPA_LENGTHS[country])
    try:
        # Not the tables of banks of a few countries: they age, and would refuse a bank that exists.
        return str(stdnum_iban.validate(number, check_country=False))
    except NotValid:
        raise ValidationError(
            "Cet IBAN comporte une erreur : sa clé de contrôle ne correspond pas. Recopiez-le caractère par caractère.",
            code="checksum",
        ) from None


def mask(iban: str) -> str:
    """What may be shown: the country with its key, and the last three characters."""
    return f"{iban[:4]} •••• … {iban[-3:]}"


def grouped(iban: str) -> str:
    """As it is printed, by four."""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def _check_length(number: str, expected: int) -> None:
    if len(number) == expected:
        return
    gap = abs(expected - len(number))
    characters = counted(gap, "caractère")
    what = f"il en manque {gap}" if len(number) < expected else f"il y a {characters} de trop"
    raise ValidationError(f"Un IBAN « {number[:2]} » compte {counted(expected, 'caractère')} : {what}.", code="length")
