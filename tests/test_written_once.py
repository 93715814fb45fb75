"""Telephones, identifiers, dates and instants: one way to write each, wherever they are shown."""

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib import admin
from django.template.defaultfilters import date as django_date
from django.utils import timezone

from adherents.legal import blocks
from core.phone_numbers import dialled_phone
from core.templatetags import portal

ROOT = Path(__file__).resolve().parents[1]
PAGES = [path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".jinja"}]
# Where a link cannot be: in a control, in a button, in the words that name a field.
CONTROLS = re.compile(
    r"value=\"\{\{ [\w.]+\|phone \}\}\"|Retirer le \{\{ [\w.]+\|phone \}\}</button>|sent_to=\w+\|phone"
)


def _shown(pattern: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in PAGES
        for match in re.finditer(pattern, CONTROLS.sub("", path.read_text()))
    ]


def test_every_telephone_of_a_page_dials() -> None:
    assert _shown(r"\{\{[^}|]*\b(?:phone|mobile|landline)(?:_number)? *\}\}") == []
    assert _shown(r"\{\{[^}]*\|phone\b[^}]*\}\}") == []
    assert _shown(r"tel:\{") == []


def test_every_siren_and_siret_of_a_page_is_spaced() -> None:
    assert _shown(r"\{\{[^}|]*\b(?:siret|siren)\w* *\}\}") == []


def test_dates_and_instants_are_written_by_the_portal() -> None:
    """But a month, or a short day of a chart."""
    assert _shown(r"\|date:\"[^\"]*(?:Y[^\"]*[/Hi]|/[^\"]*Y|H)[^\"]*\"") == []
    sources = [path for path in ROOT.glob("*/**/*.py") if {path.parts[len(ROOT.parts)]} & {"accounts", "delegations"}]
    instants = [path.name for path in sources if re.search(r"%H:%M\}", path.read_text())]
    assert instants == []


@pytest.mark.parametrize(
    ("stored", "dialled", "written"),
    [
        ("+33123456789", "+33123456789", "01\xa023\xa045\xa067\xa089"),
        ("01 23 45 67 89", "+33123456789", "01\xa023\xa045\xa067\xa089"),
        ("+262262201234", "+262262201234", "0262\xa020\xa012\xa034"),
        ("+3225551234", "+3225551234", "+32\xa02\xa0555\xa012\xa034"),
        ("voir l’accueil", "", "voir l’accueil"),
    ],
)
def test_a_telephone_dials_what_it_shows(stored, dialled, written) -> None:
    assert dialled_phone(stored) == dialled
    link = f'<a class="nowrap" href="tel:{dialled}">{written}</a>'
    assert portal.tel(stored) == (link if dialled else written)


def test_a_telephone_of_a_legal_page_dials() -> None:
    [block] = blocks("Téléphone : 01 23 45 67 89 (de 9 h à 12 h), 2026 01 02 ou +262 262 20 12 34.")
    links = [span.href for line in block.lines for span in line if span.href]
    assert links == ["tel:+33123456789", "tel:+262262201234"]


def test_an_instant_has_one_form_even_in_the_back_office(settings) -> None:
    instant = datetime(2026, 3, 3, 7, 5, tzinfo=UTC)
    assert portal.instant(instant) == "3\xa0mars 2026 à\xa08\xa0h\xa005"
    assert django_date(timezone.localtime(instant), "DATETIME_FORMAT").replace("\xa0", " ") == "3 mars 2026 à 8 h 05"


def test_what_a_banner_says_is_written_once() -> None:
    """A page that says it too includes the same part."""
    said = Counter(
        text
        for path in PAGES
        for text in set(re.findall(r'components/banner\.html"[^%]*?\btext="([^"]+)"', path.read_text()))
    )
    assert len(said) > 20
    assert [text for text, places in said.items() if places > 1] == []


def test_the_address_of_a_page_of_the_back_office_is_composed_in_one_place() -> None:
    composed = re.compile(r"opts\.app_label\}?_|_meta\.app_label\}?_")
    sources = (path for path in ROOT.glob("*/**/*.py") if path.parts[len(ROOT.parts)] not in {"tests", ".venv"})
    places = [str(path.relative_to(ROOT)) for path in sources if composed.search(path.read_text())]
    assert places == ["core/staff/scoping.py"]


def test_the_lists_of_the_back_office_space_what_they_show() -> None:
    raw = {"siret", "siren", "phone", "mobile", "landline"}
    shown = {
        f"{page}: {name}"
        for page in admin.site._registry.values()
        for name in page.list_display
        if isinstance(name, str) and name in raw and not hasattr(page, name)
    }
    assert shown == set()
