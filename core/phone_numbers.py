"""Telephone numbers: what a person may type, one stored form (E.164), one written form that is read back (SECURITY D7).

A number typed without its country code is that of the region which gives out its first digits: 0692 is La Réunion, 0596
Martinique, 06 12 metropolitan France. The overseas regions are asked first, for the metropolitan plan holds some of
their prefixes too.
"""

import re
import unicodedata
from functools import lru_cache

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

NBSP = "\N{NO-BREAK SPACE}"
_METROPOLE = "FR"
# Of a place: toll-free and premium numbers are the same everywhere, and are metropolitan.
_OF_A_PLACE = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
    }
)
# Its numbers have six digits; from elsewhere in France they are dialled after 0508.
_SAINT_PIERRE = re.compile(r"0508([0-9]{6})")
_BAD_PHONE = (
    "Ce numéro de téléphone n’est pas valide. Saisissez un numéro français (métropole ou outre-mer), par exemple "
    "01 23 45 67 89 ou 0262 12 34 56."
)
_BAD_MOBILE = (
    "Ce numéro n’est pas celui d’un mobile français (métropole ou outre-mer). Saisissez un numéro qui commence par 06 "
    "ou 07, ou laissez ce champ vide."
)
_BAD_ANY = "Ce numéro n’existe pas : un numéro français compte 10 chiffres, un numéro étranger commence par +."


def read_phone(typed: str) -> str:
    """A number of an accepted region, in E.164. Raises ValidationError, in words."""
    return _as_e164(_accepted(typed, _BAD_PHONE))


def read_mobile(typed: str) -> str:
    """A mobile of an accepted region, in E.164 (satellite and foreign mobiles refused). Raises ValidationError."""
    number = _accepted(typed, _BAD_MOBILE)
    if phonenumbers.number_type(number) != PhoneNumberType.MOBILE:
        raise ValidationError(_BAD_MOBILE, code="not_mobile")
    return _as_e164(number)


def read_any_phone(typed: str) -> str:
    """A number of any country, in E.164. Raises ValidationError, in words."""
    number = _parse(typed)
    if number is None or not phonenumbers.is_valid_number(number) or number.extension:
        raise ValidationError(_BAD_ANY, code="phone")
    return _as_e164(number)


def dialled_phone(stored: object) -> str:
    """What a telephone dials for what `written_phone` shows, in E.164; empty for what is not a number."""
    number = _parse(str(stored))
    return _as_e164(number) if number is not None else ""


def written_phone(stored: object) -> str:
    """As one dictates it, its spaces no-break ones: «06 12 34 56 78»; with its country code where it could not be read
    back without. What is not a number comes back unchanged.
    """
    return _written(str(stored))


def masked_phone(stored: str) -> str:
    """Recognisable by whoever has it only: «06 •• •• •• 78»."""
    written = written_phone(stored)
    hidden = [place for place, sign in enumerate(written) if sign.isdecimal()][2:-2]
    return "".join("•" if place in hidden else sign for place, sign in enumerate(written))


# Reading a number back asks every region in turn: that of the caisse is on each of its pages.
@lru_cache(maxsize=512)
def _written(stored: str) -> str:
    try:
        number = phonenumbers.parse(stored, _METROPOLE)
    except NumberParseException:
        return stored
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    is_read_back = _parse(national) == phonenumbers.parse(_as_e164(number))
    text = national if is_read_back else phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    return text.replace(" ", NBSP)


def _accepted(typed: str, message: str) -> PhoneNumber:
    number = _parse(typed)
    if (
        number is None
        or number.extension
        or not phonenumbers.is_valid_number(number)
        or phonenumbers.region_code_for_number(number) not in settings.PHONE_REGIONS
    ):
        raise ValidationError(message, code="invalid")
    return number


def _parse(typed: str) -> PhoneNumber | None:
    text = unicodedata.normalize("NFKC", typed)
    try:
        metropolitan = phonenumbers.parse(text, _METROPOLE)
    except NumberParseException:
        return None
    if text.lstrip(" (").startswith(("+", "00")):
        return metropolitan
    if found := _SAINT_PIERRE.fullmatch(re.sub(r"\D", "", text)):
        text = found[1]
    overseas = (phonenumbers.parse(text, region) for region in settings.PHONE_REGIONS if region != _METROPOLE)
    return next((number for number in overseas if _is_of_its_place(number)), metropolitan)


def _is_of_its_place(number: PhoneNumber) -> bool:
    return phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in _OF_A_PLACE


def _as_e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
