"""What several tests of the section need."""

from datetime import date

import pytest

from employees.signals import departure_cancelled, employee_left

TOLD = "tests.employees.told"


@pytest.fixture
def told():
    """What the apps above hear, in order: the last day, or None when the contract goes on."""
    heard: list[date | None] = []

    def hear_left(employment, **kwargs):
        heard.append(employment.ends_on)

    def hear_cancelled(**kwargs):
        heard.append(None)

    employee_left.connect(hear_left, dispatch_uid=TOLD)
    departure_cancelled.connect(hear_cancelled, dispatch_uid=TOLD)
    yield heard
    employee_left.disconnect(dispatch_uid=TOLD)
    departure_cancelled.disconnect(dispatch_uid=TOLD)
