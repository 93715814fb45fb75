"""The colours of the kinds: each has its class, and its letter is read on it."""

import re

import pytest
from django.conf import settings

from absences.enums import Colour
from absences.models import AbsenceKind
from core.style_sheets import SHEETS

SHEET = settings.BASE_DIR / "static" / "css" / "components" / "runs.css"


def luminance(colour: str) -> float:
    """As WCAG has it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", Colour.values)
def test_a_letter_is_read_on_its_colour(colour):
    rule = re.search(rf"\.bar--{colour} {{([^}}]*)}}", SHEET.read_text())
    assert rule is not None
    values = dict(re.findall(r"([\w-]+): (#[0-9a-f]{6});", rule[1]))
    ground, ink = luminance(values["background"]), luminance(values["color"])
    assert (ground + 0.05) / (ink + 0.05) >= 7, colour


def test_the_colours_are_in_one_sheet_that_every_page_loads():
    """A letter is coloured on the page of a person, on the home page, wherever it is."""
    assert SHEET.relative_to(settings.BASE_DIR / "static").as_posix() in SHEETS
    sheets = (settings.BASE_DIR / "static" / "css").rglob("*.css")
    colours = re.compile(rf"\.bar--({'|'.join(Colour.values)}) {{")
    assert [sheet.name for sheet in sheets if colours.search(sheet.read_text())] == [SHEET.name]


@pytest.mark.django_db
def test_what_has_the_same_colour_has_another_letter():
    kinds = list(AbsenceKind.objects.all())
    assert len({kind.letter for kind in kinds}) == len(kinds) > 20
    assert all(0 < len(kind.letter) <= 3 for kind in kinds)
