"""What the form of a calendar collects."""

from dataclasses import dataclass

from adherents.models import Establishment
from employees.models import Crew


@dataclass(frozen=True, slots=True)
class CalendarValues:
    """Everybody's absences without a site and a crew."""

    label: str
    site: Establishment | None = None
    crew: Crew | None = None
    names_kinds: bool = False
