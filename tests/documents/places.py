"""The pages of the section, for the tests that look at every page."""

from tests.e2e.places import Visit, place


@place("documents", is_signed_in=True)
def documents(visit: Visit) -> None:
    visit.section("documents")
