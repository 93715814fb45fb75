"""Requests that nobody sends by a browser, for `test_junk.py`: drawn from the pages' own forms, then spoiled."""

import json
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from django.conf import settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from hypothesis import strategies as st

Fields = dict[str, list[str]]
URLENCODED = "application/x-www-form-urlencoded"
METHODS = ("GET", "GET", *["POST"] * 8, "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")
NASTY = (
    *("", " ", "\x00", "a\x00b", "\r\nX: y", "\x1b[31m", "\u202e", "\ufeff", "\ufffe", "\U000e0041", "e\u0301" * 200),
    *("0", "1", "-1", "on", "true", "null", "[]", "{}", "9" * 5, "2147483648", "9223372036854775808", "9" * 400),
    *("1e400", "NaN", "Infinity", "-0", "0x10", "1_000", "²", "٣", "１", "12,5", "1.000.000,00", "½"),
    *("2026-02-30", "0000-00-00", "9999-12-31", "31/12/9999", "01/01/0001", "2026-13", "24:61", "1/1/1"),
    *("'", '"><b>', "' OR 1=1 --", "%00", "%s", "{0}", "../../etc/passwd", "=1+1", "\\", ";", "a;b;c\nd;e", "A" * 5000),
    *("a@b.fr", "a@xn--.fr", "@", "a" * 300 + "@b.fr", "+33612345678", "0612345678", "+999", "☎" * 20),
    *("81000000500016", "185057800608436", "FR7630006000011234567890189", "//evil.example", "/espace/", "/admin/"),
)
TEXTS = st.one_of(st.sampled_from(NASTY), st.sampled_from(["\x00", "a\x00b", "9" * 20, ""]), st.text(max_size=12))
CONTENT_TYPES = (
    *(URLENCODED, f"{URLENCODED}; charset=utf-16", f"{URLENCODED}; charset=inconnu", "application/json"),
    *("multipart/form-data", "multipart/form-data; boundary=", f"multipart/form-data; boundary={'x' * 300}"),
    *("multipart/form-data; boundary=é", "multipart/form-data; boundary=x", "text/plain", "application/xml", "", "é/é"),
)
_PARTS = (
    b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\na@b.fr\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n',
    b'--x\r\nContent-Disposition: form-data; name="a\x00"; filename="b\x00.pdf"\r\n\r\n%PDF-\x00\r\n--x--',
    b"--x\r\nContent-Disposition: form-data; name*=UTF-8''%FF; filename*=x'y'%00\r\n\r\nz\r\n--x--",
    b'--x\r\nContent-Disposition: form-data; name="f"\r\nContent-Transfer-Encoding: base64\r\n\r\n*\r\n--x--',
    b"--x\r\nContent-Disposition\r\n\r\n--x--",
    b"--x--",
    b"--y\r\n\r\n",
)
_FILES = (b"", b"\x00", b"%PDF-1.4", b"\xff\xd8\xff", b"PK\x03\x04", b"a;b\r\nc;d", b"\xff\xfea\x00", b"\xe9" * 50)


class _Page(HTMLParser):
    """Every control of a page by its name, with the values that it may send."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: Fields = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "select":
            self._select = told.get("name", "")
        name = self._select if tag == "option" else told.get("name", "")
        if name and tag in {"input", "select", "textarea", "option", "button"}:
            values = self.fields.setdefault(name, [])
            values += [told["value"]] if "value" in told else []

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


def fields_of(html: str) -> Fields:
    page = _Page()
    page.feed(html)
    return {name: values or ["on"] for name, values in page.fields.items() if name != "csrfmiddlewaretoken"}


def names_read_by_views() -> list[str]:
    """Every parameter that the code reads without a form, of the address or of the body."""
    sources = "".join(
        path.read_text()
        for path in Path(settings.BASE_DIR).glob("*/**/*.py")
        if path.relative_to(settings.BASE_DIR).parts[0] not in {".venv", "tests", "scripts"}
    )
    read = re.findall(r"""(?:POST|GET)(?:\.get|\.getlist)?[([]"([^"]+)\"""", sources)
    return sorted({*read, "q", "page", "o", "p", "e", "action", "_save", "_selected_action", "next"})


@dataclass(frozen=True, slots=True)
class Junk:
    """What is sent, whatever the address."""

    method: str
    query: str
    body: bytes
    content_type: str
    headers: dict[str, str]


def _pairs(names: st.SearchStrategy[str]) -> st.SearchStrategy[list[tuple[str, str]]]:
    return st.lists(st.tuples(names, TEXTS), max_size=4)


@st.composite
def spoiled(draw: st.DrawFn, fields: Fields, names: list[str]) -> list[tuple[str, str]]:
    """The form as a person would send it, but for a few values, and with a few that it does not have."""
    sound = [(name, draw(st.sampled_from(values))) for name, values in fields.items() if draw(st.integers(0, 9))]
    own = st.sampled_from([*fields] or names)
    wrong = draw(_pairs(st.one_of(own, own, own, st.sampled_from(names), TEXTS)))
    replaced = {name for name, _ in wrong}
    return [pair for pair in sound if pair[0] not in replaced] + wrong


@st.composite
def junk(draw: st.DrawFn, fields: Fields, names: list[str]) -> Junk:
    query = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in draw(_pairs(st.sampled_from(names))))
    headers = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "HX-Request": st.just("true"),
                "X-Background": st.just("1"),
                "Referer": st.sampled_from(["http://testserver/compte/", "http://[", "é", "http://testserver/\\"]),
                "Accept": st.sampled_from(["text/html", "application/json", "é"]),
                "Accept-Encoding": st.sampled_from(["gzip", "gzip;q=x"]),
                "Range": st.just("bytes=9-1"),
                "If-Modified-Since": st.just("x"),
            },
        )
    )
    method, (content_type, body) = draw(st.sampled_from(METHODS)), draw(_bodies(fields, names))
    return Junk(method, query, body, content_type, headers)


@st.composite
def _bodies(draw: st.DrawFn, fields: Fields, names: list[str]) -> tuple[str, bytes]:
    kind = draw(st.sampled_from([*["form"] * 6, "files", "json", "parts", "bytes"]))
    pairs = draw(spoiled(fields, names))
    if kind == "form":
        return URLENCODED, "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs).encode()
    if kind == "files":
        return MULTIPART_CONTENT, _with_a_file(dict(pairs), draw(st.sampled_from(_FILES)))
    if kind == "json":
        return "application/json", json.dumps(dict(pairs)).encode()
    if kind == "parts":
        return draw(st.sampled_from(CONTENT_TYPES)), draw(st.sampled_from(_PARTS))
    return draw(st.sampled_from(CONTENT_TYPES)), draw(st.binary(max_size=40))


def _with_a_file(values: dict[str, Any], content: bytes) -> bytes:
    """Under every name that a form of the portal gives to a file."""
    body: bytes = encode_multipart(BOUNDARY, values)
    head = b'--%s\r\nContent-Disposition: form-data; name="%s"; filename="a.pdf"\r\n\r\n'
    end = b"--" + BOUNDARY.encode() + b"--"
    files = b"".join(head % (BOUNDARY.encode(), name) + content + b"\r\n" for name in (b"file", b"lines", b"proofs"))
    return body.partition(end)[0] + files + end + b"\r\n"
