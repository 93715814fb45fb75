"""A worksite as it travels from its form to its service."""

from dataclasses import dataclass

from adherents.models import Establishment


@dataclass(frozen=True, slots=True)
class WorksiteValues:
    establishment: Establishment
    name: str
    address: str
    postal_code: str
    commune: str
    departement: str
    is_public_works: bool
    owner: str
