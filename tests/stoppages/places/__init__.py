"""The pages of the section, for the tests that look at every page."""

from tests.e2e.places import Visit, place
from tests.stoppages.places import final, followup, sick_leave, weather

__all__ = ["final", "followup", "sick_leave", "weather"]


@place("arrets", is_signed_in=True)
def stoppages(visit: Visit) -> None:
    visit.section("arrets")
