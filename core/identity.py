"""E-mail addresses and phone numbers: one normal form each (SECURITY D3, D7)."""

import unicodedata

import idna
import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from phonenumbers import NumberParseException, PhoneNumberType

EMAIL_MAX_LENGTH = 254
_BAD_EMAIL = "Cette adresse électronique n’est pas valide. Écrivez-la sous la forme nom@exemple.fr."
_BAD_PHONE = "Ce numéro de téléphone n’est pas valide. Saisissez un numéro français, par exemple 01 23 45 67 89."
_BAD_MOBILE = (
    "Ce numéro n’est pas celui d’un mobile français (métropole ou outre-mer). "
    "Saisissez un numéro en 06 ou 07, ou laissez ce champ vide."
)


def normalise_email(typed: str) -> str:
    """Return the stored form: NFKC, trimmed, lower case, ASCII local part, IDNA domain without final dot.

    Raises ValidationError with the message to show.
    """
    text = unicodedata.normalize("NFKC", typed).strip().lower()
    local, at, domain = text.rpartition("@")
    if not at or not local.isascii():
        raise ValidationError(_BAD_EMAIL, code="invalid")
    try:
        domain = idna.encode(domain.rstrip("."), uts46=True).decode()
    except idna.IDNAError as error:
        raise ValidationError(_BAD_EMAIL, code="invalid") from error
    email = f"{local}@{domain}"
    if len(email) > EMAIL_MAX_LENGTH:
        raise ValidationError(_BAD_EMAIL, code="invalid")
    EmailValidator(message=_BAD_EMAIL)(email)
    return email


def lookup_email(typed: str) -> str:
    """The normal form for looking up or counting; unreadable text gives itself folded, never an error."""
    try:
        return normalise_email(typed)
    except ValidationError:
        return unicodedata.normalize("NFKC", typed).strip().lower()[:EMAIL_MAX_LENGTH]


def normalise_phone(typed: str) -> str:
    """A phone of an accepted region, in E.164. Raises ValidationError."""
    return _as_e164(_parse(typed, _BAD_PHONE), _BAD_PHONE)


def normalise_mobile(typed: str) -> str:
    """A mobile of an accepted region, in E.164 (satellite and foreign mobiles refused). Raises ValidationError."""
    number = _parse(typed, _BAD_MOBILE)
    if phonenumbers.number_type(number) != PhoneNumberType.MOBILE:
        raise ValidationError(_BAD_MOBILE, code="not_mobile")
    return _as_e164(number, _BAD_MOBILE)


def _parse(typed: str, message: str) -> phonenumbers.PhoneNumber:
    try:
        return phonenumbers.parse(unicodedata.normalize("NFKC", typed), "FR")
    except NumberParseException as error:
        raise ValidationError(message, code="invalid") from error


def _as_e164(number: phonenumbers.PhoneNumber, message: str) -> str:
    region = phonenumbers.region_code_for_number(number)
    if region not in settings.PHONE_REGIONS or not phonenumbers.is_valid_number(number) or number.extension:
        raise ValidationError(message, code="invalid")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
