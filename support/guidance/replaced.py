"""The texts that staff wrote in place of those shipped: few rows, that every page needs, kept by each process."""

import threading
import time
from dataclasses import dataclass, field

from django.conf import settings

from support.enums import TextKind
from support.models import PageText

# (kind, page, caisse or None) → words
Texts = dict[tuple[str, str, int | None], str]


@dataclass(slots=True)
class _Kept:
    """By this process; whoever else writes is followed a minute later at most."""

    texts: Texts = field(default_factory=dict)
    until: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


_kept = _Kept()


def text_in_force(kind: TextKind, page: str, caisse_id: int | None) -> str | None:
    """What the caisse wrote, else the network; None when neither did, or took it back."""
    texts = _texts()
    own = texts.get((kind, page, caisse_id)) if caisse_id is not None else ""
    return own or texts.get((kind, page, None)) or None


def forget() -> None:
    """Something was just written: this process reads it at once."""
    _kept.until = 0.0


def _texts() -> Texts:
    if time.monotonic() >= _kept.until:
        with _kept.lock:
            if time.monotonic() >= _kept.until:
                _kept.texts, _kept.until = _read(), time.monotonic() + settings.PAGE_TEXTS_KEPT_FOR_SECONDS
    return _kept.texts


def _read() -> Texts:
    rows = PageText.objects.latest_of_each().values_list("kind", "page", "caisse_id", "body")
    return {(kind, page, caisse_id): body for kind, page, caisse_id, body in rows}
