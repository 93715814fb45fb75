"""E-mail addresses: one normal form (SECURITY D3), and how it is written for a person."""

import unicodedata

import idna
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

EMAIL_MAX_LENGTH = 254
_ENCODED = "xn--"
_READ_AT_SIGHT = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-" + "àâæçéèêëîïôœùûüÿ" + "äöñ")
_BAD_EMAIL = "Cette adresse électronique n’est pas valide. Écrivez-la sous la forme nom@exemple.fr."


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


def written_email(stored: str) -> str:
    """As a person writes it: accents of the domain rather than `xn--…`, when they are those of French.

    A letter of another alphabet may look like one of ours (« а »): its domain stays as machines write it.
    """
    local, _, domain = stored.rpartition("@")
    if _ENCODED not in domain:
        return stored
    written = f"{local}@{'.'.join(map(_written_label, domain.split('.')))}"
    return written if lookup_email(written) == stored else stored


def _written_label(label: str) -> str:
    if not label.startswith(_ENCODED):
        return label
    try:
        letters = idna.decode(label)
    except idna.IDNAError:
        return label
    return letters if set(letters) <= _READ_AT_SIGHT else label


def lookup_email(typed: str) -> str:
    """The normal form for looking up or counting; unreadable text gives itself folded, never an error."""
    try:
        return normalise_email(typed)
    except ValidationError:
        return unicodedata.normalize("NFKC", typed).strip().lower()[:EMAIL_MAX_LENGTH]
