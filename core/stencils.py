"""What is written many times over: rendered once with holes, then filled with what is each one's own.

Messages sent by thousands (`Stencils`), lines of a page shown by fifties (`LineStencils`).

A hole stands for a value that templates print as it is: no filter, no condition on it. A template that does more to it
is refused, rather than sent wrong.
"""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString

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


@dataclass(frozen=True, slots=True)
class Line:
    """What the template of a line asks about, and what it prints, as it is read."""

    shape: Mapping[str, Any]
    own: Mapping[str, str]


class LineStencils:
    """The lines of a page, from their template: rendered once for each shape that they have, then filled and escaped.

    A shape (conditions, loops, classes) is made of hashable values, in few combinations on a page.
    """

    MOST_SHAPES = 512

    def __init__(self, template: str) -> None:
        self._template = template
        self._known: dict[tuple[Any, ...], str] = {}

    def fill(self, line: Line) -> SafeString:
        """Raises BadHole when the template does more to a value than print it."""
        key = tuple(line.shape.items())
        if key not in self._known:
            if len(self._known) >= self.MOST_SHAPES:
                self._known.clear()
            holes = {name: f"{_OPEN}{name}{_CLOSE}" for name in line.own}
            self._known[key] = _as_format(render_to_string(self._template, {**line.shape, **holes}), set(line.own))
        return SafeString(self._known[key].format_map({name: _escaped(value) for name, value in line.own.items()}))


def _escaped(value: str) -> str:
    """As templates do; by the standard library, for Django's own prepares for lazy texts, ten times a line."""
    return value if isinstance(value, SafeString) else html.escape(value)


def _as_format(rendered: str, names: set[str]) -> str:
    """As `str.format` takes it; without the spaces between elements, which say nothing in a table."""
    text = re.sub(r">\s+<", "><", rendered.strip()).replace("{", "{{").replace("}", "}}")
    if lost := set(_HOLE.findall(text)) - names:
        raise BadHole(", ".join(sorted(lost)))
    return _HOLE.sub(r"{\1}", text)


def _filled(text: str, own: Mapping[str, str]) -> str:
    """In one pass: a value that looks like a hole stays what it is."""
    try:
        filled = _HOLE.sub(lambda hole: own[hole[1]], text)
    except KeyError as error:
        raise BadHole(str(error)) from error
    return filled
