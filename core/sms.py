"""SMS: stored by a service, sent by a job through the gateway named by `SMS_GATEWAY`. The text is `sms/<kind>.txt`."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from core import outgoing
from core.failures import SendingFailed, of_network
from core.models import OutgoingMessage
from core.outgoing import Content, Message
from core.phone_numbers import written_phone
from core.stencils import Stencils

# Twilio's answers that speak of the number or the text: invalid, unreachable, not a mobile, unsubscribed, too long…
PERMANENT_TWILIO_CODES = frozenset(
    {21211, 21214, 21217, 21219, 21265, 21408, 21601, 21602, 21604, 21610, 21612, 21614, 21617, 21635}
)


# Its answer for a number that said STOP, when a message is handed over and in what it tells afterwards.
STOPPED_TWILIO_CODE = 21610

# The SMS that a person asks for on the screen, sent even to a number that said STOP; and who knows the others' wish.
_asked_for: set[str] = set()
_has_stopped: list[Callable[[str], bool]] = []


def declare_asked_for(kind: str) -> None:
    """Have an app say that this SMS answers what its reader has just asked for (a code)."""
    _asked_for.add(kind)


def declare_stops(has_stopped: Callable[[str], bool]) -> None:
    """Have the app that keeps the numbers that said STOP answer for them when a message leaves: it may have waited."""
    _has_stopped[:] = [has_stopped]


class SmsGateway(Protocol):
    def send(self, *, to: str, text: str) -> str:
        """Hand over one SMS; return the provider's reference. Raises `SendingFailed`."""


def send_sms(
    *,
    kind: str,
    to: str,
    context: dict[str, Any],
    secrets: dict[str, str] | None = None,
    user: Any = None,
    caisse_id: int | None = None,
    expires_at: datetime | None = None,
) -> OutgoingMessage:
    """Store an SMS and its job in the current transaction; parameters as for `core.mail.send_email`."""
    message = Message(kind, to, context, secrets or {}, user, caisse_id, expires_at)
    return outgoing.store(message.row(OutgoingMessage.Channel.SMS, _render))


def send_many_sms(texts: Iterable[Message]) -> list[OutgoingMessage]:
    """Store SMS and their jobs by a batch; see `core.mail.send_emails`."""
    stencils = Stencils(_rendered)
    return outgoing.store_many(text.row(OutgoingMessage.Channel.SMS, stencils.fill) for text in texts)


def _render(kind: str, context: Mapping[str, Any], own: Mapping[str, str]) -> Content:
    return _rendered(kind, {**context, **own})


def _rendered(kind: str, context: dict[str, Any]) -> Content:
    return Content(subject="", text=outgoing.render_text(f"sms/{kind}.txt", context).strip())


def transmit(message: OutgoingMessage, content: Content) -> str:
    if not settings.SMS_ENABLED:
        raise SendingFailed("les SMS sont interrompus (SMS_ENABLED)")
    if message.kind not in _asked_for and any(stopped(message.recipient) for stopped in _has_stopped):
        raise SendingFailed("ce numéro a répondu STOP", permanent=True)
    gateway: SmsGateway = import_string(settings.SMS_GATEWAY)()
    return gateway.send(to=message.recipient, text=content.text)


class _HttpClient(TwilioHttpClient):
    """Twilio's own client, sent to `TWILIO_API_URL` when it is set (a relay, a test server)."""

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        if settings.TWILIO_API_URL:
            base = urlsplit(settings.TWILIO_API_URL)
            url = urlsplit(url)._replace(scheme=base.scheme, netloc=base.netloc).geturl()
        return super().request(method, url, *args, **kwargs)


class TwilioGateway:
    def send(self, *, to: str, text: str) -> str:
        http = _HttpClient(timeout=settings.TWILIO_TIMEOUT_SECONDS)
        with closing(http.session):
            try:
                return self._create(http, to, text)
            except TwilioRestException as error:
                failure = _failure_of(error)
            except (TwilioException, OSError) as error:
                failure = of_network(error)
        # Raised here, without the first error: its text may quote the number.
        raise failure

    def _create(self, http: TwilioHttpClient, to: str, text: str) -> str:
        client = Client(
            settings.TWILIO_ACCOUNT_SID,
            settings.TWILIO_AUTH_TOKEN,
            region=settings.TWILIO_REGION or None,
            edge=settings.TWILIO_EDGE or None,
            http_client=http,
        )
        sender = "messaging_service_sid" if settings.TWILIO_FROM.startswith("MG") else "from_"
        # smart_encoded: typographic apostrophes and no-break spaces would halve what fits in one SMS.
        sent = client.messages.create(
            to=to, body=text, smart_encoded=True, **_status_callback(), **{sender: settings.TWILIO_FROM}
        )
        return str(sent.sid)


def _status_callback() -> dict[str, str]:
    """Where Twilio tells what became of the message; it refuses an address it could not reach by https."""
    url = outgoing.absolute_url(reverse("core:sms_status"))
    return {"status_callback": url} if url.startswith("https://") else {}


def _failure_of(error: TwilioRestException) -> SendingFailed:
    permanent = error.status == 400 and error.code in PERMANENT_TWILIO_CODES
    return SendingFailed(
        f"Twilio répond {error.status} (code {error.code})",
        permanent=permanent,
        is_stopped=permanent and error.code == STOPPED_TWILIO_CODE,
    )


def where_to_answer() -> str:
    """How one says where START is to be sent: « au 06 44 60 00 00 », or by an answer when the sender is a name."""
    number = settings.SMS_REPLY_NUMBER or settings.TWILIO_FROM
    if not number.removeprefix("+").replace(" ", "").isdecimal():
        return "en réponse à l’un de nos SMS"
    # A short number is said as it is.
    return f"au {written_phone(number) if number.startswith('+') else number}"
