"""The pages of the planning, for the tests that look at every page."""

from tests.absences.places import around, away, collective, declarations, entry, planning
from tests.e2e.places import Visit, place

__all__ = ["around", "away", "collective", "declarations", "entry", "planning"]


@place("planning", is_signed_in=True)
def planning_of_nobody(visit: Visit) -> None:
    visit.section("planning")
