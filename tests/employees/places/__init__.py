"""The pages of *Mes salariés*, for the tests that look at every page."""

from tests.e2e.places import Visit, place
from tests.employees.places import hire, imports, people_list, person

__all__ = ["hire", "imports", "people_list", "person"]


@place("salaries", is_signed_in=True)
def employees_of_nobody(visit: Visit) -> None:
    visit.section("salaries")
