"""Messages as files, for development and tests: one `.eml` an e-mail, one `.json` an SMS, in `OUTBOX_DIR`.

Names start with the instant, so that they sort by time; they hold no address. A file appears whole or not at all.
"""

import email.policy
import json
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from core.phone_numbers import written_phone

_NAME = re.compile(r"(\d{8}T\d{12})-[0-9a-f]{8}\.(eml|json)")
_INSTANT = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of the outbox, as the demonstration page shows it."""

    name: str
    channel: str
    to: str
    subject: str
    text: str
    at: datetime

    @property
    def shown_to(self) -> str:
        """The recipient, a number being written as one dictates it."""
        return written_phone(self.to) if self.channel == "SMS" else self.to

    @property
    def title(self) -> str:
        return self.subject or self.text[:80]


class FileEmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            _write("eml", message.message().as_bytes())
        return len(email_messages)


class FileSmsGateway:
    def send(self, *, to: str, text: str) -> str:
        content = {"to": to, "text": text, "at": timezone.now().isoformat()}
        return _write("json", json.dumps(content, ensure_ascii=False, indent=2).encode())


def _write(extension: str, content: bytes) -> str:
    directory = Path(settings.OUTBOX_DIR)
    directory.mkdir(parents=True, exist_ok=True)
    name = f"{timezone.now().astimezone(UTC).strftime(_INSTANT)}-{secrets.token_hex(4)}.{extension}"
    draft = directory / f".{name}.draft"
    draft.write_bytes(content)
    os.replace(draft, directory / name)
    return name


def entries(limit: int = 200) -> list[Entry]:
    """The newest messages, newest first."""
    return [_read(name) for name in sorted(_names(), reverse=True)[:limit]]


def entry(name: str) -> Entry | None:
    """One message by its file name; None for any name that is not in the outbox."""
    return _read(name) if name in _names() else None


def _names() -> set[str]:
    directory = Path(settings.OUTBOX_DIR)
    return {path.name for path in directory.glob("*.*") if _NAME.fullmatch(path.name)} if directory.is_dir() else set()


def _read(name: str) -> Entry:
    at = datetime.strptime(name.partition("-")[0], _INSTANT).replace(tzinfo=UTC)
    content = (Path(settings.OUTBOX_DIR) / name).read_bytes()
    return _read_sms(name, at, content) if name.endswith(".json") else _read_email(name, at, content)


def _read_sms(name: str, at: datetime, content: bytes) -> Entry:
    sms = json.loads(content)
    return Entry(name, "SMS", sms["to"], "", sms["text"], at)


def _read_email(name: str, at: datetime, content: bytes) -> Entry:
    mail: Any = message_from_bytes(content, policy=email.policy.default)
    body = mail.get_body(("plain",))
    text = body.get_content() if body else ""
    return Entry(name, "Courriel", str(mail["To"]), str(mail["Subject"]), text, at)
