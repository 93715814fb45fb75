"""Every page a person can be on, and how to get there: for the tests that look at all of them.

A section declares its own in `tests/<section>/places.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from tests.factories import AdherentFactory, CaisseFactory, MembershipFactory, OpeningFactory, UserFactory

Reach = Callable[["Visit"], None]
PLACES: dict[str, Reach] = {}
# Places of someone signed in, on whose page *Déconnexion* is looked for.
SIGNED_IN: set[str] = set()


@dataclass
class Visit:
    """One browser page, and what is needed to lead it somewhere."""

    page: Page
    site: Any
    settings: Any
    enter: Callable[..., None]

    def go(self, address: str) -> None:
        self.page.goto(address)

    def opening(self) -> Any:
        return OpeningFactory(adherent__name="Durand Maçonnerie")

    def signed_in(self, *, companies: int = 1) -> Any:
        """Someone who holds companies of the same caisse, on its home page; returns the first membership."""
        caisse = CaisseFactory(name="CIBTP Île-de-France")
        user = UserFactory(mobile="+33612345678")
        names = ("Durand Maçonnerie", "Entreprise générale de couverture et d’étanchéité de la vallée de Chevreuse")
        members = [
            MembershipFactory(user=user, adherent=AdherentFactory(caisse=caisse, name=name))
            for name in names[:companies]
        ]
        self.enter(self.page, user)
        if members:
            self.go(f"/espace/{members[0].adherent.public_id}/")
        return members[0] if members else None

    def section(self, path: str) -> None:
        """The first page of a section, for a company of which it knows nothing."""
        self.signed_in()
        self.go(f"{self.page.url}{path}/")


def place(name: str, *, is_signed_in: bool = False) -> Callable[[Reach], Reach]:
    def register(reach: Reach) -> Reach:
        assert name not in PLACES, name
        PLACES[name] = reach
        if is_signed_in:
            SIGNED_IN.add(name)
        return reach

    return register
