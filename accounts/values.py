"""What forms give to services."""

from dataclasses import dataclass

from accounts.enums import Rhythm


@dataclass(frozen=True, slots=True)
class Chosen:
    """How a person wants to be told of a topic."""

    by_email: bool
    by_sms: bool
    rhythm: Rhythm = Rhythm.EACH


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
