"""SIREN, SIRET and identifiant CIBTP: what a person may type, and what is stored."""

import re
from itertools import accumulate

from django.core.exceptions import ValidationError
from stdnum import exceptions as stdnum_exceptions
from stdnum.fr import siren, siret

SIREN_LENGTH = 9
SIRET_LENGTH = 14
CIBTP_ID_MAX_LENGTH = 20
# What a spreadsheet makes of a long number: 5,52081E+13.
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)? ?[eE] ?\+ ?[0-9]+|[0-9][.,][0-9]+[eE][0-9]+|#+")
ROUNDED = "Le tableur a abîmé ce numéro : mettez sa colonne au format Texte, puis saisissez-le de nouveau, en entier."
# Figures and what may stand between them: a SIRET, a telephone, a date, an amount.
_NUMBER = re.compile(r"[+=]?[\W_]*[0-9](?:[0-9]|[\W_])*")
_WHOLE = re.compile(r"[.,]0{1,2}$")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./\-]*")
# The sites of a company are numbered from one.
_NO_SITE = "0" * (SIRET_LENGTH - SIREN_LENGTH)
FEWEST_DIGITS_SEARCHED = 3


def compact_digits(typed: str) -> str:
    """The digits of what was typed; spaces, dots and dashes of any kind are dropped."""
    return "".join(character for character in typed if character.isascii() and character.isdigit())


def normalise_cibtp_id(typed: str) -> str:
    """The identifiant CIBTP as stored: upper case, without spaces, dashes, dots or slashes.

    Its format is the caisse's own (DOMAIN §5.1): an opaque string.
    """
    return "".join(character for character in typed.upper() if character.isalnum())


def is_rounded(typed: str) -> bool:
    """Whether a long number is what a spreadsheet leaves of it: its last figures are lost."""
    return bool(_ROUNDED.fullmatch(typed))


def siret_or_cibtp_id(typed: str) -> str:
    """Whichever of the two names a company, as stored. Raises ValidationError, in words.

    The identifiant is the caisse's own, letters and figures: what looks like a number is judged as a SIRET, and a word
    is neither.
    """
    written = typed.strip()
    if is_rounded(written):
        raise ValidationError(ROUNDED, code="rounded")
    if _NUMBER.fullmatch(written):
        return _siret(compact_digits(_WHOLE.sub("", written)))
    if "@" in written:
        raise ValidationError("C’est une adresse électronique : mettez-la dans sa colonne.", code="email")
    identifier = normalise_cibtp_id(written)
    has_both = any(map(str.isdigit, identifier)) and any(map(str.isalpha, identifier))
    if not has_both or not _IDENTIFIER.fullmatch(written) or len(identifier) > CIBTP_ID_MAX_LENGTH:
        raise ValidationError(
            "Mettez un SIRET (14 chiffres), ou l’identifiant CIBTP tel qu’il est sur les courriers de la caisse.",
            code="neither",
        )
    return identifier


def _siret(digits: str) -> str:
    """Spreadsheets take away the zero in front, and round what is too long for them."""
    whole = digits.zfill(SIRET_LENGTH) if len(digits) == SIRET_LENGTH - 1 else digits
    if len(whole) == SIREN_LENGTH:
        raise ValidationError("C’est un SIREN (9 chiffres) : donnez le SIRET du siège, 14 chiffres.", code="siren")
    if len(whole) != SIRET_LENGTH:
        raise ValidationError(f"Un SIRET compte 14 chiffres, celui-ci en a {len(digits)} : vérifiez-le.", code="length")
    if whole.endswith(_NO_SITE):
        raise ValidationError(
            "Ce SIRET finit par des zéros : le tableur l’a sans doute arrondi. Mettez la colonne au format Texte, puis "
            "saisissez-le de nouveau.",
            code="rounded",
        )
    validate_siret(whole)
    return whole


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
