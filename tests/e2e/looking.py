"""What is looked at on every page: axe, narrow screens, large text, reduced motion; and its picture, for people."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.checks import assert_accessible, assert_no_sideways_scroll, assert_nothing_moves
from tests.e2e.conftest import HEIGHTS

Photograph = Callable[[Page, str], None]
_ROOT_SIZE = "size => { document.documentElement.style.fontSize = size; }"


def look_at(page: Page, name: str, photograph: Photograph, *, is_signed_in: bool) -> None:
    page.wait_for_load_state()
    for width in (1280, 375):
        _resize(page, width)
        photograph(page, f"{name}-{width}")
        assert_accessible(page)
        _assert_signing_out_is_in_sight(page, is_signed_in)
    assert_nothing_moves(page)
    # 640 px wide is what 1280 px become when everything is zoomed to 200 %.
    for width in (640, 320):
        _resize(page, width)
        assert_no_sideways_scroll(page)
        _assert_signing_out_is_in_sight(page, is_signed_in)
    _resize(page, 1280)
    page.evaluate(_ROOT_SIZE, "200%")
    assert_no_sideways_scroll(page)
    page.evaluate(_ROOT_SIZE, "")


def _resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})


def _assert_signing_out_is_in_sight(page: Page, is_signed_in: bool) -> None:
    if is_signed_in:
        page.evaluate("window.scrollTo(0, 0)")
        expect(page.get_by_role("banner").get_by_role("button", name="Déconnexion")).to_be_in_viewport(ratio=1)
