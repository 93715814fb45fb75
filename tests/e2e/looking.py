"""What is looked at on every page: axe, narrow and short screens, large text, no motion; its picture, for people."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.checks import (
    assert_accessible,
    assert_no_control_under_a_bar,
    assert_no_sideways_scroll,
    assert_no_table_is_cut,
    assert_nothing_moves,
)

Photograph = Callable[[Page, str], None]
_ROOT_SIZE = "size => { document.documentElement.style.fontSize = size; }"
LAPTOP, TABLET, ON_ITS_SIDE, TELEPHONE = (1280, 800), (960, 720), (844, 390), (375, 740)
# 640 px wide is what 1280 px become when everything is zoomed to 200 %; and a person may zoom more.
ZOOMED, NARROWEST = (640, 480), (320, 640)


def look_at(page: Page, name: str, photograph: Photograph, *, is_signed_in: bool) -> None:
    page.wait_for_load_state()
    for size in (LAPTOP, TELEPHONE):
        _resize(page, size)
        photograph(page, f"{name}-{size[0]}")
        assert_accessible(page)
        _assert_one_can_sign_out(page, is_signed_in)
    assert_nothing_moves(page)
    for size in (TABLET, ON_ITS_SIDE, ZOOMED, NARROWEST, LAPTOP):
        _resize(page, size)
        if size in (TABLET, ON_ITS_SIDE):
            photograph(page, f"{name}-{size[0]}")
        assert_no_sideways_scroll(page)
        assert_no_table_is_cut(page)
        _assert_one_can_sign_out(page, is_signed_in)
    for size in (ON_ITS_SIDE, ZOOMED, TELEPHONE):
        _resize(page, size)
        assert_no_control_under_a_bar(page)
    _resize(page, LAPTOP)
    page.evaluate(_ROOT_SIZE, "200%")
    assert_no_sideways_scroll(page)
    page.evaluate(_ROOT_SIZE, "")


def _resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def _assert_one_can_sign_out(page: Page, is_signed_in: bool) -> None:
    """In the top bar; on a narrow screen, in the menu that one control in sight opens."""
    if not is_signed_in:
        return
    page.evaluate("window.scrollTo(0, 0)")
    in_the_bar = page.get_by_role("banner").get_by_role("button", name="Déconnexion")
    if in_the_bar.count() and in_the_bar.is_visible():
        expect(in_the_bar).to_be_in_viewport(ratio=1)
        return
    expect(page.locator("[data-menu-toggle]").filter(visible=True)).to_be_in_viewport(ratio=1)
    expect(page.locator("#menu .sign-out")).to_have_count(1)
