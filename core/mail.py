"""E-mails: stored by a service, sent by a job through the mail backend of the settings (SMTP, a provider, files).

A message is three templates: `emails/<kind>.subject.txt`, `.body.txt` and, if wanted, `.body.html`. The HTML extends
`emails/base.html`, the text `emails/base.txt`. Templates receive `base_url`, `subject` and what the caller gives;
`caisse` signs the message, in its colours: given, or that of the person (`declare_signature`).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from email.mime.text import MIMEText
from email.utils import parseaddr
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from anymail.exceptions import AnymailError, AnymailInvalidAddress, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from core import outgoing
from core.failures import SendingFailed, of_http_status, of_network
from core.models import OutgoingMessage
from core.outgoing import Content, Message
from core.stencils import Stencils

_METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
_ENHANCED_CODE = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")


# From a person, the caisse that signs what is written to them, or None.
_signatures: list[Callable[[Any], Any]] = []


def declare_signature(caisse_of: Callable[[Any], Any]) -> None:
    _signatures[:] = [caisse_of]


def send_email(
    *,
    kind: str,
    to: str,
    context: dict[str, Any],
    secrets: dict[str, str] | None = None,
    user: Any = None,
    caisse_id: int | None = None,
    expires_at: datetime | None = None,
    calendar: str = "",
) -> OutgoingMessage:
    """Store an e-mail and its job in the current transaction; `calendar`: an event (RFC 5545) that comes joined.

    `secrets` (context name → value) are what the person alone may read: they are sealed, and shown as dots elsewhere.
    Past `expires_at` the message has no object any more and is not sent.
    """
    message = Message(kind, to, _signed(context, user), secrets or {}, user, caisse_id, expires_at, calendar=calendar)
    return outgoing.store(message.row(OutgoingMessage.Channel.EMAIL, _render))


def send_emails(emails: Iterable[Message]) -> list[OutgoingMessage]:
    """Store e-mails and their jobs by a batch, in the current transaction; those that a person awaits go first."""
    stencils = Stencils(_rendered)
    return outgoing.store_many(email.row(OutgoingMessage.Channel.EMAIL, stencils.fill) for email in emails)


def _signed(context: dict[str, Any], user: Any) -> dict[str, Any]:
    if "caisse" in context or user is None:
        return context
    return {**context, "caisse": next((caisse_of(user) for caisse_of in _signatures), None)}


def _render(kind: str, context: Mapping[str, Any], own: Mapping[str, str]) -> Content:
    return _rendered(kind, {**context, **own})


def _rendered(kind: str, context: dict[str, Any]) -> Content:
    subject = outgoing.render_line(f"emails/{kind}.subject.txt", context)
    values = {**context, "subject": subject}
    return Content(
        subject=subject,
        text=outgoing.render_text(f"emails/{kind}.body.txt", values),
        html=outgoing.render_html(f"emails/{kind}.body.html", values),
    )


def transmit(message: OutgoingMessage, content: Content) -> str:
    """Hand the e-mail to the mail backend; return the provider's reference. Raises `SendingFailed`."""
    mail = _compose(message, content)
    try:
        _send(mail)
    except SendingFailed:
        raise
    except Exception as error:
        failure = _failure_of(error)
    else:
        return _provider_id(mail)
    # Raised here, without the first error: its text may quote the message.
    raise failure


def _compose(message: OutgoingMessage, content: Content) -> EmailMultiAlternatives:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    mail = EmailMultiAlternatives(
        subject=content.subject,
        body=content.text,
        to=[message.recipient],
        headers={
            # The same at every try: a server that took a message before failing can recognise it.
            "Message-ID": f"<{message.public_id}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    if content.html:
        mail.attach_alternative(content.html, "text/html")
    if content.calendar:
        mail.attach(_calendar_part(content.calendar))
    return mail


def _calendar_part(calendar: str) -> MIMEText:
    """Programs take the event from the method that the part says, the same as the calendar's own."""
    part = MIMEText(calendar, "calendar", "utf-8")
    method = _METHOD.search(calendar)
    part.set_param("method", method[1] if method else "PUBLISH")
    part.add_header("Content-Disposition", "attachment", filename="rendez-vous.ics")
    return part


def _send(mail: EmailMultiAlternatives) -> None:
    connection = get_connection()
    try:
        connection.open()
        if connection.send_messages([mail]) != 1:
            raise SendingFailed("le serveur de messagerie n’a pas pris le message")
        _require_accepted(mail)
    finally:
        # A server that hangs up badly after taking the message did take it: not a failure.
        with suppress(Exception):
            connection.close()


def _require_accepted(mail: EmailMultiAlternatives) -> None:
    """Anymail only raises when it is sure of a refusal; an answer that promises nothing is not a success."""
    status = getattr(mail, "anymail_status", None)
    if status is None or status.message_id or (status.status or set()) & {"sent", "queued"}:
        return
    raise SendingFailed("le prestataire n’a pas confirmé l’envoi")


def _provider_id(mail: EmailMultiAlternatives) -> str:
    """What a provider of Anymail calls this message; our own Message-ID elsewhere."""
    status = getattr(mail, "anymail_status", None)
    identifier = getattr(status, "message_id", None) or mail.extra_headers["Message-ID"]
    return str(identifier)[:120]


def _failure_of(error: Exception) -> SendingFailed:
    if isinstance(error, SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return _smtp_failure("le serveur refuse l’adresse", code, text, permanent=code >= 500)
    if isinstance(error, SMTPResponseException):
        # Only the text itself can be refused for good; our address, password or quota are ours to mend.
        permanent = isinstance(error, SMTPDataError) and error.smtp_code >= 500
        return _smtp_failure("le serveur refuse le message", error.smtp_code, error.smtp_error, permanent=permanent)
    if isinstance(error, AnymailRecipientsRefused | AnymailInvalidAddress):
        return SendingFailed("le prestataire refuse l’adresse", permanent=True)
    if isinstance(error, AnymailError) and error.status_code is not None:
        return of_http_status(error.status_code)
    return of_network(error)


def _smtp_failure(reason: str, code: int, text: bytes | str, *, permanent: bool) -> SendingFailed:
    """Keep the codes of the answer, not its words, which may quote the address or the message."""
    enhanced_code = _ENHANCED_CODE.search(text if isinstance(text, bytes) else text.encode())
    enhanced = f" {enhanced_code.group().decode()}" if enhanced_code else ""
    return SendingFailed(f"{reason} ({code}{enhanced})", permanent=permanent)
