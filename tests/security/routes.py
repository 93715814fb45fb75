"""Every address of the portal, and who may open it: what the `routes.py` of each section declares, gathered by kind.

A route that no section declares fails `test_matrix`.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, get_resolver

from tests.cast import Company
from tests.sections import parts
from tests.security.route import BOTH, POST, SAFE, Route, refused

__all__ = ["BOTH", "POST", "SAFE", "Route", "refused"]


def _rows(kind: str) -> dict[str, Any]:
    """By name; no name is declared twice."""
    rows: dict[str, Any] = {}
    for section in parts("routes"):
        own = getattr(section, kind, {})
        assert not rows.keys() & own.keys(), f"{section.__name__} declares {rows.keys() & own.keys()} again"
        rows |= own
    return rows


def _names(kind: str) -> frozenset[str]:
    return frozenset().union(*(getattr(section, kind, ()) for section in parts("routes")))


# Open to everybody; those of them that a provider calls; those that exist in development only.
PUBLIC: dict[str, Route] = _rows("PUBLIC")
WEBHOOKS: dict[str, Route] = _rows("WEBHOOKS")
DEVELOPMENT: dict[str, Route] = _rows("DEVELOPMENT")
# A person signed in, whatever the tiers.
PERSON: dict[str, Route] = _rows("PERSON")
# For a tiers: the reference is the first argument of the address.
TIERS: dict[str, Route] = _rows("TIERS")
ADMIN_ENTRY = _names("ADMIN_ENTRY")
ADMIN: dict[str, Route] = _rows("ADMIN")
# The row of each model of the admin that belongs to a company or to its caisse, and what a manager may do with it.
ADMIN_MODELS: dict[str, tuple[Callable[[Company], Any], frozenset[str]]] = _rows("ADMIN_MODELS")
ADMIN_OF_ROWS: dict[str, Callable[[Company], list[Any]]] = _rows("ADMIN_OF_ROWS")
# Models of no caisse: those that managers read, those of the network's superusers only.
ADMIN_OF_MANAGERS = _names("ADMIN_OF_MANAGERS")
ADMIN_OF_THE_NETWORK = _names("ADMIN_OF_THE_NETWORK")
ROW_ACTIONS = ("history", "delete", "change")
_ACTIONS = ("changelist", "add", *ROW_ACTIONS)


def declared() -> set[str]:
    models = [*ADMIN_MODELS, *ADMIN_OF_MANAGERS, *ADMIN_OF_THE_NETWORK]
    of_models = {f"admin:{model}_{action}" for model in models for action in _ACTIONS}
    return {*PUBLIC, *DEVELOPMENT, *PERSON, *TIERS, *ADMIN, *ADMIN_ENTRY, *ADMIN_OF_ROWS, *of_models}


def existing(patterns: Any = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named route of the portal, with its namespace."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLPattern):
            if entry.name:
                yield f"{namespace}{entry.name}", entry
        else:
            yield from existing(entry.url_patterns, f"{entry.namespace}:" if entry.namespace else namespace)
