"""Static files: their addresses are those of the library, worked out once; production serves one style sheet."""

import re
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

from core import style_sheets
from core.static_files import HashedStaticFiles, PlainStaticFiles
from core.templatetags import portal

STATIC = settings.BASE_DIR / "static"
NAMES = ("icons.svg", "css/components/forms.css", "js/names_only.js")


def test_an_address_is_the_one_of_the_library_and_is_worked_out_once() -> None:
    files, plain = PlainStaticFiles(), StaticFilesStorage()
    assert [files.url(name) for name in NAMES] == [plain.url(name) for name in NAMES]
    with patch.object(StaticFilesStorage, "url", side_effect=AssertionError):
        assert [files.url(name) for name in NAMES] == [plain.base_url + name for name in NAMES]


def test_a_file_that_production_does_not_know_is_still_refused(tmp_path) -> None:
    files = HashedStaticFiles(location=tmp_path, base_url="/static/")
    assert isinstance(files, CompressedManifestStaticFilesStorage)
    for _ in range(2):
        with pytest.raises(ValueError, match="Missing staticfiles manifest entry"):
            files.url("icons.svg")


@pytest.fixture
def collected(settings, tmp_path) -> HashedStaticFiles:
    """What `collectstatic` leaves for production, at its second run."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "core.static_files.HashedStaticFiles"}}
    for _ in range(2):
        call_command("collectstatic", interactive=False, verbosity=0)
    return HashedStaticFiles(location=settings.STATIC_ROOT, base_url="/static/")


def test_production_serves_one_style_sheet_that_holds_all(collected) -> None:
    address = collected.url(style_sheets.JOINED)
    sheet = Path(collected.location, address.removeprefix("/static/"))
    rules = sheet.read_text()
    assert address.startswith("/static/css/portal.")
    assert Path(f"{sheet}.gz").exists()
    for name in style_sheets.SHEETS:
        ours = _without_addresses((STATIC / name).read_text())
        assert ours in _without_addresses(rules), name
    named = re.findall(r"url\(\"?([^\")]+)\"?\)", rules)
    assert len(named) > 8
    assert [name for name in named if not (sheet.parent / name).is_file()] == []
    assert all(re.search(r"\.[0-9a-f]{12}\.\w+$", name) for name in named)


def _without_addresses(rules: str) -> str:
    return re.sub(r"url\([^)]*\)", "url()", rules)


def test_a_page_links_what_its_server_has(collected) -> None:
    assert portal.style_sheets().count("<link") == 2
    assert collected.url(style_sheets.JOINED) in portal.style_sheets()


def test_a_page_on_a_laptop_links_every_sheet_in_order() -> None:
    linked = re.findall(r'href="/static/([^"]+)"', portal.style_sheets())
    assert linked == ["vendor/bootstrap/bootstrap.css", *style_sheets.SHEETS]
