"""Lines written once for each shape and filled with each one's own values say what the template would."""

import pytest
from django.template.loader import render_to_string

from core.stencils import BadHole, Line, LineStencils

LINE = "employees/parts/people_line.html"
OWN = {
    "url": "/espace/abc/salaries/def/",
    "name": "BENALI Karim",
    "qualification": "Maçon {N3P2}",
    "site": "Siège",
    "crew": "Gros œuvre",
    "contract": "CDI",
    "category": "Ouvrier",
    "starts_on": "15/07/2017",
    "ends_on": "08/12/2026",
    "ends_soon": "dans 13 jours",
    "state": "Enregistré",
}
SHAPES = [
    {"has_crew": crew, "has_end": end, "is_soon": soon, "tag": tag}
    for crew in (True, False)
    for end, soon in ((True, True), (True, False), (False, False))
    for tag in ("warn", "")
]
HOSTILE = "\"><script>alert(1)</script>{name}{{ 7|add:7 }}\ue000name\ue001'&"


def without_spaces(html: str) -> str:
    return "".join(html.split())


@pytest.mark.parametrize("shape", SHAPES)
def test_a_line_is_what_its_template_writes(shape) -> None:
    stencils = LineStencils(LINE)
    for own in (OWN, {**OWN, "name": HOSTILE, "site": HOSTILE, "url": HOSTILE}):
        expected = render_to_string(LINE, {**shape, **own})
        assert without_spaces(stencils.fill(Line(shape, own))) == without_spaces(expected)


def test_a_value_is_escaped_and_never_read_again() -> None:
    line = LineStencils(LINE).fill(Line(SHAPES[0], {**OWN, "name": HOSTILE}))
    assert "<script>" not in line
    assert "{name}" in line
    assert line.count("BENALI") == 0


def test_a_template_that_transforms_a_value_is_refused(tmp_path, settings) -> None:
    (tmp_path / "line.html").write_text("<tr><td>{{ name|upper }}</td></tr>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path], "APP_DIRS": False}]
    with pytest.raises(BadHole):
        LineStencils("line.html").fill(Line({}, {"name": "x"}))
