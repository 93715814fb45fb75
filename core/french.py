"""Elision and plural, once for every message and every template: « d’octobre », « 1 délégation terminée ».

    de("Alice")                              d’Alice        {{ name|de }}, {{ name|de:"strong" }}
    que("Omar")                              qu’Omar        {{ name|que }}
    la("embauche")                           l’embauche
    counted(1, "délégation terminée")        1 délégation terminée
    counted(3, "délégation terminée")        3 délégations terminées
    counted(2, "lot en cours, lots en cours")               the two forms, where one does not only add s
    listed(["Claire", "Zoé"])                Claire et Zoé
    plural(0)                                « »            salarié{{ count|plural }}, {{ count|plural:"est,sont" }}

What is less than two is singular, nothing and one and a half included. Spaces are ordinary ones: components bind them.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from django.utils import formats

from core.search import search_form

_VOWELS = frozenset("AEIOU")
# No elision before these although they begin with a vowel, nor before a y that is said as in « Yann ».
_WHOLE = frozenset({"ONZE", "ONZIEME", "OUI", "UN", "UNE", "OUISTITI", "ULULEMENT"})
# Before an h one elides (« d’Hélène », « d’Habitat »), but before these words and those that they begin.
_ASPIRATED = (
    *("HACHE", "HAIE", "HALL", "HALTE", "HAMEAU", "HANGAR", "HARDY", "HASARD", "HAUT", "HAVRE", "HERISSON", "HEROS"),
    *("HERTZ", "HIERARCHIE", "HOLDING", "HOLLAND", "HONGR", "HORS", "HOUILLE", "HUIT", "HULL", "HURE"),
)
Number = int | float | Decimal


def de(name: object) -> str:
    """« de » before what follows: « d’octobre », « de mars »."""
    return _elided("de", str(name))


def que(name: object) -> str:
    return _elided("que", str(name))


def la(noun: str) -> str:
    """A feminine noun with its article: « la sortie », « l’embauche »."""
    return _elided("la", noun)


def plural(count: Number, forms: str = "s") -> str:
    """What a word ends with for that many; `forms`: the ending of several, or both («est,sont»)."""
    one, _, several = forms.rpartition(",")
    return several if _is_several(count) else one


def counted(count: Number, noun: str) -> str:
    """How many, with the noun: each of its words takes an s, or both forms are given («travail,travaux»)."""
    one, _, several = noun.partition(",")
    words = one
    if _is_several(count):
        words = several.strip() or re.sub(r"(?<=[^sxz\W])(?=\s|$)", "s", one)
    return f"{formats.localize(_short(count), use_l10n=True)} {words}"


def listed(names: Sequence[str]) -> str:
    """« Claire, Denis et Zoé »."""
    return " et ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _short(count: Number) -> Number:
    """A column of the database keeps the zeros that it has room for: nobody counts 6,0 days."""
    if not isinstance(count, Decimal):
        return count
    return int(count) if count == count.to_integral_value() else count.normalize()


def _is_several(count: Number) -> bool:
    """French says one and a half as it says one."""
    return not -2 < count < 2  # noqa: PLR2004


def _elided(word: str, name: str) -> str:
    return f"{word[:-1]}’{name}" if _is_elided_before(name) else f"{word} {name}"


def _is_elided_before(name: str) -> bool:
    first = search_form(name.lstrip(' «\N{NO-BREAK SPACE}("')).partition(" ")[0]
    if first in _WHOLE or not first:
        return False
    if first[0] == "H":
        return first[1:2].isalpha() and first[1] in _VOWELS | {"Y"} and not first.startswith(_ASPIRATED)
    if first[0] == "Y":
        return first[1:2].isalpha() and first[1] not in _VOWELS
    return first[0] in _VOWELS
