"""Each page, in each of its states: axe, narrow screens, large text, reduced motion; and its picture, to look at."""

import pytest

from tests.e2e.looking import look_at
from tests.e2e.places import PLACES, SIGNED_IN, Visit
from tests.sections import parts

pytestmark = pytest.mark.e2e
parts("places")  # each section registers its own


@pytest.mark.parametrize("name", PLACES)
def test_page_is_accessible_and_fits_every_screen(
    name: str, still_page, site, settings, sign_in_as, photograph
) -> None:
    PLACES[name](Visit(still_page, site, settings, sign_in_as))
    look_at(still_page, name, photograph, is_signed_in=name in SIGNED_IN)
