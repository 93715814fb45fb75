"""Addresses of static files, each worked out once: a page asks for dozens, which change only with the portal itself."""

from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


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


class HashedStaticFiles(_RememberedAddresses, CompressedManifestStaticFilesStorage):
    """In production: names that change with their content, kept compressed."""
