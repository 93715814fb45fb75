"""Where the labour code names other public holidays than in the rest of France, told by a postal code."""

import re

from adherents.enums import Territory

_POSTAL_CODE = re.compile(r"\b[0-9]{2} ?[0-9]{3}\b", flags=re.ASCII)
# By the first digits of a postal code, the longest first: two islands kept the codes of Guadeloupe.
_BY_BEGINNING = {
    **{"97133": Territory.SAINT_BARTHELEMY, "97150": Territory.SAINT_MARTIN},
    **{"971": Territory.GUADELOUPE, "972": Territory.MARTINIQUE, "973": Territory.GUYANE},
    **{"974": Territory.REUNION, "976": Territory.MAYOTTE},
    **{"977": Territory.SAINT_BARTHELEMY, "978": Territory.SAINT_MARTIN},
    **dict.fromkeys(("57", "67", "68"), Territory.ALSACE_MOSELLE),
}


def territory_at(postal_code: str) -> str:
    """Nothing where the public holidays are those of all France."""
    code = "".join(postal_code.split())
    return next((place.value for beginning, place in _BY_BEGINNING.items() if code.startswith(beginning)), "")


def territory_of(address: str) -> str:
    """By the postal code of its last line; nothing when there is none."""
    lines = address.splitlines()
    code = _POSTAL_CODE.search(lines[-1]) if lines else None
    return territory_at(code.group()) if code else ""
