"""Where the providers of e-mail and SMS tell what became of the messages. Every call proves where it comes from.

E-mail: the views of Anymail, for the provider of EMAIL_BACKEND only, and only with a WEBHOOK_SECRET. SMS: Twilio's
status callbacks and what people answer, by their signature. What is told twice, or of what
is not ours, changes nothing.
"""

import re
from collections.abc import Mapping
from typing import Any

from anymail import urls as anymail_urls
from anymail.signals import AnymailTrackingEvent, tracking
from anymail.webhooks.base import AnymailCoreWebhookView
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from twilio.request_validator import RequestValidator

from core import outgoing, sms_replies
from core import tracking as outcomes
from core.guards import public
from core.models import OutgoingMessage

MAX_SMS_STATUS_BYTES = 16 * 1024
_MAX_DIGITS = 5
_PROVIDERS = "anymail.backends."
_TRACKING = "_tracking_webhook"

# What a provider says of an address that will never work, or of a person who does not want our messages.
PERMANENT_REASONS = frozenset({"invalid", "bounced", "spam", "unsubscribed"})
# Where the providers name the kind of a bounce, and how they say that it may pass.
_KINDS_OF_BOUNCE = ("Type", "type", "event", "bounceType", "severity")
_PASSING = re.compile(r"soft|transient|temporary|(?:^|\s)4\.\d{1,3}\.\d{1,3}\b", re.IGNORECASE)
# Twilio: handset out of reach for good, blocked, unknown or no longer in service, landline, unsubscribed.
PERMANENT_SMS_ERRORS = frozenset({"30003", "30004", "30005", "30006", "21211", "21610", "21614"})


def for_machines(view: Any) -> Any:
    """No person opens it: a refusal is told as it is (`core.middleware.PostedOnlyMiddleware`)."""
    view.is_for_machines = True
    return view


# --- E-mail ---------------------------------------------------------------------------------------------------------


def email_status_urls() -> list[URLPattern]:
    """Anymail's tracking webhooks, one address a provider: `webhooks/courriel/<provider>/tracking/`."""
    named = [entry for entry in anymail_urls.urlpatterns if str(entry.name).endswith(_TRACKING)]
    return [path(str(entry.pattern), _guarded(entry), name=entry.name) for entry in named]


def _guarded(entry: URLPattern) -> Any:
    provider = str(entry.name).removesuffix(_TRACKING)

    @public
    @csrf_exempt
    def email_status(request: HttpRequest) -> HttpResponse:
        """404 but for the provider in use, once its secret is known: Anymail's own view lets everyone in without it."""
        if not settings.ANYMAIL.get("WEBHOOK_SECRET") or provider_in_use() != provider:
            raise Http404
        try:
            answer: HttpResponse = entry.callback(request)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise SuspiciousOperation("unreadable webhook") from error
        return answer

    return for_machines(email_status)


def provider_in_use() -> str:
    """`anymail.backends.mailgun.EmailBackend` → `mailgun`; empty when e-mail goes elsewhere (SMTP, files)."""
    backend = settings.EMAIL_BACKEND
    return backend.removeprefix(_PROVIDERS).partition(".")[0] if backend.startswith(_PROVIDERS) else ""


@receiver(tracking)
def note_email_status(
    sender: type[AnymailCoreWebhookView], event: AnymailTrackingEvent, esp_name: str, **kwargs: Any
) -> None:
    """By message id and recipient together: an event about anything else is not ours."""
    message = outcomes.sent_message(
        channel=OutgoingMessage.Channel.EMAIL, provider_id=event.message_id or "", recipient=event.recipient or ""
    )
    if message is None:
        return
    if event.event_type == "delivered":
        outcomes.record_delivered(message=message)
    elif event.event_type in {"bounced", "rejected", "failed", "complained", "unsubscribed"}:
        reason = event.reject_reason or ""
        is_unwanted = event.event_type in {"complained", "unsubscribed"}
        is_permanent = is_unwanted or (reason in PERMANENT_REASONS and not _is_passing(event))
        failure = f"{event.event_type}: {reason}" if reason else event.event_type
        outcomes.record_failed(message=message, failure=failure, is_permanent=is_permanent)


def _is_passing(event: AnymailTrackingEvent) -> bool:
    """Some providers' passing bounces reach us under the name of permanent ones: their own words tell them apart."""
    raw = event.esp_event if isinstance(event.esp_event, Mapping) else {}
    details = [raw, raw.get("bounce"), raw.get("mail")]
    words = [str(part.get(name, "")) for part in details if isinstance(part, Mapping) for name in _KINDS_OF_BOUNCE]
    return any(_PASSING.search(text) for text in (*words, str(event.mta_response or "")))


# --- SMS ------------------------------------------------------------------------------------------------------------


@for_machines
@public
@csrf_exempt
@require_POST
def sms_status(request: HttpRequest) -> HttpResponse:
    """Twilio's status callback; 403 without its signature, 204 whatever it says of a message that is not ours."""
    refused = _refused(request)
    if refused is not None:
        return refused
    message = outcomes.sent_message(channel=OutgoingMessage.Channel.SMS, provider_id=_posted(request, "MessageSid"))
    if message is not None:
        _note_sms_status(message, request.POST.get("MessageStatus", ""), request.POST.get("ErrorCode", ""))
    return HttpResponse(status=204)


@for_machines
@public
@csrf_exempt
@require_POST
def sms_reply(request: HttpRequest) -> HttpResponse:
    """An SMS that somebody sent to our number: STOP and START are heeded, nothing is kept of the rest.

    204 whoever writes and whatever they write: nothing is answered to it, neither here nor by an SMS.
    """
    refused = _refused(request)
    if refused is not None:
        return refused
    sms_replies.take_reply(
        number=_posted(request, "From"),
        body=_posted(request, "Body"),
        reference=_posted(request, "MessageSid"),
        opt_out_type=_posted(request, "OptOutType"),
    )
    return HttpResponse(status=204)


def _refused(request: HttpRequest) -> HttpResponse | None:
    """413 for what no SMS weighs, 403 for what Twilio did not sign."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or len(length) > _MAX_DIGITS or int(length) > MAX_SMS_STATUS_BYTES:
        return HttpResponse(status=413)
    return None if _is_signed(request) else HttpResponse(status=403)


def _posted(request: HttpRequest, name: str) -> str:
    """Without the null byte, which PostgreSQL holds nowhere."""
    return request.POST.get(name, "").replace("\x00", "")


def _is_signed(request: HttpRequest) -> bool:
    """Signed by Twilio with our token, for our public address: whatever host or scheme the request claims."""
    if not settings.TWILIO_AUTH_TOKEN or request.POST.get("AccountSid") != settings.TWILIO_ACCOUNT_SID:
        return False
    validator = RequestValidator(settings.TWILIO_AUTH_TOKEN)
    signature = request.headers.get("X-Twilio-Signature", "")
    return bool(validator.validate(outgoing.absolute_url(request.path), request.POST, signature))


def _note_sms_status(message: OutgoingMessage, status: str, error_code: str) -> None:
    if status == "delivered":
        outcomes.record_delivered(message=message)
    elif status in {"undelivered", "failed"}:
        outcomes.record_failed(
            message=message, failure=error_code or status, is_permanent=error_code in PERMANENT_SMS_ERRORS
        )
