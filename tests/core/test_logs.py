"""Logs: one JSON line an event, without tokens, whatever was typed (SECURITY L3, L4)."""

import json
import logging
import sys

import pytest

from core import context
from core.logs import JsonFormatter, RequestContextFilter, hide_tokens


def line_of(message: str, *args: object, **fields: object) -> str:
    record = logging.LogRecord("test", logging.WARNING, "f.py", 1, message, args, fields.get("exc_info"))
    RequestContextFilter().filter(record)
    return JsonFormatter().format(record)


@pytest.mark.parametrize(
    "typed", ["a\r\nb", "\x1b[31mrouge\x1b[0m", "\x9b31m", "\u2028fin", "\x85", "\x00", '"}\n{"level": "INFO"', "é"]
)
def test_whatever_was_typed_one_line_is_written(typed):
    line = line_of("agent %s", typed)
    assert len(line.splitlines()) == 1
    assert not {character for character in line if ord(character) < 32 or 127 <= ord(character) < 160}
    assert json.loads(line)["message"] == f"agent {typed}"
    assert json.loads(line)["level"] == "WARNING"


def test_a_line_says_when_where_and_for_which_request():
    context.enter(context.RequestContext("abc123"))
    try:
        line = json.loads(line_of("bonjour"))
    finally:
        context.leave()
    assert line["request_id"] == "abc123"
    assert line["at"].endswith("+00:00")
    assert line["logger"] == "test"


def test_an_exception_stays_on_the_line():
    try:
        raise ValueError("cassé")
    except ValueError:
        line = line_of("échec", exc_info=sys.exc_info())
    assert len(line.splitlines()) == 1
    assert "ValueError: cassé" in json.loads(line)["exception"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Gone: /activation/eyJwZW5kaW5nIjoiYWJjIn0:1vMnZx:9Yc3Jk0x8w7q6z5_a-b/", "Gone: /activation/…/"),
        ("/nouveau-mot-de-passe/23456789abcdefgh/d1kz3q-0123456789abcdef0123456789abcdef/",) * 2,
        ("/espace/23456789abcdefgh/informations-legales/",) * 2,
        ("message 12 not sent (try 1): le prestataire répond 503",) * 2,
    ],
)
def test_tokens_of_links_are_hidden_and_nothing_else(text, written):
    assert hide_tokens(text) == written.replace("d1kz3q-0123456789abcdef0123456789abcdef", "…")
