"""Messages sent by thousands: rendered once with holes, then filled with what is each reader's own.

A hole stands for a value that templates print as it is: no filter, no condition on it. A template that does more to it
is refused, rather than sent wrong.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.html import escape

from core.outgoing import Content, single_line

_OPEN, _CLOSE = "\ue000", "\ue001"
_HOLE = re.compile(f"{_OPEN}(.*?){_CLOSE}")
Render = Callable[[str, dict[str, Any]], Content]


class BadHole(RuntimeError):
    """A template transforms a value that differs for each reader."""


class Stencils:
    """The messages of one batch; what readers have in common (`context`, hashable values) is rendered once."""

    def __init__(self, render: Render) -> None:
        self._render = render
        self._known: dict[tuple[Any, ...], Content] = {}

    def fill(self, kind: str, context: Mapping[str, Any], own: Mapping[str, str]) -> Content:
        """The message as one reader reads it; `own`: the values that are theirs."""
        if any(_OPEN in value or _CLOSE in value for value in own.values()):
            # It would be taken for a hole: this message is rendered by itself, and its reader is told all the same.
            return self._render(kind, {**context, **own})
        key = (kind, *sorted(context.items()), *sorted(own))
        if key not in self._known:
            holes = {name: f"{_OPEN}{name}{_CLOSE}" for name in own}
            self._known[key] = self._render(kind, {**context, **holes})
        stencil = self._known[key]
        return Content(
            subject=single_line(_filled(stencil.subject, own)),
            text=_filled(stencil.text, own),
            html=_filled(stencil.html, {name: escape(value) for name, value in own.items()}),
        )


def _filled(text: str, own: Mapping[str, str]) -> str:
    """In one pass: a value that looks like a hole stays what it is."""
    try:
        filled = _HOLE.sub(lambda hole: own[hole[1]], text)
    except KeyError as error:
        raise BadHole(str(error)) from error
    return filled
