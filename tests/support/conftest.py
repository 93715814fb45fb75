"""Fixtures of the section."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests.staff import staff_client
from tests.support.broadcast_kit import BY_DAY, desk


@pytest.fixture
def by_day() -> Iterator[None]:
    """It is that Wednesday, at 11 h in Paris: SMS written to many may leave."""
    with time_machine.travel(BY_DAY, tick=False):
        yield


@pytest.fixture
def agent() -> Any:
    """A manager of a caisse, with a mobile."""
    return desk()


@pytest.fixture
def sami(agent: Any) -> Any:
    """Their browser."""
    return staff_client(agent)
