"""When SMS written to many may leave: by day, by the clock of the caisse."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from adherents.models import PublicHoliday
from support.broadcasts.hours import closing_of, next_opening
from tests.factories import CaisseFactory

pytestmark = pytest.mark.django_db
PARIS, REUNION, GUADELOUPE = "75001 Paris", "97400 Saint-Denis", "97110 Pointe-à-Pitre"


def caisse(place: str) -> Any:
    return CaisseFactory(address=f"1 rue de l’Équerre\n{place}")


@pytest.mark.parametrize(
    ("place", "instant", "is_open"),
    [
        (PARIS, "2026-12-02 06:59", False),
        (PARIS, "2026-12-02 07:00", True),
        (PARIS, "2026-12-02 18:59", True),
        (PARIS, "2026-12-02 19:00", False),
        # In summer, an hour earlier.
        (PARIS, "2026-07-01 06:00", True),
        (PARIS, "2026-07-01 18:00", False),
        # Saturday, Sunday.
        (PARIS, "2026-12-05 10:00", True),
        (PARIS, "2026-12-06 10:00", False),
        # 25 December, 11 November, Easter Monday.
        (PARIS, "2026-12-25 10:00", False),
        (PARIS, "2026-11-11 10:00", False),
        (PARIS, "2026-04-06 10:00", False),
        # La Réunion: four hours ahead; the abolition of slavery, 20 December, there only.
        (REUNION, "2026-12-02 03:59", False),
        (REUNION, "2026-12-02 04:00", True),
        (REUNION, "2026-12-02 16:00", False),
        (REUNION, "2027-12-20 10:00", False),
        (PARIS, "2027-12-20 10:00", True),
        # Les Antilles: four hours behind; 27 May there.
        (GUADELOUPE, "2026-12-02 11:59", False),
        (GUADELOUPE, "2026-12-02 12:00", True),
        (GUADELOUPE, "2026-12-02 23:59", True),
        (GUADELOUPE, "2026-05-27 15:00", False),
        (PARIS, "2026-05-27 15:00", True),
        # Still Saturday there, while it is Sunday in Paris.
        (GUADELOUPE, "2026-12-05 23:30", True),
        (PARIS, "2026-12-05 23:30", False),
        # Alsace keeps 26 December.
        ("67000 Strasbourg", "2026-12-26 10:00", False),
        (PARIS, "2026-12-26 10:00", True),
    ],
)
def test_open_or_not(place: str, instant: str, is_open: bool):
    now = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert (closing_of(caisse(place), now) is not None) is is_open


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        ("2026-12-02 05:00", "2026-12-02 07:00"),
        ("2026-12-02 19:00", "2026-12-03 07:00"),
        ("2026-12-05 19:30", "2026-12-07 07:00"),
        # The clocks go forward on Sunday 29 March, and back on Sunday 25 October.
        ("2026-03-28 20:00", "2026-03-30 06:00"),
        ("2026-10-24 19:00", "2026-10-26 07:00"),
        # Christmas, a Friday, then Saturday.
        ("2026-12-24 20:00", "2026-12-26 07:00"),
    ],
)
def test_the_next_hour_at_which_they_leave(instant: str, expected: str):
    now = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    opening = next_opening(caisse(PARIS), now)
    assert opening == datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert closing_of(caisse(PARIS), opening) is not None
    assert closing_of(caisse(PARIS), opening - timedelta(seconds=1)) is None


def test_what_leaves_closes_the_same_evening():
    closes = closing_of(caisse(REUNION), datetime(2026, 12, 2, 10, tzinfo=UTC))
    assert closes is not None
    assert closes.astimezone(ZoneInfo("Indian/Reunion")).isoformat() == "2026-12-02T20:00:00+04:00"


def test_a_holiday_of_the_caisse_closes_it_and_not_another():
    own, other = caisse(PARIS), caisse(PARIS)
    PublicHoliday.objects.create(caisse=own, name="Saint-Éloi", month=12, day=2, starts_on="2020-01-01")
    now = datetime(2026, 12, 2, 10, tzinfo=UTC)
    assert closing_of(own, now) is None
    assert closing_of(other, now) is not None


def test_the_hours_are_settings(settings: Any):
    settings.BROADCAST_SMS_FROM_HOUR, settings.BROADCAST_SMS_UNTIL_HOUR = 10, 24
    now = datetime(2026, 12, 2, 22, 30, tzinfo=UTC)
    assert closing_of(caisse(PARIS), now) == datetime(2026, 12, 2, 23, tzinfo=UTC)
    assert closing_of(caisse(PARIS), now.replace(hour=8)) is None
