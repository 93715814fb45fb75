"""What the tests of the staff need: a weather stoppage of DOMAIN §3.7 that was sent, and who treats it."""

from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import User
from stoppages.models import CampaignWages, StoppageCase
from tests.factories import StaffFactory
from tests.stoppages.factories import lose, sent, weather_case
from tests.stoppages.kit import site_of, worker

WEEK = date(2025, 1, 13)
# By what S says of the company: what the 16 hours of Monday and Tuesday give back.
EXAMPLES = [("300000", "85.30"), ("150000", "49.41"), ("90000", "0.00")]


def say_wages(case: StoppageCase, amount: str) -> CampaignWages:
    row, _ = CampaignWages.objects.update_or_create(
        adherent=case.adherent,
        campaign=date(2024, 4, 1),
        defaults={"amount": Decimal(amount), "said_by_label": "Alice"},
    )
    return row


def sent_case(cast: Any, *, people: int = 1, wages: str = "300000", **fields: Any) -> StoppageCase:
    """Monday and Tuesday, eight hours each, at twenty euros, in the campaign 2024-25."""
    case = weather_case(site_of(cast), starts="2025-01-13 08:00", resumes="2025-01-15 08:00", **fields)
    for _ in range(people):
        lose(case, worker(cast), {"2025-01-13": "8", "2025-01-14": "8"})
    if wages:
        say_wages(case, wages)
    sent(case, sent_by=cast.people["alice"], reference=f"D-{case.reference}")
    return case


def staff_of(cast: Any, **fields: Any) -> User:
    """Somebody who manages the caisse of Acme."""
    return StaffFactory(staff_caisse=cast.acme.adherent.caisse, **fields)


def key_of(case: StoppageCase) -> tuple[int, date]:
    """The salarié of the case, and their week."""
    return case.stoppedpersons.get().employee_id, WEEK
