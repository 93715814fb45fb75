"""SIREN, SIRET and identifiant CIBTP: what a person may type, and what is stored."""

from itertools import accumulate

from django.core.exceptions import ValidationError
from stdnum import exceptions as stdnum_exceptions
from stdnum.fr import siren, siret

SIREN_LENGTH = 9
SIRET_LENGTH = 14
CIBTP_ID_MAX_LENGTH = 20
FEWEST_DIGITS_SEARCHED = 3


def compact_digits(typed: str) -> str:
    """The digits of what was typed; spaces, dots and dashes of any kind are dropped."""
    return "".join(character for character in typed if character.isascii() and character.isdigit())


def normalise_cibtp_id(typed: str) -> str:
    """The identifiant CIBTP as stored: upper case, without spaces, dashes, dots or slashes.

    Its format is the caisse's own (DOMAIN §5.1): an opaque string.
    """
    return "".join(character for character in typed.upper() if character.isalnum())


def is_number(typed: str) -> bool:
    """Whether a SIREN or a SIRET, or its beginning, may have been typed: digits, spaces, dots, dashes."""
    has_letters = any(character.isalpha() for character in typed)
    return not has_letters and FEWEST_DIGITS_SEARCHED <= len(compact_digits(typed)) <= SIRET_LENGTH


def written_siren(stored: object) -> str:
    """552 081 317, its spaces no-break ones; what is not a SIREN comes back unchanged."""
    return _grouped(stored, 3, 3, 3)


def written_siret(stored: object) -> str:
    return _grouped(stored, 3, 3, 3, 5)


def validate_siren(value: str) -> None:
    """Nine digits, Luhn key, not all zero (python-stdnum accepts zeros)."""
    _validate(value, siren, "Ce numéro SIREN n’est pas valide : il compte 9 chiffres, vérifiez-les un à un.")


def validate_siret(value: str) -> None:
    """Fourteen digits, Luhn key (La Poste's own rule included), not all zero."""
    _validate(value, siret, "Ce numéro de SIRET n’est pas valide : il compte 14 chiffres, vérifiez-les un à un.")


def _grouped(stored: object, *sizes: int) -> str:
    digits = "".join(str(stored).split())
    if not digits.isdecimal() or len(digits) != sum(sizes):
        return str(stored)
    ends = list(accumulate(sizes))
    return "\N{NO-BREAK SPACE}".join(digits[end - size : end] for size, end in zip(sizes, ends, strict=True))


def _validate(value: str, standard: object, message: str) -> None:
    try:
        compact = standard.validate(value)  # type: ignore[attr-defined]
    except stdnum_exceptions.ValidationError as error:
        raise ValidationError(message, code="invalid") from error
    if compact != value or not value.strip("0"):
        raise ValidationError(message, code="invalid")
