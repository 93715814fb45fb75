"""A sortie that the caisse recorded: one asks to change it, then to cancel it."""

from datetime import date

import pytest

from employees.decisions import services as treating
from employees.enums import DepartureReason, MovementKind
from employees.models import Movement
from tests.employees.departure_kit import recorded, typed
from tests.employees.person_kit import (
    ACTS,
    address_of,
    browser_of,
    colleague,
    everything_written,
    holder,
    said_to,
    text_of,
)
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


def test_once_recorded_one_asks_to_change_it_and_then_to_cancel_it(told):
    member, browser = holder()
    departure = recorded(member)
    staff = StaffFactory(staff_caisse=member.adherent.caisse)
    address = address_of("request_departure_change", member, departure.public_id)
    same = browser.post(address, typed(date(2026, 6, 30)))
    assert same.status_code == 422
    response = browser.post(address, typed(date(2026, 7, 3)), follow=True)
    assert "envoyée à votre caisse" in said_to(response)
    request = Movement.objects.get(kind=MovementKind.DEPARTURE_CHANGE)
    assert request.asked == {"last_day": "2026-07-03", "departure_reason": "resignation"}
    again = browser.post(address_of("request_departure_cancellation", member, departure.public_id), {"confirm": "1"})
    assert Movement.objects.filter(kind=MovementKind.DEPARTURE_CANCELLATION).count() == 0
    assert again.status_code == 302
    treating.accept_movement(movement=request, by=staff, version=1)
    address = address_of("request_departure_cancellation", member, departure.public_id)
    assert browser.get(address).status_code == 200
    browser.post(address, {"confirm": "1"})
    treating.accept_movement(
        movement=Movement.objects.get(kind=MovementKind.DEPARTURE_CANCELLATION), by=staff, version=1
    )
    departure.employment.refresh_from_db()
    assert departure.employment.ends_on is None
    assert told == [date(2026, 7, 3), None]


def test_a_reason_that_is_not_seen_is_kept_in_the_request_too():
    member, _ = holder()
    departure = recorded(member)
    Movement.objects.filter(pk=departure.pk).update(departure_reason=DepartureReason.UNFITNESS)
    writer = colleague(member.adherent, *ACTS)
    browser = browser_of(writer)
    address = address_of("request_departure_change", writer, departure.public_id)
    browser.post(address, typed(date(2026, 7, 3), departure_reason=""))
    request = Movement.objects.get(kind=MovementKind.DEPARTURE_CHANGE)
    assert request.asked["departure_reason"] == "unfitness"
    page = text_of(browser.get(address_of("employee", writer, departure.employment.employee.public_id)))
    assert "inaptitude" not in page
    assert "unfitness" not in page
    assert "inaptitude" not in everything_written()
