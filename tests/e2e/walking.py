"""Pages met one after the other: one browser and one set of rows for all of them, where a place starts afresh.

A walk yields the name of each page as it arrives there; `test_every_walk.py` then looks at it. A page that a walk can
reach has no place of its own. A section declares its own in `tests/<section>/walks.py`.
"""

from collections.abc import Callable, Iterator

from tests.e2e.places import Visit

Walk = Callable[[Visit], Iterator[str]]
WALKS: dict[str, Walk] = {}
# Walks of someone signed in: *Déconnexion* is looked for on each of their pages.
SIGNED_IN: set[str] = set()


def walk(name: str, *, is_signed_in: bool = False) -> Callable[[Walk], Walk]:
    def register(steps: Walk) -> Walk:
        assert name not in WALKS, name
        WALKS[name] = steps
        if is_signed_in:
            SIGNED_IN.add(name)
        return steps

    return register
