"""What travels between the layers of the planning."""

from dataclasses import dataclass, field

from absences.models import Absence, AbsenceKind
from absences.stretches import Stretch
from adherents.models import Establishment
from employees.models import Crew


@dataclass(frozen=True, slots=True)
class AbsenceValues:
    """What somebody wants an absence to be."""

    kind: AbsenceKind
    stretch: Stretch
    note: str = ""


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A leave that a stoppage takes days from: `was` before it, `stretch` the days it loses; `beyond`: those of them
    that the stoppage does not hold.
    """

    absence: Absence
    was: Stretch
    stretch: Stretch
    beyond: tuple[Stretch, ...] = ()

    @property
    def parts(self) -> list[Stretch]:
        """What is left of the leave."""
        return self.was.without([self.stretch])


@dataclass(frozen=True, slots=True)
class Entered:
    """What an entry did. Several `absences` when leave was entered around a stoppage; `given_back` when a stoppage was
    entered over leave.
    """

    absences: list[Absence]
    given_back: list[GivenBack] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CollectiveValues:
    """An absence of many people, as somebody prepares it; whoever is meant, all when empty."""

    title: str
    kind: AbsenceKind
    stretch: Stretch
    establishment: Establishment | None = None
    crew: Crew | None = None
    category: str = ""
    is_closing: bool = False
