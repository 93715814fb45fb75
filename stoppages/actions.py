"""What may be done of a case: each journey says its own (`<journey>/actions.py`), the page of the case shows them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """A link; `is_primary`: what is expected now. At most one of a case is."""

    label: str
    url: str
    icon: str = ""
    is_primary: bool = False
