"""Rights by profile: what one gives in one choice, and how rights are summed up in words (DESIGN §11).

A profile is drawn from what may be given: the same word means less to whoever may give less, never more.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.french import listed
from core.rights import SENSITIVE, Right, in_words, with_consultation

# Beyond that many rights more or less than a profile, the rights are listed instead.
_FEW = 3

_PRIVATE = {
    Right.WAGES_CONSULT: "les salaires",
    Right.MOTIVES_CONSULT: "les motifs",
    Right.NIR_CONSULT: "les numéros de sécurité sociale",
}
_READING = frozenset(right for right in Right if right.value.endswith(".consult")) - SENSITIVE - {Right.JOURNAL_CONSULT}
_PAY = with_consultation(
    {Right.EMPLOYEES_ACT, Right.ABSENCES_ACT, Right.STOPPAGES_ACT, Right.DOCUMENTS_ACT, Right.SUPPORT_ACT}
) | {Right.WAGES_CONSULT, Right.MOTIVES_CONSULT}


@dataclass(frozen=True, slots=True)
class Profile:
    """`hint` says what the label alone does not; what is of a private nature is named after it (`private_words`)."""

    key: str
    label: str
    hint: str
    rights: frozenset[Right]


PROFILES = (
    Profile(
        "consultation",
        "Consultation",
        "Lire toutes les sections, ne rien envoyer.",
        _READING,
    ),
    Profile(
        "pay",
        "Paie courante",
        "Lire, et faire ce qui revient chaque mois : embauches et sorties, absences, arrêts, documents, échanges avec "
        "la caisse.",
        _READING | _PAY,
    ),
    Profile(
        "all",
        "Tout",
        "Tout ce qui peut être donné.",
        frozenset(Right),
    ),
)


def profiles(among: Iterable[Right]) -> list[Profile]:
    """The profiles that mean something there, each with what it gives; of two that give the same, the humbler."""
    offered, seen, kept = frozenset(among), set[frozenset[Right]](), []
    for profile in PROFILES:
        rights = profile.rights & offered
        if rights and rights not in seen:
            seen.add(rights)
            hint = f"{profile.hint} {_private_words(rights, offered)}".rstrip()
            kept.append(Profile(profile.key, profile.label, hint, rights))
    return kept


def _private_words(rights: frozenset[Right], offered: frozenset[Right]) -> str:
    """«Avec les salaires, sans les numéros de sécurité sociale.»; nothing of what could not be given anyway."""
    given = [name for right, name in _PRIVATE.items() if right in rights]
    kept = [name for right, name in _PRIVATE.items() if right in offered - rights]
    said = ", ".join([*([f"avec {listed(given)}"] if given else []), *([f"sans {' ni '.join(kept)}"] if kept else [])])
    return f"{said.capitalize()}." if said else ""


def profile_of(rights: Iterable[Right], among: Iterable[Right]) -> Profile | None:
    given = frozenset(rights)
    return next((profile for profile in profiles(among) if profile.rights == given), None)


def summed_up(rights: Iterable[Right], among: Iterable[Right]) -> list[str]:
    """By the nearest profile («Consultation, avec aussi…», «Tout, sauf…»), else section by section."""
    given, offered = frozenset(rights), frozenset(among)
    near = min(profiles(offered), key=lambda profile: len(profile.rights ^ given), default=None)
    if near is None or not given or len(near.rights ^ given) > _FEW or not near.rights & given:
        return in_words(given)
    more, less = _quoted(given - near.rights), _quoted(near.rights - given)
    parts = [near.label, f"avec aussi {more}" if more else "", f"sauf {less}" if less else ""]
    return [", ".join(part for part in parts if part)]


def _quoted(rights: frozenset[Right]) -> str:
    return listed([f"« {right.label} »" for right in Right if right in rights])
