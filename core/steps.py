"""The steps of a journey, as `components/steps.html` draws them."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Step:
    """`url`: where one goes back to it; empty for a step that is not done, or that cannot be done again."""

    label: str
    state: Literal["done", "current", "next"]
    url: str = ""
