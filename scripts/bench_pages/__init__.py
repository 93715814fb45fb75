"""The pages that `make bench` measures: a module a section, found by its being here.

Such a module has `pages()`, what to ask for in the database at hand, the same names in every database. It may have
`twins()`, pairs of requests that nobody must tell apart by their time, and `figures()`, what is measured otherwise.
What fills the database is not here but in `cibtp_portal.development.volume`.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import ModuleType

from bench_budgets import Kind


@dataclass(frozen=True, slots=True)
class Form:
    """A form filled in and sent: the page it is on, its fields, and the status of the answer.

    `first_day` (ISO): « {day} » in a field is a day later at each sending, so that no two say the same.
    """

    path: str
    fields: dict[str, str]
    status: int = 302
    first_day: str = ""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser, and the forms it sent before it asks for pages."""

    name: str
    forms: list[Form] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """What is asked for: a page, or the sending of the form that is on it."""

    name: str
    kind: Kind
    visitor: Visitor
    path: str
    fields: dict[str, str] | None = None
    status: int = 200
    first_day: str = ""


@dataclass(frozen=True, slots=True)
class Twins:
    """Two requests that must cost the same: one about somebody known, one about nobody."""

    name: str
    known: Page
    unknown: Page


NOBODY = Visitor("nobody")


def sections() -> Iterator[tuple[str, ModuleType]]:
    for module in pkgutil.iter_modules(__path__):
        yield module.name, importlib.import_module(f"{__name__}.{module.name}")
