"""What a final declaration does: each act holds the case, acts, and leaves one more version."""

from stoppages.models import StoppageCase
from stoppages.services.cases import touch
from stoppages.services.settling import settle


def turn(case: StoppageCase) -> None:
    """One more version, saved."""
    touch(case)
    settle(case)
