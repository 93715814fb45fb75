"""What every page must satisfy."""

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_AXE = Axe()
# Of the style sheets that axe would load again, no rule of ours has any use; it resolves their imports wrongly.
_OPTIONS = {
    "runOnly": {"type": "tag", "values": RULES},
    "resultTypes": ["violations"],
    "preload": {"assets": ["media"]},
}

# Elements that stick out of the page on the right, the deepest of them, for the message.
_STICKING_OUT = """() => {
  const edge = document.documentElement.clientWidth;
  return [...document.body.querySelectorAll("*")]
    .filter((one) => one.getBoundingClientRect().right > edge + 1)
    .slice(-5).map((one) => one.outerHTML.slice(0, 120));
}"""
_OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
_MOVING = """() => [...document.querySelectorAll("*")].filter((one) => {
  const style = getComputedStyle(one);
  const longest = (durations) => Math.max(...durations.split(",").map(parseFloat));
  const animated = style.animationName !== "none" && longest(style.animationDuration) > 0;
  return animated || longest(style.transitionDuration) > 0;
}).map((one) => one.outerHTML.slice(0, 120))"""
# Controls that, brought into sight as the keyboard does, are covered by something that stays on the screen; the help of
# the page lies over it as long as one reads it.
_COVERED = """() => {
  const bars = [...document.querySelectorAll("*")].filter((one) =>
    ["fixed", "sticky"].includes(getComputedStyle(one).position) && one.getClientRects().length &&
    !one.matches(".page-help"));
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const covered = [...document.querySelectorAll(controls)].filter((one) => {
    if (!one.checkVisibility({visibilityProperty: true}) || bars.some((bar) => bar.contains(one))) return false;
    one.scrollIntoView({block: "nearest", behavior: "instant"});
    const box = one.getBoundingClientRect();
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    const top = document.elementFromPoint(x, y);
    return top && bars.some((bar) => bar.contains(top));
  });
  window.scrollTo({top: 0, behavior: "instant"});
  return covered.map((one) => one.outerHTML.slice(0, 120));
}"""


# What stands for a page without JavaScript is read only there.
_HAS_SCRIPT = """() => {
  const drawn = document.createElement("div");
  drawn.innerHTML = "<noscript><i></i></noscript>";
  return drawn.querySelector("i") === null;
}"""


def assert_accessible(page: Page) -> None:
    """axe finds nothing, without exclusions; from the top, as it counts what the edge of the window cuts as hidden.

    A click does not wait for the page that it leads to: read before its end, a page has no heading yet.
    """
    page.wait_for_load_state()
    assert page.evaluate(_HAS_SCRIPT), "axe never answers in a page without JavaScript: look at it with"
    page.evaluate("() => window.scrollTo({top: 0, behavior: 'instant'})")
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_AXE.axe_script)
    results = AxeResults(page.evaluate("options => axe.run(document, options)", _OPTIONS))
    assert results.violations_count == 0, results.generate_report()


def assert_no_sideways_scroll(page: Page) -> None:
    overflow = page.evaluate(_OVERFLOW)
    assert overflow <= 0, f"{overflow} px too wide: {page.evaluate(_STICKING_OUT)}"


_CUT = """() => [...document.querySelectorAll(".panel--flush")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.outerHTML.slice(0, 120))"""


def assert_no_table_is_cut(page: Page) -> None:
    cut = page.evaluate(_CUT)
    assert cut == [], f"Wider than its panel: {cut}"


def assert_nothing_moves(page: Page) -> None:
    moving = page.evaluate(_MOVING)
    assert moving == [], f"Moves: {moving}"


def assert_no_control_under_a_bar(page: Page) -> None:
    covered = page.evaluate(_COVERED)
    assert covered == [], f"Under a bar: {covered}"
