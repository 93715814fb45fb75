"""Messages sent by thousands: rendered once with holes, then filled with what is each reader's own.

A hole stands for a value that templates print as it is: no filter, no condition on it. A template that does more to it
is refused, rather than sent wrong.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.html import escape

from core.outgoing import Content, single_line

_OPEN, _CLOSE = "\ue000", "\ue001"
Render = Callable[[str, dict[str, Any]], Content]


class BadHole(RuntimeError):
    """A template transforms a value that differs for each reader."""


class Stencils:
    """The messages of one batch; what readers have in common (`context`, hashable values) is rendered once."""

    def __init__(self, render: Render) -> None:
        self._render = render
        self._known: dict[tuple[Any, ...], Content] = {}
        # Drawn for this batch, so that no name of a company or of a person, whatever it holds, passes for a hole.
        self._open = f"{_OPEN}{secrets.randbelow(10**9):09}:"
        self._hole = re.compile(f"{self._open}(.*?){_CLOSE}")

    def fill(self, kind: str, context: Mapping[str, Any], own: Mapping[str, str]) -> Content:
        """The message as one reader reads it; `own`: the values that are theirs."""
        key = (kind, *sorted(context.items()), *sorted(own))
        if key not in self._known:
            holes = {name: f"{self._open}{name}{_CLOSE}" for name in own}
            self._known[key] = self._render(kind, {**context, **holes})
        stencil = self._known[key]
        return Content(
            subject=single_line(self._filled(stencil.subject, own)),
            text=self._filled(stencil.text, own),
            html=self._filled(stencil.html, {name: escape(value) for name, value in own.items()}),
        )

    def _filled(self, text: str, own: Mapping[str, str]) -> str:
        """In one pass: what a value holds is not read again."""
        if names := set(self._hole.findall(text)) - own.keys():
            raise BadHole(", ".join(sorted(names)))
        return self._hole.sub(lambda hole: own[hole[1]], text)
