"""Part of a file, as a reader of PDFs asks for it (RFC 9110, section 14): one range of bytes."""

import re
from dataclasses import dataclass

from django.http import HttpRequest

_ONE_RANGE = re.compile(r"bytes=\s*([0-9]{0,18})-([0-9]{0,18})\s*", re.IGNORECASE)


class RangeNotSatisfiable(Exception):
    """Nothing of the file is in the range."""


@dataclass(frozen=True, slots=True)
class Range:
    """Both bounds included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def range_of(request: HttpRequest, size: int, etag: str) -> Range | None:
    """None for the whole file: nothing is asked, or what is not understood, or of another state of the file.

    Raises RangeNotSatisfiable.
    """
    asked = _ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or asked is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = asked.groups()
    if not first:
        return _last_bytes(last, size)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise RangeNotSatisfiable
    return Range(int(first), min(int(last), size - 1) if last else size - 1)


def _last_bytes(count: str, size: int) -> Range | None:
    if not count:
        return None
    if not int(count) or not size:
        raise RangeNotSatisfiable
    return Range(max(0, size - int(count)), size - 1)
