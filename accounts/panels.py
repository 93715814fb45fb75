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
    """`alone`: the template of what is told, in place of the letters to fetch, to whoever has no company."""

    template: str
    content: Any
    alone: str = ""


def declare(template: str, read: Callable[[User], Any], *, alone: str = "") -> None:
    _declared[template] = (read, alone)


def panels_for(user: User) -> list[AccountPanel]:
    """Those that have something to show, in the order declared."""
    panels = [AccountPanel(template, read(user), alone) for template, (read, alone) in _declared.items()]
    return [panel for panel in panels if panel.content]


def alone_among(panels: list[AccountPanel]) -> AccountPanel | None:
    """The first that says what to do without a company."""
    return next((panel for panel in panels if panel.alone), None)
