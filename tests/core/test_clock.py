"""Hours as people type them, and the instant that they are in Paris."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError

from core.clock import in_paris, read_hour


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("8", time(8)),
        ("8h", time(8)),
        ("8 h", time(8)),
        ("8 H 30", time(8, 30)),
        ("8h30", time(8, 30)),
        ("08:30", time(8, 30)),
        ("8.30", time(8, 30)),
        ("8,30", time(8, 30)),
        ("830", time(8, 30)),
        ("0830", time(8, 30)),
        ("23 h 59", time(23, 59)),
        ("0", time(0)),
        ("8 h 30 min", time(8, 30)),
        ("8\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30", time(8, 30)),
    ],
)
def test_an_hour_is_read_as_it_is_meant(typed, hour):
    assert read_hour(typed) == hour


@pytest.mark.parametrize("typed", ["24", "24 h", "8 h 60", "2400", "99:99"])
def test_an_hour_that_does_not_exist_is_said(typed):
    with pytest.raises(ValidationError, match="n’existe pas"):
        read_hour(typed)


@pytest.mark.parametrize("typed", ["", "tôt", "-8", "8h3", "12345", "8 h 30 30", "٨", "8:30:00 PM"])
def test_what_is_no_hour_is_said_with_an_example(typed):
    with pytest.raises(ValidationError, match="8 h 30"):
        read_hour(typed)


def test_the_hour_that_the_clocks_skip_is_refused_and_the_one_that_comes_twice_is_the_first():
    with pytest.raises(ValidationError, match="les horloges"):
        in_paris(date(2026, 3, 29), time(2, 30))
    assert in_paris(date(2026, 10, 25), time(2, 30)).astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
