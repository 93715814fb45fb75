"""Style sheets: of a size that one reads, with few widths where pages change, and no rule that nothing uses."""

import colorsys
import re
from pathlib import Path

import pytest
from django.conf import settings

from adherents.enums import Theme
from core import style_sheets

CSS = settings.BASE_DIR / "static" / "css"
SHEETS = sorted(CSS.rglob("*.css"))
LINKED = re.compile(r"{% static '(css/[^']+)' %}")
LONGEST = 400
# Degrees on the circle of hues; and a saturation under which a colour says nothing.
FAR_ENOUGH, GREY = 40, 0.25
# Written by Django's admin and by driver.js.
FROM_ELSEWHERE = re.compile(r"driver-|field-|fieldset-|inline-|current-|vTextField")


def _name(sheet: Path) -> str:
    return str(sheet.relative_to(CSS))


def _without_comments(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)


def _named(unit: str) -> set[int]:
    return {
        int(size) for size in re.findall(rf"^   \w+ +(\d+)px{unit}", (CSS / "tokens.css").read_text(), re.MULTILINE)
    }


def _conditions() -> list[tuple[str, str, str]]:
    """(sheet, feature, condition) of each width and height that a page is asked about."""
    return [
        (_name(sheet), feature, size)
        for sheet in SHEETS
        for asked in re.findall(r"@(?:media|container)([^{]+)", _without_comments(sheet))
        for feature, size in re.findall(r"\(([^():]*(?:width|height)[^():]*):?\s*([^)]*)\)", asked)
    ]


def test_pages_change_at_the_widths_that_are_named() -> None:
    widths, heights = _named(" {3}"), _named(" of height")
    allowed = {("max-width", f"{width}px") for width in widths} | {("min-width", f"{width + 1}px") for width in widths}
    allowed |= {("max-height", f"{height}px") for height in heights}
    assert (len(widths), len(heights)) == (6, 1)
    conditions = _conditions()
    assert len(conditions) > 20
    assert [condition for condition in conditions if condition[1:] not in allowed] == []


def test_scripts_ask_for_the_same_widths() -> None:
    widths = _named(" {3}")
    scripts = sorted((settings.BASE_DIR / "static" / "js").glob("*.js"))
    asked = [size for script in scripts for size in re.findall(r"-width: (\d+)px", script.read_text())]
    assert asked
    assert [size for size in asked if int(size) not in widths] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=_name)
def test_a_sheet_is_of_a_size_that_one_reads(sheet: Path) -> None:
    assert len(sheet.read_text().splitlines()) <= LONGEST


def test_every_sheet_is_linked_and_every_link_is_a_sheet() -> None:
    templates = (settings.BASE_DIR / "templates").rglob("*.html")
    linked = {name for template in templates for name in LINKED.findall(template.read_text())}
    linked |= {*style_sheets.SHEETS, *(f"css/sections/{name}.css" for name in _sheets_of_families())}
    assert linked == {f"css/{_name(sheet)}" for sheet in SHEETS}


def _sheets_of_families() -> set[str]:
    return {name for source in _sources("*.py") for name in re.findall(r"^    sheet=\"(\w+)\"", source, re.MULTILINE)}


def _sources(pattern: str) -> list[str]:
    folders = ("templates", "static/js", "core", "cibtp_portal", *settings.SECTIONS)
    return [path.read_text() for folder in folders for path in (settings.BASE_DIR / folder).rglob(pattern)]


def test_no_class_is_styled_that_nothing_carries() -> None:
    sources = "\n".join(source for pattern in ("*.html", "*.jinja", "*.js", "*.py") for source in _sources(pattern))
    carried = set(re.findall(r"[\w-]+", sources))
    unused = {
        (_name(sheet), name)
        for sheet in SHEETS
        for name in re.findall(r"\.(-?[a-zA-Z_][\w-]*)", re.sub(r"url\([^)]*\)", "", _without_comments(sheet)))
        if name not in carried and not _is_made_of_a_part(name, carried) and not FROM_ELSEWHERE.match(name)
    }
    assert unused == set()


def _is_made_of_a_part(name: str, carried: set[str]) -> bool:
    """`tag--ok` is written by `tag--{{ … }}`."""
    return "--" in name and f"{name.rpartition('--')[0]}--" in carried


def _colours_of(selector: str) -> dict[str, str]:
    """The variables that hold a colour in the blocks of that selector, in tokens.css."""
    blocks = re.findall(re.escape(selector) + r" \{([^}]*)\}", _without_comments(CSS / "tokens.css"))
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", "\n".join(blocks)))


def _hue_and_saturation(colour: str) -> tuple[float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
    return hue * 360, saturation


def _turn_between(one: float, other: float) -> float:
    return min(abs(one - other), 360 - abs(one - other))


@pytest.mark.parametrize("theme", Theme.values)
def test_a_theme_is_far_from_the_colours_of_states(theme: str) -> None:
    tokens = _colours_of(":root")
    brand = _colours_of(f'[data-theme="{theme}"]').get("brand", tokens["brand"])
    hue, saturation = _hue_and_saturation(brand)
    nearest = min(_turn_between(hue, _hue_and_saturation(tokens[state])[0]) for state in ("red", "yellow", "green"))
    assert nearest >= FAR_ENOUGH or saturation < GREY


def test_a_theme_changes_the_brand_and_nothing_else() -> None:
    for theme in Theme.values:
        assert all(name.startswith("brand") for name in _colours_of(f'[data-theme="{theme}"]')), theme
