"""How likely a letter or a sign beyond ASCII is where it stands in a French text: the evidence of `alphabets`.

The three alphabets of old give other letters to the same bytes, and a capital in the middle of a word, a currency
between two letters or a cedilla before an « e » show the wrong one. What nobody writes there is `NEVER`.
"""

import unicodedata
from collections.abc import Callable

COMMON, USUAL, RARE, NEVER = 4, 2, 1, 0
BEFORE, AFTER = 3, 1
"""How many characters of context are looked at on each side."""

_VOWELS = frozenset("aeiouyàâéèêëîïôûüAEIOUYÀÂÉÈÊËÎÏÔÛÜ")
_COMMON_CAPITALS = frozenset("ÉÇ")
_FRENCH_CAPITALS = frozenset("ÈÊËÀÂÎÏÔÛÙÜŒ")
_USUAL_INITIALS = frozenset("ÀÂÇÊÎÔŒ")
# Of names that came from elsewhere in Europe. The thorn, the eth and the y with an accent are not among them: in a file
# of ours they are a Turkish alphabet.
_FOREIGN = frozenset("áíóúñãõäöåøßæìòÿšžüÁÍÓÚÑÃÕÄÖÅØÆÌÒŸŠŽ")
_ALONE = frozenset("àÀ")
_SPACES = frozenset("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")


def likelihood(around: str, place: int) -> int:
    """Of the character at that place of `around`, which holds its neighbours."""
    character = around[place]
    before, after = around[:place], around[place + 1 : place + 2]
    if unicodedata.category(character) not in {"Lu", "Ll"}:
        return _of_sign(before, character, after)
    if not before[-1:].isalpha() and not after.isalpha():
        return COMMON if character in _ALONE else NEVER
    if len(before) > 1 and before[-2:].isalpha() and not (before[-1].isascii() or before[-2].isascii()):
        # Three accents in a row: another script.
        return NEVER
    return (_of_capital if character.isupper() else _of_small)(before, character, after)


def _of_capital(before: str, letter: str, after: str) -> int:
    if before[-1:].islower() or (before[-1:].isalpha() and after.islower()):
        return NEVER
    if after.islower():
        if letter == "É":
            return COMMON
        return USUAL if letter in _USUAL_INITIALS else _if_known(letter, _FRENCH_CAPITALS)
    if letter in _COMMON_CAPITALS:
        return COMMON
    return USUAL if letter in _FRENCH_CAPITALS else _if_known(letter, frozenset())


def _of_small(before: str, letter: str, after: str) -> int:
    if letter not in _RULES:
        return _if_known(letter, frozenset())
    in_capitals = before[-1:].isupper() and before[-2:-1].isalpha()
    if in_capitals or after.isupper():
        return RARE
    previous = before[-1:] if before[-1:].isalpha() else ""
    following = after if after.isalpha() else ""
    return COMMON if _RULES[letter](previous, following) else RARE


def _if_known(letter: str, known: frozenset[str]) -> int:
    return RARE if letter in known or letter in _FOREIGN else NEVER


# Of each small letter, from the letters around it (empty at the ends of a word): whether French writes it there.
_RULES: dict[str, Callable[[str, str], bool]] = {
    "é": lambda before, after: bool(before) or after not in _VOWELS,
    "è": lambda before, after: bool(before and after),
    "ê": lambda before, after: bool(after) and before not in _VOWELS,
    "ë": lambda before, after: before in _VOWELS,
    "à": lambda before, after: not after,
    "â": lambda before, after: bool(after) and (before == "é" or before not in _VOWELS),
    "ç": lambda before, after: bool(before) and after in frozenset("aouâôû"),
    "î": lambda before, after: bool(after),
    "ï": lambda before, after: before in _VOWELS,
    "ô": lambda before, after: bool(after) and (before == "e" or before not in _VOWELS),
    "û": lambda before, after: bool(before and after),
    "ù": lambda before, after: before == "o" and not after,
    "œ": lambda before, after: bool(after),
}


def _of_sign(before: str, sign: str, after: str) -> int:
    left, right = before[-1:].isalpha(), after.isalpha()
    if sign in _SPACES:
        return RARE if left and right else USUAL
    if sign == "’":
        return COMMON if left and right and _is_elided(before) else RARE
    if sign in "«“":
        return NEVER if left else RARE if right else USUAL
    if sign in "»”…":
        return NEVER if right else USUAL
    if sign in "–—":
        return RARE if left and right else USUAL
    if sign in "°º":
        return COMMON if before[-1:] in {"n", "N"} or before[-1:].isdigit() else RARE
    if sign == "€":
        return NEVER if left or right else COMMON
    if sign in "²³½¼¾":
        return NEVER if right or (left and before[-1:] != "m") else RARE
    return RARE if sign in "‘´§©®™±×µ·•" and not left and not right else NEVER


def _is_elided(before: str) -> bool:
    """L’Hermitage, N’Guessan, qu’il: one letter or two before the apostrophe."""
    return not before[-3:-2].isalpha()
