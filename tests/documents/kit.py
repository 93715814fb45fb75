"""What the tests of the documents share: addresses, who looks, what a page says, who is in order."""

from datetime import date
from typing import Any

from django.urls import reverse

from core.rights import Right
from tests.cast import Browser
from tests.factories import MembershipFactory, PeriodFactory
from tests.stoppages.followup_kit import browser_with, query_count, text_of

__all__ = ["ALL", "address", "body_of", "browser_of", "browser_with", "holder", "in_order", "query_count", "text_of"]

ALL = frozenset(Right)


def address(tiers: Any, name: str, *args: str, **query: str) -> str:
    """`tiers`: a company or one of its sites."""
    return reverse(f"documents:{name}", args=[tiers.public_id, *args], query=query)


def in_order(adherent: Any, **fields: Any) -> Any:
    """A month declared and paid, that the caisse sent just now: an attestation may be made."""
    values = {"month": date(2026, 9, 1), "leave_contribution": "0", "weather_contribution": "0", **fields}
    return PeriodFactory(adherent=adherent, prevention_contribution="0", **values)


def browser_of(member: Any) -> Browser:
    """That of a person, which reads what it downloads to its end."""
    browser = Browser()
    browser.force_login(member.user)
    return browser


def holder() -> tuple[Any, Browser]:
    """The holder of a company, and their browser."""
    member = MembershipFactory()
    return member, browser_of(member)


def body_of(response: Any) -> bytes:
    return b"".join(response) if response.streaming else response.content
