"""A section of the menu that is announced before it is built: what will be there, and whom to ask meanwhile."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UpcomingSection:
    title: str
    icon: str
    what_will_be_there: tuple[str, ...]
