"""The guide's password rule, and what keeps it from being met by a password that everyone tries first.

Guide: «8 caractères minimum et comprendre au moins un caractère de 3 des 4 catégories suivantes : majuscules,
minuscules, chiffres, caractères spéciaux».
"""

import re
import unicodedata
from collections.abc import Callable
from difflib import SequenceMatcher
from typing import Any

from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from accounts.hashers import composed
from accounts.models import User
from accounts.person import queries
from core.french import counted

CATEGORIES: dict[str, Callable[[str], bool]] = {
    "une majuscule": str.isupper,
    "une minuscule": str.islower,
    "un chiffre": str.isdigit,
    "un caractère spécial": lambda character: not character.isalnum(),
}
CATEGORIES_NEEDED = 3
_PORTAL_WORDS = ("cibtp", "caisse", "congesintemperies", "espacesecurise")
# Below this length a piece of the person's identity proves nothing ("li" is in many words).
_MIN_PIECE = 4
_MAX_SIMILARITY = 0.7


def missing_categories(password: str) -> list[str]:
    """The categories that the password lacks, as the guide names them; 3 of the 4 are needed."""
    return [name for name, belongs in CATEGORIES.items() if not any(belongs(character) for character in password)]


class GuideRuleValidator:
    """The guide's rule, and a ceiling so that hashing cannot be made to cost much."""

    def validate(self, password: str, user: Any = None) -> None:
        password, errors = composed(password), []
        minimum = (
            settings.PASSWORD_MIN_LENGTH_STAFF if getattr(user, "is_staff", False) else settings.PASSWORD_MIN_LENGTH
        )
        if len(password) < minimum:
            errors.append(
                f"Le mot de passe compte {counted(len(password), 'caractère')} : il en faut au moins {minimum}."
            )
        if len(password) > settings.PASSWORD_MAX_LENGTH:
            errors.append(
                f"Le mot de passe dépasse {counted(settings.PASSWORD_MAX_LENGTH, 'caractère')} : raccourcissez-le."
            )
        missing = missing_categories(password)
        if len(CATEGORIES) - len(missing) < CATEGORIES_NEEDED:
            needed = CATEGORIES_NEEDED - (len(CATEGORIES) - len(missing))
            errors.append(f"Il manque {_at_least(needed)} parmi : {', '.join(missing)}.")
        if errors:
            raise ValidationError(errors, code="guide_rule")

    def get_help_text(self) -> str:
        return (
            f"{counted(settings.PASSWORD_MIN_LENGTH, 'caractère')} minimum, dont au moins un caractère de 3 des 4 "
            "catégories : majuscules, minuscules, chiffres, caractères spéciaux."
        )


def _at_least(needed: int) -> str:
    return {1: "au moins une catégorie", 2: "au moins deux catégories"}.get(needed, "au moins trois catégories")


class CommonPasswordValidator(password_validation.CommonPasswordValidator):
    """Django's list of common passwords, also tried without digits and signs at the ends ("Azerty123!")."""

    def validate(self, password: str, user: Any = None) -> None:
        folded = composed(password).lower().strip()
        core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
        if folded in self.passwords or core in self.passwords or core in _FRENCH_COMMON:
            raise ValidationError(
                "Ce mot de passe est l’un des plus essayés par les pirates : choisissez-en un autre.", code="common"
            )

    def get_help_text(self) -> str:
        return "Évitez les mots de passe courants."


class SimilarityValidator:
    """Refuses the person's name, e-mail, company or the portal's own words inside the password."""

    def validate(self, password: str, user: Any = None) -> None:
        folded = _fold(password)
        for piece in _pieces(user):
            if piece in folded or SequenceMatcher(a=piece, b=folded).ratio() >= _MAX_SIMILARITY:
                raise ValidationError(
                    "Ce mot de passe ressemble trop à votre nom, à votre adresse, à votre entreprise ou au nom de ce "
                    "site : choisissez-en un autre.",
                    code="similar",
                )

    def get_help_text(self) -> str:
        return "Évitez votre nom, votre adresse et celui de votre entreprise."


def _pieces(user: Any) -> list[str]:
    """Words that identify the person; `company` and `siret` may be set on an unsaved user for the check."""
    texts = [str(getattr(user, name, "") or "") for name in ("first_name", "last_name", "company", "siret")]
    texts.append(str(getattr(user, "email", "") or "").partition("@")[0])
    if isinstance(user, User) and user.pk is not None:
        texts += queries.company_names(user)
    words = (_fold(word) for text in texts for word in re.split(r"[^\w]+", text))
    return [*_PORTAL_WORDS, *(word for word in words if len(word) >= _MIN_PIECE)]


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(character for character in decomposed if character.isalnum())


_FRENCH_COMMON = frozenset(
    [
        "motdepasse",
        "azerty",
        "azertyuiop",
        "azertyui",
        "qsdfgh",
        "wxcvbn",
        "soleil",
        "bonjour",
        "doudou",
        "chouchou",
        "loulou",
        "marseille",
        "paris",
        "france",
        "bienvenue",
        "password",
        "passe",
        "secret",
        "coucou",
        "jetaime",
        "princesse",
        "nicolas",
        "camille",
        "chocolat",
        "vacances",
        "conges",
        "batiment",
        "maçonnerie",
        "maconnerie",
        "entreprise",
        "administrateur",
        "changeme",
        "janvier",
        "fevrier",
        "mars",
        "avril",
        "juin",
        "juillet",
        "aout",
        "septembre",
        "octobre",
        "novembre",
        "decembre",
        "printemps",
        "automne",
        "hiver",
    ]
)
