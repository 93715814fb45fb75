"""What may be done of a case, by all the journeys that say something of it (`<journey>/actions.py`)."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

import stoppages
from core.access import Access
from stoppages.actions import Action
from stoppages.models import StoppageCase

Say = Callable[[Access, StoppageCase], Iterable[Action]]


def actions_of(access: Access, case: StoppageCase, *, beside: Collection[str] = ()) -> list[Action]:
    """What is expected now first, one at most; `beside`: the addresses that the page offers already, the one expected
    among them.
    """
    every = [action for say in _said() for action in say(access, case) if action.url not in beside]
    first = next((action for action in every if action.is_primary), None) if not beside else None
    others = [replace(action, is_primary=False) for action in every if action is not first]
    return [first, *others] if first is not None else others


@cache
def _said() -> tuple[Say, ...]:
    """In the order of the names of the journeys; giving up comes last."""
    journeys = [module.name for module in iter_modules(stoppages.__path__) if module.ispkg]
    names = [
        name for name in (f"stoppages.{journey}.actions" for journey in sorted(journeys, key=_rank)) if find_spec(name)
    ]
    return tuple(import_module(name).actions for name in names)


def _rank(journey: str) -> tuple[bool, str]:
    return journey == "followup", journey
