"""Signed tokens of links: one purpose each, a short life, unreadable otherwise (SECURITY A30)."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.utils import timezone

from core.tokens import BadToken, ExpiredToken, make_token, read_token

HOUR = timedelta(hours=1)
CONTENT = {"pending": "abc", "email": "alice@exemple.fr"}


def test_what_was_signed_is_read_back():
    assert read_token("accounts.activation", make_token("accounts.activation", CONTENT), lifetime=HOUR) == CONTENT


def test_a_token_serves_its_purpose_only():
    token = make_token("accounts.device", CONTENT)
    with pytest.raises(BadToken):
        read_token("accounts.activation", token, lifetime=HOUR)


def test_an_old_token_says_that_it_is_old():
    start = timezone.now().replace(microsecond=0)
    with time_machine.travel(start, tick=False):
        token = make_token("p", CONTENT)
    with time_machine.travel(start + HOUR, tick=False):
        assert read_token("p", token, lifetime=HOUR)
    with time_machine.travel(start + HOUR + timedelta(seconds=1), tick=False), pytest.raises(ExpiredToken):
        read_token("p", token, lifetime=HOUR)


@pytest.mark.parametrize(
    "token", ["", "x", "::", "a:b:c", "é", "\x00", "A" * 100_000, ".eJx:1:2", "eyJhIjoxfQ:1vMnZx:" + "A" * 43]
)
def test_rubbish_is_a_bad_token_and_nothing_else(token):
    with pytest.raises(BadToken):
        read_token("p", token, lifetime=HOUR)


@pytest.mark.parametrize("place", range(0, 100, 7))
def test_one_character_changed_kills_a_token(place):
    token = make_token("p", CONTENT)
    changed = token[: place % len(token)] + "-" + token[place % len(token) + 1 :]
    if changed != token:
        with pytest.raises(BadToken):
            read_token("p", changed, lifetime=HOUR)


def test_only_what_we_make_is_read():
    with pytest.raises(BadToken):
        read_token("p", signing.dumps(["a", "list"], salt="portal.p"), lifetime=HOUR)


def test_the_secret_key_rotates_without_killing_links(settings):
    token = make_token("p", CONTENT)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "new-" + "1" * 50
    assert read_token("p", token, lifetime=HOUR) == CONTENT
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(BadToken):
        read_token("p", token, lifetime=HOUR)
