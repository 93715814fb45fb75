"""Fixtures of the section."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.support.broadcast_kit import BY_DAY


@pytest.fixture
def by_day() -> Iterator[None]:
    """It is that Wednesday, at 11 h in Paris: SMS written to many may leave."""
    with time_machine.travel(BY_DAY, tick=False):
        yield
