"""The NIR (numéro de sécurité sociale): normal form, messages that say how to mend it, and what may be shown of it.

Only those who declare a hire type it whole; nothing else of the portal holds it but sealed, digested or masked
(DOMAIN §6.2). No message of this module repeats what was typed.
"""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from stdnum.fr.nir import calc_check_digits

from core import codes
from core.french import counted

LENGTH, KEY_LENGTH = 15, 2
# The value of the parameter `refus` when one was searched: a number must not stay in the address.
REFUSED_IN_ADDRESS = "numero"
_GROUPS = (1, 2, 2, 2, 3, 3, 2)
_SEXES = {"1": "M", "2": "F", "7": "M", "8": "F"}  # 3 and 4 are given while the file is being made: no sex in them
# Sex, year, month (20 to 42 and 50 to 99 stand for a month that the civil register does not tell), place, order.
_MONTH = "(?:0[1-9]|1[0-2]|[23][0-9]|4[0-2]|[5-9][0-9])"
_STRUCTURE = rf"[1-478][0-9]{{2}}{_MONTH}(?:[0-9]{{2}}|2[AB])[0-9]{{6}}"
_GAP = r"[\s.\-]{0,2}"
# In one piece or in its groups, its key or not: as a document prints it.
_PRINTED = re.compile(
    rf"(?<![^\W_])[1-478]{_GAP}[0-9]{{2}}{_GAP}{_MONTH}{_GAP}(?:[0-9]{{2}}|2[AB]){_GAP}[0-9]{{3}}{_GAP}[0-9]{{3}}"
    rf"(?:{_GAP}[0-9]{{2}})?(?![^\W_])"
)
_SPACED = r"(?<![^\W_])(?=([0-9](?:[\W_]{{0,3}}[0-9AB]){{{others}}})(?![^\W_]))"


def read_nir(typed: str) -> str:
    """The fifteen characters, key included. Raises ValidationError, in words."""
    number = "".join(character for character in typed if not _is_separator(character)).upper()
    if not number:
        raise ValidationError("Saisissez le numéro de sécurité sociale : 15 caractères, clé comprise.", code="empty")
    _check_characters(number)
    if not number[: LENGTH - KEY_LENGTH].strip("0"):
        raise ValidationError(
            "Un numéro de sécurité sociale n’est pas fait de zéros : recopiez celui de la carte Vitale.", code="zeros"
        )
    _check_length(number)
    _check_structure(number)
    if calc_check_digits(number) != number[-KEY_LENGTH:]:
        raise ValidationError(
            "La clé (les 2 derniers chiffres) de ce numéro de sécurité sociale ne correspond pas : recopiez-le depuis "
            "la carte Vitale ou un bulletin de paie.",
            code="key",
        )
    return number


def with_key(thirteen: str) -> str:
    """The thirteen characters and their key."""
    return f"{thirteen}{calc_check_digits(thirteen)}"


def mask(nir: str) -> str:
    """What may be shown: sex, year and month of birth."""
    return f"{nir[:1]} {nir[1:3]} {nir[3:5]} ••• ••• ••"


def grouped(nir: str) -> str:
    """As it is printed on the carte Vitale."""
    starts = [sum(_GROUPS[:rank]) for rank in range(len(_GROUPS))]
    return " ".join(nir[start : start + size] for start, size in zip(starts, _GROUPS, strict=True))


def digest(nir: str) -> str:
    """What two equal numbers have in common, and from which neither can be found without the key."""
    return codes.digest(nir, purpose="nir", bound_to="")


def difference(nir: str, *, sex: str, birth_on: date) -> str:
    """What the number says otherwise of the person, in words; empty when they agree. `sex` is "M" or "F".

    It may be true: a civil status that changed, a date of birth that was corrected. Who declares says so.
    """
    differing = []
    if _SEXES.get(nir[0], sex) != sex:
        differing.append("le sexe")
    if int(nir[1:3]) != birth_on.year % 100:
        differing.append("l’année de naissance")
    if 1 <= int(nir[3:5]) <= 12 and int(nir[3:5]) != birth_on.month:
        differing.append("le mois de naissance")
    *first, last = differing or [""]
    return f"{', '.join(first)} et {last}" if first else last


def disagreement(nir: str, *, sex: str, birth_on: date) -> str:
    """The same as a message; empty when they agree."""
    what = difference(nir, sex=sex, birth_on=birth_on)
    said = f"Le numéro de sécurité sociale ne s’accorde pas avec ce qui est saisi pour {what} : vérifiez les deux."
    return said if what else ""


def looks_like_nir(text: str) -> bool:
    """Whether a NIR was typed there, key or not, right or wrong: it is neither searched nor written in a log."""
    written = unicodedata.normalize("NFKC", text).upper()
    runs = [run for length in (LENGTH, LENGTH - KEY_LENGTH) for run in _runs(written, length)]
    return any(re.fullmatch(_STRUCTURE + "(?:[0-9]{2})?", run) for run in runs)


def refuse_nir(text: str) -> None:
    """Of a text that somebody will read: the number has its own field, which is sealed; anywhere else it would be in
    clear. Raises ValidationError.
    """
    if looks_like_nir(text):
        raise ValidationError("N’écrivez pas ici un numéro de sécurité sociale : effacez-le.", code="nir")


def without_nir(text: str) -> str:
    """The text with what may be shown of each NIR in its place; amounts in a row are left as they are."""
    return _PRINTED.sub(lambda number: mask(re.sub(r"[\W_]", "", number[0])), text)


def _is_separator(character: str) -> bool:
    """Spaces, dots and dashes of any kind, and what pasting brings that cannot be seen."""
    return character.isspace() or character in ".·−" or unicodedata.category(character) in {"Pd", "Cf"}


def _runs(written: str, length: int) -> list[str]:
    """What that many digits in a row are, their separators taken away."""
    runs = re.findall(_SPACED.format(others=length - 1), written)
    return [re.sub(r"[\W_]", "", run) for run in runs]


def _check_characters(number: str) -> None:
    if not re.fullmatch(r"[0-9]+|[0-9]{5}2[AB][0-9]*", number):
        raise ValidationError(
            "Un numéro de sécurité sociale ne contient que des chiffres, sauf « 2A » ou « 2B » aux 6e et 7e places "
            "pour une naissance en Corse.",
            code="characters",
        )


def _check_length(number: str) -> None:
    gap = abs(LENGTH - len(number))
    if not gap:
        return
    digits = counted(gap, "chiffre")
    if len(number) == LENGTH - KEY_LENGTH:
        what = "il manque la clé (2 chiffres)"
    else:
        what = f"il manque {digits}" if len(number) < LENGTH else f"il y a {digits} de trop"
    raise ValidationError(
        f"Un numéro de sécurité sociale compte {counted(LENGTH, 'caractère')} : {what}.", code="length"
    )


def _check_structure(number: str) -> None:
    if not re.fullmatch(_STRUCTURE + "[0-9]{2}", number):
        raise ValidationError(
            "Vérifiez le début du numéro de sécurité sociale : le sexe (1 chiffre), l’année de naissance (2), puis le "
            "mois de naissance (2).",
            code="structure",
        )
