"""Deadlines in words: a date, an hour, what remains."""

from datetime import timedelta

import pytest

from stoppages.deadline_words import deadline_words, left_words
from tests.stoppages.factories import at


@pytest.mark.parametrize(
    ("due", "now", "words"),
    [
        ("2026-01-13 08:00", "2026-01-11 08:00", "avant le mardi 13 janvier à 8 h, il reste 2 jours"),
        ("2026-01-13 08:30", "2026-01-11 08:31", "avant le mardi 13 janvier à 8 h 30, il reste 47 heures"),
        ("2026-02-13 00:00", "2026-02-12 22:30", "avant le jeudi 12 février à minuit, il reste 1 heure"),
        ("2026-01-13 08:00", "2026-01-13 07:59", "avant le mardi 13 janvier à 8 h, il reste 1 minute"),
        ("2027-01-01 00:00", "2026-12-20 08:00", "avant le jeudi 31 décembre à minuit, il reste 11 jours"),
        ("2027-01-01 08:00", "2026-12-20 08:00", "avant le vendredi 1er janvier 2027 à 8 h, il reste 12 jours"),
        ("2026-01-13 08:00", "2026-01-13 08:00", "délai dépassé depuis le mardi 13 janvier à 8 h"),
    ],
)
def test_a_deadline_is_said_with_what_remains(due, now, words):
    assert str(deadline_words(at(due), now=at(now))) == words


@pytest.mark.parametrize("left", [timedelta(), timedelta(seconds=-1), timedelta(days=-3)])
def test_nothing_remains_once_it_is_over(left):
    assert left_words(left) == ""


def test_seconds_are_a_minute():
    assert left_words(timedelta(seconds=5)) == "il reste 1 minute"
