"""The addresses of the planning: all that it shows is in them, so that a place can be kept, sent and come back to."""

from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode

FILTERS = ("site", "equipe", "categorie", "nature")
# `plie`: the sites and crews that are folded. Not here: `debut`, the start of a choice of days that goes on from one
# month to the next, which static/js/planning.js writes and reads.
PARAMETERS = ("vue", "du", "q", *FILTERS, "par", "page", "plie", "salarie", "refus")
FOLDED_BY = "-"
# The value of the parameter `refus` when an NIR was searched: a number must not stay in the address.
NUMBER_REFUSED = "numero"


def address_of(typed: QueryDict, **changes: str) -> str:
    """The parameters of this page with these changed; empty ones, and those of no page of ours, are left out."""
    kept: dict[str, Any] = {**typed.dict(), **changes}
    return urlencode({name: kept[name] for name in PARAMETERS if kept.get(name)})


def folded_groups(typed: QueryDict) -> frozenset[str]:
    """The references of the headings under which nothing is shown."""
    return frozenset(filter(None, typed.get("plie", "").split(FOLDED_BY)))


def folding(typed: QueryDict, ref: str) -> str:
    """The address with this heading folded, or open again."""
    return address_of(typed, plie=FOLDED_BY.join(sorted(folded_groups(typed) ^ {ref})))
