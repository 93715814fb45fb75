"""The pages of accounts, for the tests that look at every page."""

from tests.accounts.places import account, opening, people

__all__ = ["account", "opening", "people"]
