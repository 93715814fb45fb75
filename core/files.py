"""Private files: written under names that we choose, read through our own checks, never served by their address."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO, cast

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

# What a store says of one file, and not of itself.
_OF_A_FILE = (FileNotFoundError, FileExistsError, IsADirectoryError, NotADirectoryError)


class StoreUnavailable(Exception):
    """The store does not answer, or refuses us: nothing is known of the file."""


def private() -> Storage:
    return storages["private"]


@contextmanager
def answering() -> Iterator[None]:
    """Around what asks the store; raises StoreUnavailable."""
    try:
        yield
    except _OF_A_FILE:
        raise
    except (BotoCoreError, ClientError, OSError) as error:
        raise StoreUnavailable from error


def write(name: str, content: bytes) -> None:
    """Store under exactly this name, in the place of what it held.

    A store that puts the new content in the place of the old one does it at once; of a disk, the old one goes first, so
    that whoever is reading it reads it to its end.
    """
    storage = private()
    with answering():
        if not getattr(storage, "file_overwrite", False):
            storage.delete(name)
        saved = storage.save(name, ContentFile(content))
    if saved != name:
        raise FileExistsError(name)


def write_from(name: str, file: File) -> None:
    """The same of a file too large to be held: moved or copied from where it lies, its beginning first."""
    with answering():
        private().delete(name)
        file.seek(0)
        saved = private().save(name, file)
    if saved != name:
        raise FileExistsError(name)


def read(name: str) -> bytes:
    with answering(), private().open(name, "rb") as stored:
        return bytes(stored.read())


def opened(name: str) -> BinaryIO:
    """At its beginning; whoever asked closes it."""
    with answering():
        return cast(BinaryIO, private().open(name, "rb"))


def size_of(name: str) -> int:
    with answering():
        return private().size(name)


def names_in(directory: str) -> list[str]:
    """The full names of the files of a directory, sorted; none when it does not exist."""
    try:
        with answering():
            _, names = private().listdir(directory)
    except FileNotFoundError:
        return []
    return [f"{directory}/{name}" for name in sorted(names)]


def written_at(name: str) -> datetime:
    with answering():
        return private().get_modified_time(name)


def read_all(names: list[str]) -> Iterator[bytes]:
    return (read(name) for name in names)


def delete(names: list[str]) -> None:
    with answering():
        for name in names:
            private().delete(name)


def attachment(name: str, *, filename: str, content_type: str = "application/pdf") -> FileResponse:
    """A download that no browser opens in our origin and no cache keeps (SECURITY F6)."""
    return attached(opened(name), filename=filename, content_type=content_type)


def attachment_of(content: bytes, *, filename: str, content_type: str = "application/pdf") -> FileResponse:
    """The same, of what was just made."""
    return attached(BytesIO(content), filename=filename, content_type=content_type)


class NotSigned(Exception):
    """This storage gives no address: the file is served by the portal, or by the front server."""


def signed_address(name: str, *, filename: str, content_type: str = "application/pdf", seconds: int) -> str:
    """An address that gives the file for so long, to whoever has it: given to who may have the file, at the moment when
    they ask for it. Raises NotSigned.
    """
    storage: Any = private()
    if not getattr(storage, "querystring_auth", False):
        raise NotSigned
    headers = {
        "ResponseContentDisposition": content_disposition_header(True, filename),
        "ResponseContentType": content_type,
        "ResponseCacheControl": "no-store",
    }
    return str(storage.url(name, parameters=headers, expire=seconds))


def kept_out_of_reach(response: HttpResponseBase) -> None:
    """Whatever the file holds, no browser runs it in our origin and no cache keeps it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"


def attached(content: BinaryIO, *, filename: str, content_type: str) -> FileResponse:
    """The same, of what is open already."""
    response = FileResponse(content, as_attachment=True, filename=filename, content_type=content_type)
    kept_out_of_reach(response)
    return response
