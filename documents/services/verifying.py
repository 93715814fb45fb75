"""A stored file read again: whole, missing or altered. What is seen of it is kept, and told once to whoever watches."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone

from core import files
from documents.enums import FileHealth
from documents.models import StoredFile

logger = logging.getLogger(__name__)
CHUNK = 64 * 1024


def verify_files() -> int:
    """Those never seen, then those seen longest ago; return how many are not whole."""
    return sum(verify(file) != FileHealth.WHOLE for file in _next_files(settings.DOCUMENT_FILES_VERIFIED_A_NIGHT))


def verify(file: StoredFile) -> FileHealth:
    """Read one, and note what was seen."""
    try:
        opened(file).close()
        seen = FileHealth.WHOLE
    except FileUnavailable as unavailable:
        seen = unavailable.health
    StoredFile.objects.filter(pk=file.pk).update(health_seen_at=timezone.now())
    return seen


class FileUnavailable(Exception):
    """The file cannot be given: `health` says what is wrong of it."""

    def __init__(self, health: FileHealth) -> None:
        super().__init__(health)
        self.health = health


def opened(file: StoredFile) -> BinaryIO:
    """The content, at its beginning, once read whole and known to be what was stored. Raises FileUnavailable; of a
    store that is down, `files.StoreUnavailable`, and nothing is noted of the file.

    Piece by piece: a file weighs nothing in memory.
    """
    with ExitStack() as closed:
        try:
            content = closed.enter_context(files.opened(file.stored_name))
            with files.answering():
                is_whole = _fingerprint(content) == file.fingerprint
                content.seek(0)
        except OSError as error:
            raise _unavailable(file, FileHealth.MISSING) from error
        if not is_whole:
            raise _unavailable(file, FileHealth.ALTERED)
        closed.pop_all()
    note(file, FileHealth.WHOLE)
    return content


def pieces_of(content: BinaryIO) -> Iterator[bytes]:
    return iter(partial(content.read, CHUNK), b"")


def note(file: StoredFile, health: FileHealth) -> None:
    """What was seen of it. The same thing seen again is not written again: the alert is given once."""
    if file.health == health:
        return
    changed = StoredFile.objects.filter(pk=file.pk).exclude(health=health)
    if changed.update(health=health, health_seen_at=timezone.now()) and health != FileHealth.WHOLE:
        logger.error("Stored file %s is %s: restore it, or publish its documents again", file.pk, health.value)


def _fingerprint(content: BinaryIO) -> str:
    digest = hashlib.sha256()
    for piece in pieces_of(content):
        digest.update(piece)
    return digest.hexdigest()


def _unavailable(file: StoredFile, health: FileHealth) -> FileUnavailable:
    note(file, health)
    return FileUnavailable(health)


def _next_files(count: int) -> list[StoredFile]:
    """Two questions, each of which its index answers in order."""
    never = list(StoredFile.objects.filter(health_seen_at__isnull=True).order_by("pk")[:count])
    seen = StoredFile.objects.filter(health_seen_at__isnull=False).order_by("health_seen_at", "pk")
    return never + list(seen[: count - len(never)])
