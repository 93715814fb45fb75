"""Where one is in the opening of an account, for `components/steps.html`."""

from typing import Literal

from core.steps import Step

_LABELS = ("Identification", "Contact et connexion", "Activation")


def opening_steps(current: int) -> list[Step]:
    """`current`: 1 to 3; 4 once everything is done."""
    return [Step(label, _state(number, current)) for number, label in enumerate(_LABELS, start=1)]


def _state(number: int, current: int) -> Literal["done", "current", "next"]:
    if number < current:
        return "done"
    return "current" if number == current else "next"
