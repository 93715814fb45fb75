"""What test_every_page.py asks of each place, asked of every page of the walks."""

import pytest

from tests.e2e.looking import look_at
from tests.e2e.places import Visit
from tests.e2e.walking import SIGNED_IN, WALKS
from tests.sections import parts

pytestmark = pytest.mark.e2e
parts("walks")  # each section registers its own


@pytest.mark.parametrize("name", WALKS)
def test_pages_of_the_walk_are_accessible_and_fit_every_screen(
    name: str, still_page, site, settings, sign_in_as, photograph
) -> None:
    wrong = []
    for step in WALKS[name](Visit(still_page, site, settings, sign_in_as)):
        try:
            look_at(still_page, step, photograph, is_signed_in=name in SIGNED_IN)
        except AssertionError as error:
            wrong.append(f"{step}: {error}")
    assert not wrong, "\n\n".join(wrong)
