"""What the apps above add to the page *Mon compte*: a panel each, read for the person who looks.

They declare it when the portal starts: `declare("delegations/account/firms.html", read)`. `read(person)` returns what
the template shows, or something empty when there is nothing to show.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User

_declared: dict[str, Callable[[User], Any]] = {}


@dataclass(frozen=True, slots=True)
class AccountPanel:
    template: str
    content: Any


def declare(template: str, read: Callable[[User], Any]) -> None:
    _declared[template] = read


def panels_for(user: User) -> list[AccountPanel]:
    """Those that have something to show, in the order declared."""
    read = [AccountPanel(template, reader(user)) for template, reader in _declared.items()]
    return [panel for panel in read if panel.content]
