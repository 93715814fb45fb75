"""A second reader of calendars, which knows only RFC 5545: strict about lines, folding and escapes."""

import re
from typing import Any

import pgtrigger
from django.test import Client
from django.urls import reverse

from absences.calendars.services import subscribe
from absences.calendars.values import CalendarValues
from absences.models import Absence
from tests.absences.kit import access_of

_MOST_OCTETS = 75
_LINE = re.compile(r"(?P<name>[A-Z0-9-]+)(?P<parameters>(?:;[A-Z-]+=[^;:]+)*):(?P<value>.*)", re.S)
_ESCAPES = {"\\n": "\n", "\\N": "\n", "\\,": ",", "\\;": ";", "\\\\": "\\"}


def lines_of(content: bytes) -> list[str]:
    """Unfolded; each line of the file ends by CRLF and holds 75 octets at most."""
    assert content.endswith(b"\r\n")
    written = content.split(b"\r\n")[:-1]
    assert all(len(line) <= _MOST_OCTETS and not {10, 13} & set(line) for line in written)
    unfolded: list[bytes] = []
    for line in written:
        if line.startswith((b" ", b"\t")):
            unfolded[-1] += line[1:]
        else:
            unfolded.append(line)
    return [line.decode() for line in unfolded]


def events_in(content: bytes) -> list[dict[str, str]]:
    """Each event by the names of its properties, texts unescaped."""
    lines = [_LINE.fullmatch(line) for line in lines_of(content)]
    assert all(lines)
    pairs = [(line["name"], _text(line["value"])) for line in lines if line]
    assert (pairs[0], pairs[-1]) == (("BEGIN", "VCALENDAR"), ("END", "VCALENDAR"))
    events: list[dict[str, str]] = []
    inside: dict[str, str] | None = None
    for name, value in pairs:
        if (name, value) == ("BEGIN", "VEVENT"):
            assert inside is None
            inside = {}
        elif (name, value) == ("END", "VEVENT"):
            assert inside is not None
            events.append(inside)
            inside = None
        elif inside is not None:
            assert name not in inside
            inside[name] = value
    return events


def _text(value: str) -> str:
    return re.sub(r"\\[nN,;\\]", lambda escape: _ESCAPES[escape.group()], value)


def nobody_absent(cast: Any) -> Any:
    """The cast, Acme without its absences."""
    with pgtrigger.ignore("absences.AbsenceEvent:append_only"):
        Absence.objects.filter(adherent=cast.acme.adherent).delete()
    return cast


def subscribed(cast: Any, name: str = "alice", **values: Any) -> str:
    """The secret of a new calendar of somebody at Acme."""
    return subscribe(access=access_of(cast, name), values=CalendarValues(**{"label": "Absences", **values}))


def fetch(secret: str, **headers: str) -> Any:
    """As a program does: no cookie."""
    return Client().get(reverse("calendars:feed", args=[secret]), headers=headers)


def summaries(secret: str) -> list[str]:
    answer = fetch(secret)
    assert answer.status_code == 200
    return sorted(event["SUMMARY"] for event in events_in(answer.content))
