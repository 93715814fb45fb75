"""The choice of a page or of a view among a few, as `components/segmented.html` shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Option:
    label: str
    url: str
    is_current: bool


def sub_menu(namespace: str, pages: Iterable[tuple[str, str]], current: str, *args: Any) -> list[Option]:
    """`pages`: (URL name, label), the name with its own namespace when it is of another; `args`: what their addresses
    hold.
    """
    names = ((name if ":" in name else f"{namespace}:{name}", name, label) for name, label in pages)
    return [Option(label, reverse(full, args=args), name == current) for full, name, label in names]
