"""What may be decided of a row, declared once: the words, the right, the reasons, the service and what it refuses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.forms import Form

from core.staff.reasons import ReasonForm, Reasons

# The exception says it itself.
ITS_OWN_WORDS = "{}"


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision as it was taken: of which row, by whom, on the page that showed what (`mark_of`), for which reason.

    `form`: what was filled in, valid; None for a decision that asks nothing.
    """

    row: Any
    by: Any
    seen: str
    reason: str
    form: Any = None


@dataclass(frozen=True, slots=True)
class Decision:
    """`key` names the address, whose last word is `route`; `may(by, row)` is the policy, `is_offered(row)` says whether
    the row is in a state for it; `act` calls the service, `done` says what came of it. `refusals`: what the service
    raises, and in which words that is told. `asks(row, typed)` makes the form of what asks something else than reasons.
    """

    key: str
    route: str
    label: str
    may: Callable[[Any, Any], bool]
    is_offered: Callable[[Any], bool]
    act: Callable[[Taken], Any]
    done: str | Callable[[Any], str]
    refusals: Mapping[type[Exception], str] = field(default_factory=dict)
    consequence: str = ""
    reasons: Reasons | None = None
    asks: Callable[[Any, Any], Form] | None = None
    is_danger: bool = False
    # The row goes to somebody else: one comes back to the list.
    leads_away: bool = False
    # The key that takes it, with Alt: shown on its button.
    shortcut: str = ""

    def form(self, row: Any, typed: Any = None) -> Form | None:
        if self.asks is not None:
            return self.asks(row, typed)
        return ReasonForm(self.reasons, typed, name=self.key, row=row) if self.reasons else None

    def said_done(self, result: Any) -> str:
        return self.done if isinstance(self.done, str) else self.done(result)

    def said_refused(self, refusal: Exception) -> str:
        """In the words of the nearest declared class of exception."""
        words = next(self.refusals[kind] for kind in type(refusal).__mro__ if kind in self.refusals)
        return words.format(refusal)
