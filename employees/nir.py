"""NIR (numéro de sécurité sociale): normal form, messages that say how to mend what was typed, masked form.

Checked by its key and its shape only (DOMAIN §5.1): provisional numbers (7, 8), births overseas or abroad and
pseudo-months are numbers that people really have.
"""

import re
from datetime import date

from django.core.exceptions import ValidationError

from core.codes import digest as keyed_digest

LENGTH, WITHOUT_KEY = 15, 13
_SHAPE = re.compile(r"[1-8][0-9]{2}(0[1-9]|1[0-2]|[2-9][0-9])([0-9]{2}|2[AB])[0-9]{8}")
# As people space it; whatever follows the department may be a letter of Corsica.
_IN_TEXT = re.compile(
    r"(?<![0-9])[1-8](?:[\s.\-]*[0-9]){4}[\s.\-]*[0-9][\s.\-]*[0-9ABab](?:[\s.\-]*[0-9]){6,8}(?![0-9])"
)
_CORSICA = {"2A": "19", "2B": "18"}
_MODULUS = 97
_REAL_MONTHS = range(1, 13)
# First figures that say the sex: definitive and provisional numbers.
_SEXES = {"1": "M", "2": "F", "7": "M", "8": "F"}


def read_nir(typed: str) -> str:
    """Fifteen characters. Raises ValidationError, in words; never with the number in them."""
    number = re.sub(r"[\s.\-]", "", typed).upper()
    if not number:
        raise ValidationError("Saisissez le numéro de sécurité sociale.", code="empty")
    if not re.fullmatch(r"[0-9]+|[0-9]{5}2[AB][0-9]*", number, flags=re.ASCII):
        raise ValidationError(
            "Un numéro de sécurité sociale ne contient que des chiffres, et 2A ou 2B pour la Corse.", code="characters"
        )
    _check_length(number)
    if not number.strip("0"):
        raise ValidationError("Un numéro de sécurité sociale n’est pas fait de zéros.", code="zeros")
    if not _SHAPE.fullmatch(number):
        raise ValidationError(
            "Ce numéro n’est pas possible : vérifiez le premier chiffre, l’année et le mois de naissance.", code="shape"
        )
    if int(number[WITHOUT_KEY:]) != key_of(number[:WITHOUT_KEY]):
        raise ValidationError(
            "Ce numéro comporte une erreur : sa clé (les 2 derniers chiffres) ne correspond pas. Recopiez-le chiffre "
            "par chiffre.",
            code="key",
        )
    return number


def key_of(thirteen: str) -> int:
    """The two last figures: 97 less the rest of the number by 97, Corsica read as 19 or 18."""
    place = thirteen[5:7]
    return _MODULUS - int(thirteen[:5] + _CORSICA.get(place, place) + thirteen[7:]) % _MODULUS


def mask(nir: str) -> str:
    """What may be shown: sex, year and month of birth, which the page says anyway."""
    return f"{nir[0]} {nir[1:3]} {nir[3:5]} •• ••• ••• ••"


def grouped(nir: str) -> str:
    """As the carte Vitale prints it."""
    return " ".join((nir[0], nir[1:3], nir[3:5], nir[5:7], nir[7:10], nir[10:13], nir[13:]))


def digest(nir: str) -> str:
    """By which an equal number is found without being read."""
    return keyed_digest(nir, purpose="nir", bound_to="")


def disagreements(nir: str, *, sex: str, birth_on: date) -> dict[str, str]:
    """What the number says otherwise than the rest of the form, by field; it is not repeated in the message."""
    said = _SEXES.get(nir[0])
    if said is not None and said != sex:
        words = {"M": "d’un homme", "F": "d’une femme"}[said]
        return {"nir": f"Ce numéro est celui {words} : vérifiez-le, ainsi que la civilité."}
    if int(nir[1:3]) != birth_on.year % 100:
        return {"nir": "L’année de naissance de ce numéro est une autre : vérifiez-le, ainsi que la date de naissance."}
    month = int(nir[3:5])
    if month in _REAL_MONTHS and month != birth_on.month:
        return {"nir": "Le mois de naissance de ce numéro est un autre : vérifiez-le, ainsi que la date de naissance."}
    return {}


def looks_like_nir(text: str) -> bool:
    """Whether somebody may have typed a number where it must not be, with or without its key."""
    number = re.sub(r"[\s.\-]", "", text).upper()
    return bool(_SHAPE.fullmatch(number) or _SHAPE.fullmatch(f"{number}00"))


def mentions_nir(text: str) -> bool:
    """Whether a sentence, a search or a message holds such a number somewhere."""
    return any(looks_like_nir(found) for found in _IN_TEXT.findall(text))


def _check_length(number: str) -> None:
    if len(number) == WITHOUT_KEY:
        raise ValidationError("Il manque la clé : les 2 chiffres qui suivent les 13 premiers.", code="length")
    if len(number) != LENGTH:
        gap = abs(LENGTH - len(number))
        what = f"il en manque {gap}" if len(number) < LENGTH else f"il y en a {gap} de trop"
        raise ValidationError(
            f"Un numéro de sécurité sociale compte 15 chiffres, clé comprise : {what}.", code="length"
        )
