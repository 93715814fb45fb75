"""What the apps above add to the page *Mon compte*: a panel each, read for the person who looks.

They declare it when the portal starts: `declare("delegations/account/firms.html", read)`. `read(person)` returns what
the template shows, or something empty when there is nothing to show.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User

_declared: dict[str, tuple[Callable[[User], Any], str]] = {}


@dataclass(frozen=True, slots=True)
class AccountPanel:
    """`without_company`: the template of what is told, in place of the letters to fetch, to whoever has no company."""

    template: str
    content: Any
    without_company: str = ""


def declare(template: str, read: Callable[[User], Any], *, without_company: str = "") -> None:
    _declared[template] = (read, without_company)


def panels_for(user: User) -> list[AccountPanel]:
    """Those that have something to show, in the order declared."""
    panels = [AccountPanel(template, read(user), alone) for template, (read, alone) in _declared.items()]
    return [panel for panel in panels if panel.content]


def first_without_company(panels: list[AccountPanel]) -> AccountPanel | None:
    """The first that says what to do without a company."""
    return next((panel for panel in panels if panel.without_company), None)
