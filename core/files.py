"""Private files: written under names that we choose, read through our own checks, never served by their address."""

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, cast

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.http import FileResponse
from django.http.response import HttpResponseBase


def private() -> Storage:
    return storages["private"]


def write(name: str, content: bytes) -> None:
    """Store under exactly this name, in the place of what it held."""
    private().delete(name)
    saved = private().save(name, ContentFile(content))
    if saved != name:
        raise FileExistsError(name)


def read(name: str) -> bytes:
    with private().open(name, "rb") as stored:
        return bytes(stored.read())


def names_in(directory: str) -> list[str]:
    """The full names of the files of a directory, sorted; none when it does not exist."""
    try:
        _, names = private().listdir(directory)
    except FileNotFoundError:
        return []
    return [f"{directory}/{name}" for name in sorted(names)]


def read_all(names: list[str]) -> Iterator[bytes]:
    return (read(name) for name in names)


def delete(names: list[str]) -> None:
    for name in names:
        private().delete(name)


def attachment(name: str, *, filename: str, content_type: str = "application/pdf") -> FileResponse:
    """A download that no browser opens in our origin and no cache keeps (SECURITY F6)."""
    return _attached(cast(BinaryIO, private().open(name, "rb")), filename, content_type)


def attachment_of(content: bytes, *, filename: str, content_type: str = "application/pdf") -> FileResponse:
    """The same, of what was just made."""
    return _attached(BytesIO(content), filename, content_type)


def kept_out_of_reach(response: HttpResponseBase) -> None:
    """Whatever the file holds, no browser runs it in our origin and no cache keeps it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"


def _attached(content: BinaryIO, filename: str, content_type: str) -> FileResponse:
    response = FileResponse(content, as_attachment=True, filename=filename, content_type=content_type)
    kept_out_of_reach(response)
    return response
