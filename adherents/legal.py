"""The legal texts: the light writing a caisse uses, and the default text of each page filled from its data.

Light writing: paragraphs apart by an empty line, `## ` and `### ` headings, `- ` lists. There is no HTML in it: what
looks like HTML is text. Web and e-mail addresses and telephones become links.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from django.conf import settings
from django.template.loader import render_to_string

from adherents.enums import PageKind
from adherents.models import Caisse
from core.french import counted
from core.phone_numbers import dialled_phone
from core.templatetags.portal import nbsp_punctuation

NBSP = "\N{NO-BREAK SPACE}"
# Only these three become links: nothing typed can lead to a script.
_ADDRESS = re.compile(
    r"(?P<web>https?://[^\s<>\"«»]+[^\s<>\"«».,;:!?)])"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w+])(?P<phone>(?:\+[0-9]{1,3}|0[0-9]{1,3})(?:[ \xa0][0-9]{1,3}){3,5})(?!\w)"
)


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A run of text; `href` is empty, or leads to a web or e-mail address, or dials."""

    text: str
    href: str = ""


Line = tuple[TextSpan, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (one line), a paragraph (its lines) or a list (one line an item)."""

    kind: Literal["heading", "subheading", "paragraph", "list"]
    lines: tuple[Line, ...]


def blocks(text: str) -> list[Block]:
    """Read light writing. The template escapes every span: no markup passes."""
    parsed: list[Block] = []
    kind = ""
    lines: list[Line] = []
    for raw in [*text.splitlines(), ""]:
        line_kind, content = _read(raw.strip())
        if lines and (line_kind != kind or line_kind in ("heading", "subheading")):
            parsed.append(Block(kind, tuple(lines)))  # type: ignore[arg-type]
            lines = []
        kind = line_kind
        if content:
            lines.append(_spans(content))
    return parsed


def _read(line: str) -> tuple[str, str]:
    for mark, kind in (("### ", "subheading"), ("## ", "heading"), ("- ", "list")):
        if line.startswith(mark):
            return kind, line.removeprefix(mark).strip()
    return ("paragraph", line) if line else ("", "")


def _spans(line: str) -> Line:
    text, spans, end = nbsp_punctuation(line), [], 0
    for match in _ADDRESS.finditer(text):
        if match.start() > end:
            spans.append(TextSpan(text[end : match.start()]))
        spans.append(TextSpan(match.group(), _href(match)))
        end = match.end()
    if end < len(text):
        spans.append(TextSpan(text[end:]))
    return tuple(spans)


def _href(match: re.Match[str]) -> str:
    address = match.group()
    if match["phone"]:
        return f"tel:{dialled_phone(address)}"
    return address if match["web"] else f"mailto:{address}"


def default_text(page: str, caisse: Caisse | None) -> str:
    """The text of a page that the caisse has not rewritten; without a caisse, the network's."""
    folder = "legal" if caisse else "legal/network"
    return render_to_string(f"{folder}/{page}.txt", {"caisse": caisse, **figures()}).strip()


def figures() -> dict[str, Any]:
    """The numbers that texts and answers speak of, as the settings have them."""
    return {
        "activation_link_lifetime": in_words(settings.ACTIVATION_LINK_LIFETIME),
        "email_certification_lifetime": in_words(settings.EMAIL_CERTIFICATION_LIFETIME),
        "letter_code_lifetime": in_words(settings.LETTER_CODE_LIFETIME),
        "letter_code_max_failures": settings.LETTER_CODE_MAX_FAILURES,
        "letter_reissue_delay": in_words(settings.LETTER_REISSUE_DELAY),
        "letter_file_retention": in_words(settings.LETTER_FILE_RETENTION),
        "sms_code_lifetime": in_words(settings.SMS_CODE_LIFETIME),
        "pending_account_retention": in_words(settings.PENDING_ACCOUNT_RETENTION),
        "audit_retention": in_words(settings.AUDIT_RETENTION),
        "employee_retention": counted(settings.EMPLOYEE_RETENTION.days // 365, "an").replace(" ", NBSP),
        "void_hire_retention": in_words(settings.VOID_HIRE_RETENTION),
        "hire_draft_retention": in_words(settings.HIRE_DRAFT_RETENTION),
        "employee_import_retention": in_words(settings.EMPLOYEE_IMPORT_RETENTION),
        "message_retention": in_words(settings.MESSAGE_RETENTION),
        "session_lifetime": in_words(timedelta(seconds=settings.SESSION_COOKIE_AGE)),
        "password_min_length": settings.PASSWORD_MIN_LENGTH,
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "csrf_cookie_lifetime": in_words(timedelta(seconds=settings.CSRF_COOKIE_AGE)),
        "device_cookie": settings.DEVICE_COOKIE_NAME,
        "device_cookie_lifetime": in_words(settings.DEVICE_COOKIE_LIFETIME),
        "terms_page": PageKind.TERMS.label,
    }


def in_words(lifetime: timedelta) -> str:
    """48 h → « 48 heures », 30 min → « 30 minutes », 180 d → « 180 jours »: the unit in which one counts it."""
    minutes = int(lifetime.total_seconds()) // 60
    if minutes % (24 * 60) == 0 and minutes > 48 * 60:
        count, unit = minutes // (24 * 60), "jour"
    elif minutes % 60 == 0:
        count, unit = minutes // 60, "heure"
    else:
        count, unit = minutes, "minute"
    return counted(count, unit).replace(" ", NBSP)
