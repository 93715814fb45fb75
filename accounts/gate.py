"""Where a signed-in person may go: one ordered list of single-purpose steps, each leading to one page.

A view that must stay open while a step is closed says so: `@passes(CERTIFICATION)`. Public views, which anyone may
see, are always open. The admin has its own gate (`core.admin_site`): the second factor, before anything else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import User

View = Callable[..., HttpResponse]
SECOND_FACTOR_DUE = "second_factor_due"


@dataclass(frozen=True, slots=True)
class GateStep:
    """`is_closed(request, user)`: whether the person must first go to `url_name`."""

    name: str
    url_name: str
    is_closed: Callable[[HttpRequest, User], bool]


def _certification_is_over(request: HttpRequest, user: User) -> bool:
    """The address has not been certified for `EMAIL_CERTIFICATION_LIFETIME`, or never was."""
    until = user.email_certified_until
    return until is None or until <= timezone.now()


def _second_factor_is_due(request: HttpRequest, user: User) -> bool:
    """The person chose a second factor and has not given it in this session (which keeps where to go next)."""
    return bool(request.session.get(SECOND_FACTOR_DUE))


SECOND_FACTOR = GateStep("second_factor", "accounts:second_factor", _second_factor_is_due)
CERTIFICATION = GateStep("certification", "accounts:certification", _certification_is_over)

STEPS: tuple[GateStep, ...] = (SECOND_FACTOR, CERTIFICATION)


def passes(*steps: GateStep) -> Callable[[View], View]:
    """Leave a view open while these steps are closed."""

    def decorate(view: View) -> View:
        view.passes = frozenset(step.name for step in steps)  # type: ignore[attr-defined]
        return view

    return decorate


def passes_all(view: View) -> View:
    """Leave a view open whatever is closed (signing out)."""
    return passes(*STEPS)(view)


def is_closed(request: HttpRequest, user: User) -> bool:
    """Whether something must come before the portal."""
    return any(step.is_closed(request, user) for step in STEPS)


def first_closed(request: HttpRequest, view: Any) -> GateStep | None:
    """The first step that this person has not passed and that this view does not pass over."""
    if not getattr(view, "login_required", True):
        return None
    passed: frozenset[str] = getattr(view, "passes", frozenset())
    user: User = request.user  # type: ignore[assignment]
    return next((step for step in STEPS if step.name not in passed and step.is_closed(request, user)), None)
