"""What Twilio posts when somebody answers an SMS of ours, signed as it signs it."""

from django.test import Client
from django.urls import reverse
from twilio.request_validator import RequestValidator

from core.references import new_public_id

TOKEN, ACCOUNT = "jeton-twilio-des-essais", "AC" + "0" * 32
BASE = "https://portail.cibtp.example"
MOBILE = "+33612345678"
REPLY = reverse("core:sms_reply")


def answered(text="STOP", number=MOBILE, **fields):
    """The fields of an SMS received, each with a reference of its own."""
    return {"AccountSid": ACCOUNT, "MessageSid": f"SM{new_public_id()}", "From": number, "Body": text, **fields}


def signature_of(fields, *, token=TOKEN, url=BASE + REPLY):
    return RequestValidator(token).compute_signature(url, fields)


def post_reply(fields, *, signature=None, **extra):
    signature = signature_of(fields) if signature is None else signature
    return Client().post(REPLY, fields, headers={"X-Twilio-Signature": signature}, **extra).status_code


def configure(settings):
    settings.TWILIO_AUTH_TOKEN, settings.TWILIO_ACCOUNT_SID, settings.PUBLIC_BASE_URL = TOKEN, ACCOUNT, BASE
