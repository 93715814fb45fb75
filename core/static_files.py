"""Addresses of static files, each worked out once: a page asks for dozens, which change only with the portal itself."""

from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from core import style_sheets


class _RememberedAddresses:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str | None, str] = {}

    def url(self, name: str | None, *args: Any, **kwargs: Any) -> str:
        if args or kwargs:  # collectstatic, which is naming them
            return str(super().url(name, *args, **kwargs))  # type: ignore[misc]
        if name not in self._addresses:
            self._addresses[name] = super().url(name)  # type: ignore[misc]
        return self._addresses[name]


class PlainStaticFiles(_RememberedAddresses, StaticFilesStorage):
    """On a laptop and in tests: the files as they are."""

    style_sheets = style_sheets.SHEETS


class HashedStaticFiles(_RememberedAddresses, CompressedManifestStaticFilesStorage):
    """In production: names that change with their content, kept compressed, and the style sheets as one."""

    style_sheets = (style_sheets.JOINED,)

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            self._join_style_sheets(paths)
        yield from super().post_process(paths, dry_run, **options)

    def _join_style_sheets(self, paths: dict[str, Any]) -> None:
        content = style_sheets.joined(self._read)
        self.delete(style_sheets.JOINED)
        self.save(style_sheets.JOINED, ContentFile(content.encode()))
        paths[style_sheets.JOINED] = (self, style_sheets.JOINED)

    def _read(self, name: str) -> str:
        with self.open(name) as sheet:
            return str(sheet.read().decode())
