"""Logs: one JSON line an event, whatever the user agent or the typed text contained; no secret is ever passed to it."""

import json
import logging
import re
from datetime import UTC, datetime

from core import context as request_context

# Links in mails hold a token in their path, which Django quotes when it refuses a request. Public references and
# words are shorter.
_TOKEN = re.compile(r"[\w:=-]{30,}")
# What JSON leaves as it is and a terminal, or a reader of lines, would obey.
_CONTROL = re.compile("[\x7f-\x9f\u2028\u2029]")


def hide_tokens(text: str) -> str:
    """The same text, without what looks like a token."""
    return _TOKEN.sub("…", text)


class RequestContextFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        known = request_context.current()
        record.request_id = known.request_id
        return True


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": hide_tokens(record.getMessage()),
            "request_id": getattr(record, "request_id", ""),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        written = json.dumps(line, ensure_ascii=False)
        return _CONTROL.sub(lambda control: f"\\u{ord(control.group()):04x}", written)
