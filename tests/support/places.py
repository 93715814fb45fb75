"""The pages of the section, for the tests that look at every page."""

from tests.e2e.places import Visit, place


@place("contact", is_signed_in=True)
def contact(visit: Visit) -> None:
    visit.section("contact")
