"""What forms and files give to services."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from adherents.models import Establishment
from core.rights import DELEGABLE, Right, with_consultation


@dataclass(frozen=True, slots=True)
class AskedClient:
    """A client as the firm names it: an identifiant CIBTP or a SIRET; and, if known, whom to write to there."""

    identifier: str
    email: str


@dataclass(frozen=True, slots=True)
class Grant:
    """What is given: `sites` empty for all of them."""

    rights: frozenset[Right]
    sites: Sequence[Establishment]
    starts_on: date
    ends_on: date | None

    @property
    def all_sites(self) -> bool:
        return not self.sites

    @property
    def values(self) -> list[str]:
        """The rights as stored: completed, and never one that is not delegable."""
        return sorted(with_consultation(self.rights) & DELEGABLE)
