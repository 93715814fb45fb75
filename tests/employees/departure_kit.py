"""What the tests of sorties share: contracts, sorties, what is typed, what the apps above hear."""

from datetime import date

from django.utils import timezone

from employees.enums import CaisseState, MovementState
from employees.models import Employment, Movement
from tests.days import today
from tests.employees.factories import DepartureFactory, EmployeeFactory, EmploymentFactory


def employed(member, **changes) -> Employment:
    return EmploymentFactory(employee=EmployeeFactory(adherent=member.adherent), **changes)


def typed(last_day: date | str | None = None, **changes) -> dict[str, str]:
    """A last day: today unless said."""
    last_day = today() if last_day is None else last_day
    day = last_day if isinstance(last_day, str) else f"{last_day:%d/%m/%Y}"
    values = {"last_day": day, "departure_reason": "resignation", "certificate_requested": "on", "action": "send"}
    return {**values, **changes}


def leaving(member, **changes) -> Movement:
    employment = employed(member, caisse_state=CaisseState.DEPARTURE_SENT, ends_on=date(2026, 6, 30))
    return DepartureFactory(employment=employment, certificate_requested=True, **changes)


def recorded(member) -> Movement:
    return leaving(member, state=MovementState.ACCEPTED, treated_at=timezone.now())
