"""Each page, in each of its states: axe, narrow screens, large text, reduced motion; and its picture, to look at."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import places_delegations  # noqa: F401  registers its places
from tests.e2e.checks import assert_accessible, assert_no_sideways_scroll, assert_nothing_moves
from tests.e2e.conftest import HEIGHTS
from tests.e2e.places import PLACES, SIGNED_IN, Visit

pytestmark = pytest.mark.e2e


@pytest.fixture
def arrive(open_page, site, settings, sign_in_as):
    def arrive(name: str, width: int) -> Page:
        page = open_page(width, reduced_motion="reduce")
        PLACES[name](Visit(page, site, settings, sign_in_as))
        return page

    return arrive


def assert_signing_out_is_in_sight(name: str, page: Page) -> None:
    if name in SIGNED_IN:
        page.evaluate("window.scrollTo(0, 0)")
        expect(page.get_by_role("banner").get_by_role("button", name="Déconnexion")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("name", PLACES)
def test_page_is_accessible_and_fits_every_screen(name: str, arrive, photograph) -> None:
    page = arrive(name, 1280)
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        photograph(page, f"{name}-{width}")
        assert_accessible(page)
        assert_signing_out_is_in_sight(name, page)
    assert_nothing_moves(page)
    # 640 px wide is what 1280 px become when everything is zoomed to 200 %.
    for width in (640, 320):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        assert_no_sideways_scroll(page)
        assert_signing_out_is_in_sight(name, page)
    page.set_viewport_size({"width": 1280, "height": HEIGHTS[1280]})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert_no_sideways_scroll(page)
