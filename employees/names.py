"""Names of people: what a form accepts. How they are searched: `core.search`."""

import unicodedata

from django.core.exceptions import ValidationError

from core.french import counted

MAX_LENGTH = 80


def clean_name(typed: str) -> str:
    """A name as it is stored: composed characters, one space at a time. Raises ValidationError, in words."""
    name = " ".join(unicodedata.normalize("NFC", typed).strip().replace("\t", " ").split(" "))
    for character in name:
        _check_character(character)
    name = " ".join(name.split())
    if name and not any(character.isalpha() for character in name):
        raise ValidationError("Écrivez au moins une lettre.", code="letters")
    if len(name) > MAX_LENGTH:
        raise ValidationError(
            f"Ce nom compte {counted(len(name), 'caractère')} : abrégez-le, {MAX_LENGTH} au plus.", code="length"
        )
    return name


def _check_character(character: str) -> None:
    category = unicodedata.category(character)
    if category in {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Zs"} or character in "'’-‐‑.":
        return
    if category.startswith("C") or category in {"Zl", "Zp"}:
        raise ValidationError(
            "Ce nom contient un caractère invisible : effacez-le et tapez-le à nouveau.", code="characters"
        )
    raise ValidationError(
        f"Retirez « {character} » : un nom s’écrit avec des lettres, des espaces, des apostrophes, des traits d’union "
        "et des points.",
        code="characters",
    )
