"""What the order of leave collects, and what noting it did."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chosen:
    """A leave ticked, as the page showed it."""

    ref: str
    version: int


@dataclass(frozen=True, slots=True)
class Told:
    """`changed`: how many were something else by then, and were left alone."""

    count: int
    changed: int
