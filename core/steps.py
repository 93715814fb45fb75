"""The steps of a journey, as `components/steps.html` draws them."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    state: Literal["done", "current", "next"]
