"""What forms give to services."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is invited, in normal form."""

    email: str
    first_name: str
    last_name: str


@dataclass(frozen=True, slots=True)
class ContactValues:
    """What étape 2/2 collects, already validated and in normal form."""

    email: str
    password: str
    landline: str
    mobile: str
