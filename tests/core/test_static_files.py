"""Addresses of static files: the same as the library works out, worked out once."""

from unittest.mock import patch

import pytest
from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from core.static_files import HashedStaticFiles, PlainStaticFiles

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
