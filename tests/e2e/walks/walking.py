"""How a walk is declared."""

from collections.abc import Callable, Iterator

from tests.e2e.places import Visit

Walk = Callable[[Visit], Iterator[str]]
WALKS: dict[str, Walk] = {}
# Walks of someone signed in: *Déconnexion* is looked for on each of their pages.
SIGNED_IN: set[str] = set()


def walk(name: str, *, is_signed_in: bool = False) -> Callable[[Walk], Walk]:
    def register(steps: Walk) -> Walk:
        WALKS[name] = steps
        if is_signed_in:
            SIGNED_IN.add(name)
        return steps

    return register
