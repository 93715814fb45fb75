import pytest

from tests.adherents.changes_kit import browser_of, certified
from tests.factories import AdherentFactory, MembershipFactory


@pytest.fixture
def member(db):
    """The holder of a company, mobile certified."""
    return MembershipFactory(user=certified(), adherent=AdherentFactory())


@pytest.fixture
def browser(member):
    """Their browser, the password just given."""
    return browser_of(member)
