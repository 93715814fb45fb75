"""Fixtures of the tests of cabinets."""

import pytest

from delegations.models import FirmMember
from tests.delegations.kit import as_user, recent
from tests.factories import FirmMemberFactory, UserFactory


@pytest.fixture
def boss(cast) -> FirmMember:
    """An administrator of Chloé's cabinet."""
    return FirmMemberFactory(firm=cast.firm, user=UserFactory(last_name="Patronne"), is_administrator=True)


@pytest.fixture
def at_work(boss):
    return recent(as_user(boss.user))
