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
    """`pages`: (URL name, label); `args`: what their addresses hold."""
    return [Option(label, reverse(f"{namespace}:{name}", args=args), name == current) for name, label in pages]
