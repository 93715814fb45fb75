"""What e-mails and SMS share: rendered twice, stored with their job in one transaction, sent again on request.

The text is rendered once with its secrets (a link, a code), sealed for the job that sends it, and once with dots in
their place, for whoever reads the table or the admin.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.html import escape

from core import allowance, audit, queue, sealing
from core.models import OutgoingMessage

MASK = "••••••"
TASK = "core.jobs.deliver_message"
SUBJECT_MAX_LENGTH = 200
# Sent by thousands, messages let those that a person waits for go first (`core.jobs.MESSAGE_PRIORITY`).
BULK_PRIORITY = 0
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")

audit.declare({"core.message_resent": "Message envoyé de nouveau"})


class SecretShown(RuntimeError):
    """A template shows a secret outside `secrets` (or in a subject): it would be readable in the table."""


class NotResendable(ValueError):
    """The message held a link or a code, wiped since: only the person's own request can make a new one."""


@dataclass(frozen=True, slots=True)
class Content:
    """What the recipient reads. Never stored but sealed."""

    subject: str
    text: str
    html: str = ""
    calendar: str = ""

    def seal(self) -> bytes:
        return sealing.seal(json.dumps(asdict(self)))

    @classmethod
    def unseal(cls, sealed: bytes) -> "Content":
        return cls(**json.loads(sealing.unseal(sealed)))


def absolute_url(path: str) -> str:
    """A link for a message: always under `PUBLIC_BASE_URL`, whatever host the request claimed."""
    return f"{settings.PUBLIC_BASE_URL.rstrip('/')}{path}"


def render_text(name: str, context: Mapping[str, Any]) -> str:
    """Render a plain-text template: nothing is escaped, no context processor, blank lines tidied."""
    text = _render(name, context, autoescape=False)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip() + "\n"


def render_line(name: str, context: Mapping[str, Any]) -> str:
    """Render a text that must hold on one line, such as a subject: no control character survives (SECURITY I5)."""
    return single_line(_render(name, context, autoescape=False))


def single_line(text: str) -> str:
    return re.sub(" {2,}", " ", _CONTROL.sub(" ", text)).strip()[:SUBJECT_MAX_LENGTH]


def render_html(name: str, context: Mapping[str, Any]) -> str:
    """Render the HTML part; empty when the message has none."""
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return ""
    return _render(name, context, autoescape=True)


def _render(name: str, context: Mapping[str, Any], *, autoescape: bool) -> str:
    template: Any = get_template(name)
    values = {**context, "base_url": absolute_url("")}
    return str(template.template.render(Context(values, autoescape=autoescape)))


# From a message's name, what many readers share of its context and what is one's own, to what that reader reads.
Render = Callable[[str, Mapping[str, Any], Mapping[str, str]], Content]


@dataclass(frozen=True, slots=True)
class Message:
    """A message to send: its name, its reader, and what its templates receive.

    `secrets` (context name → value): what the person alone may read. By batches, `context` is what many readers have in
    common, and `own` what is each one's (`core.stencils`). `calendar`: an event (RFC 5545) that comes joined.
    """

    kind: str
    to: str
    context: dict[str, Any]
    secrets: dict[str, str] = field(default_factory=dict)
    user: Any = None
    caisse_id: int | None = None
    expires_at: datetime | None = None
    own: dict[str, str] = field(default_factory=dict)
    calendar: str = ""

    def row(self, channel: OutgoingMessage.Channel, render: Render) -> OutgoingMessage:
        """As it is stored: what is read is sealed; what the table shows has dots for secrets."""
        content = render(self.kind, self.context, {**self.own, **self.secrets})
        visible = render(self.kind, self.context, {**self.own, **masked(self.secrets)})
        _refuse_shown_secrets(visible, self.secrets)
        return self.row_of(channel, replace(content, calendar=self.calendar), visible)

    def row_of(self, channel: OutgoingMessage.Channel, content: Content, visible: Content) -> OutgoingMessage:
        if not self.to or _CONTROL.search(self.to):
            raise ValueError("a message needs a recipient, on one line")
        return OutgoingMessage(
            channel=channel,
            kind=self.kind,
            recipient=self.to,
            subject=visible.subject,
            body_text=visible.text,
            body_html=visible.html,
            calendar=self.calendar,
            sealed=content.seal(),
            user=self.user,
            caisse_id=self.caisse_id,
            expires_at=self.expires_at,
        )


@transaction.atomic
def store(row: OutgoingMessage) -> OutgoingMessage:
    """Store the message and its job together: both exist once committed, neither after a rollback.

    An SMS raises `SmsSwitchedOff`, or `Throttled` past the cap of the day.
    """
    allowance.spend_one(row.channel)
    row.save(force_insert=True)
    queue.defer(TASK, message_id=row.pk)
    return row


@transaction.atomic
def store_many(rows: Iterable[OutgoingMessage]) -> list[OutgoingMessage]:
    """As `store`, for a batch: two statements however many messages, sent after those that someone waits for.

    SMS switched off, or past the cap of the day, are left out: what they tell comes by e-mail too.
    """
    messages = OutgoingMessage.objects.bulk_create(allowance.spend_many(list(rows)))
    queue.defer_many(TASK, ({"message_id": message.pk} for message in messages), priority=BULK_PRIORITY)
    return messages


def _refuse_shown_secrets(visible: Content, secrets: Mapping[str, str]) -> None:
    if MASK in visible.subject:
        raise SecretShown("subject")
    shown = "\n".join((visible.subject, visible.text, visible.html))
    for name, value in secrets.items():
        if value in shown or escape(value) in shown:
            raise SecretShown(name)


def masked(secrets: Mapping[str, str]) -> dict[str, str]:
    return dict.fromkeys(secrets, MASK)


def holds_secret(message: OutgoingMessage) -> bool:
    return MASK in message.body_text or MASK in message.body_html


@transaction.atomic
def resend(*, message: OutgoingMessage, by: Any) -> OutgoingMessage:
    """Send again at a staff member's request: at once if still queued, else as a new message with the same text.

    Raises `NotResendable` when the text held a secret, which was wiped; for an SMS, what `store` raises.
    """
    if message.status == OutgoingMessage.Status.QUEUED:
        queue.defer(TASK, message_id=message.pk)
        again = message
    elif holds_secret(message):
        raise NotResendable(message.kind)
    else:
        same = Content(message.subject, message.body_text, message.body_html, message.calendar)
        asked = Message(
            message.kind,
            message.recipient,
            {},
            user=message.user,
            caisse_id=message.caisse_id,
            calendar=message.calendar,
        )
        again = store(asked.row_of(OutgoingMessage.Channel(message.channel), same, same))
    audit.record("core.message_resent", actor=by, caisse_id=message.caisse_id, target=f"{message} n° {message.pk}")
    return again
