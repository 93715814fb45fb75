"""SIREN, SIRET and identifiant CIBTP: what a person may type, and what is stored; names, as they are searched."""

import unicodedata

from django.core.exceptions import ValidationError
from django.db.models import Func, Value
from django.db.models.functions import Upper
from stdnum import exceptions as stdnum_exceptions
from stdnum.fr import siren, siret

SIREN_LENGTH = 9
SIRET_LENGTH = 14
CIBTP_ID_MAX_LENGTH = 20
# Both cases: where the database's locale is C, upper() leaves accented letters alone.
_CAPITALS = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝŸ"
_ACCENTED = _CAPITALS + _CAPITALS.lower() + "’"
_PLAIN = "AAAAAACEEEEIIIINOOOOOUUUUYY" * 2 + "'"
_WITHOUT_ACCENTS = str.maketrans(_ACCENTED, _PLAIN)


def compact_digits(typed: str) -> str:
    """The digits of what was typed; spaces, dots and dashes of any kind are dropped."""
    return "".join(character for character in typed if character.isascii() and character.isdigit())


def normalise_cibtp_id(typed: str) -> str:
    """The identifiant CIBTP as stored: upper case, without spaces, dashes, dots or slashes.

    Its format is the caisse's own (DOMAIN §5.1): an opaque string.
    """
    return "".join(character for character in typed.upper() if character.isalnum())


def plain(typed: str) -> str:
    """A name as it is searched: upper case, accents and typographic apostrophes set aside."""
    return unicodedata.normalize("NFC", typed).upper().translate(_WITHOUT_ACCENTS)


def plain_sql(field: str) -> Func:
    """The same in the database; every function of it is immutable, so that a generated column can hold it."""
    return Func(Upper(field), Value(_ACCENTED), Value(_PLAIN), function="TRANSLATE")


def validate_siren(value: str) -> None:
    """Nine digits, Luhn key, not all zero (python-stdnum accepts zeros)."""
    _validate(value, siren, "Ce numéro SIREN n’est pas valide : il compte 9 chiffres, vérifiez-les un à un.")


def validate_siret(value: str) -> None:
    """Fourteen digits, Luhn key (La Poste's own rule included), not all zero."""
    _validate(value, siret, "Ce numéro de SIRET n’est pas valide : il compte 14 chiffres, vérifiez-les un à un.")


def _validate(value: str, standard: object, message: str) -> None:
    try:
        compact = standard.validate(value)  # type: ignore[attr-defined]
    except stdnum_exceptions.ValidationError as error:
        raise ValidationError(message, code="invalid") from error
    if compact != value or not value.strip("0"):
        raise ValidationError(message, code="invalid")
