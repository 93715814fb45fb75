"""What the providers tell of the messages: proved to come from them, noted once, ignored when it is not ours."""

import base64
import json

import pytest
from django.urls import reverse
from django.utils import timezone
from twilio.request_validator import RequestValidator

from core.models import AuditEvent, OutgoingMessage
from core.signals import delivery_failed

pytestmark = pytest.mark.django_db

SECRET = "portail:un-secret-pour-les-essais"
TOKEN = "jeton-twilio-des-essais"
ACCOUNT = "AC" + "0" * 32
SID = "SM" + "1" * 32
POSTMARK_ID = "883953f4-6105-42a2-a16a-77a8eac79483"
ADDRESS = "claire.durand@exemple.fr"
MOBILE = "+33612345678"


@pytest.fixture(autouse=True)
def providers(settings):
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "x", "WEBHOOK_SECRET": SECRET}
    settings.TWILIO_AUTH_TOKEN = TOKEN
    settings.TWILIO_ACCOUNT_SID = ACCOUNT
    settings.PUBLIC_BASE_URL = "https://portail.cibtp.example"


@pytest.fixture
def told():
    """What the apps above were told."""
    heard = []

    def hear(sender, message, **kwargs):
        heard.append((message.recipient, message.failure, message.failure_is_permanent))

    delivery_failed.connect(hear)
    yield heard
    delivery_failed.disconnect(hear)


def sent(channel="email", provider_id=POSTMARK_ID, recipient=ADDRESS):
    return OutgoingMessage.objects.create(
        channel=channel,
        kind="tests/x",
        recipient=recipient,
        provider_id=provider_id,
        status="sent",
        sent_at=timezone.now(),
    )


# --- E-mail ---------------------------------------------------------------------------------------------------------


def post_email(client, body, *, secret=SECRET, provider="postmark"):
    headers = {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()} if secret else {}
    content = body if isinstance(body, bytes | str) else json.dumps(body)
    url = reverse(f"core:{provider}_tracking_webhook")
    return client.post(url, content, content_type="application/json", headers=headers)


def bounce(code_type="HardBounce", message_id=POSTMARK_ID, email=ADDRESS):
    return {"RecordType": "Bounce", "Type": code_type, "MessageID": message_id, "Email": email, "ID": 1}


def test_a_hard_bounce_is_noted_and_told_once(client, told):
    message = sent()
    for _ in range(3):
        assert post_email(client, bounce()).status_code == 200
    message.refresh_from_db()
    assert message.failed_at is not None
    assert (message.failure, message.failure_is_permanent) == ("bounced: bounced", True)
    assert told == [(ADDRESS, "bounced: bounced", True)]
    assert AuditEvent.objects.filter(action="core.delivery_failed").count() == 1


@pytest.mark.parametrize(
    ("kind", "is_permanent"),
    [("HardBounce", True), ("BadEmailAddress", True), ("Blocked", False), ("SoftBounce", False), ("DnsError", False)],
)
def test_passing_failures_are_told_from_permanent_ones(client, told, kind, is_permanent):
    message = sent()
    post_email(client, bounce(kind))
    message.refresh_from_db()
    assert message.failure_is_permanent is is_permanent
    assert len(told) == (message.failed_at is not None)


def test_a_complaint_after_delivery_is_a_permanent_failure(client, told):
    message = sent()
    delivery = {"RecordType": "Delivery", "MessageID": POSTMARK_ID, "Recipient": ADDRESS}
    assert post_email(client, delivery).status_code == 200
    message.refresh_from_db()
    assert message.delivered_at is not None
    assert told == []
    complaint = {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "MessageID": POSTMARK_ID, "Email": ADDRESS}
    assert post_email(client, complaint).status_code == 200
    assert told[0][2] is True
    # And it does not come back to life.
    post_email(client, delivery)
    message.refresh_from_db()
    assert message.failed_at is not None


@pytest.mark.parametrize(
    "event", [bounce(message_id="00000000-0000-0000-0000-000000000000"), bounce(email="autre@exemple.fr")]
)
def test_what_is_not_about_our_message_and_its_reader_changes_nothing(client, told, event):
    message = sent()
    assert post_email(client, event).status_code == 200
    message.refresh_from_db()
    assert message.failed_at is None
    assert told == []


@pytest.mark.parametrize("secret", ["", "portail:faux", "portail:", ":", "é:é"])
def test_without_the_secret_nothing_is_read(client, told, secret):
    message = sent()
    assert post_email(client, bounce(), secret=secret).status_code == 400
    message.refresh_from_db()
    assert message.failed_at is None


@pytest.mark.parametrize("anymail", [{}, {"WEBHOOK_SECRET": ""}, {"WEBHOOK_SECRET": []}])
def test_without_a_secret_of_ours_there_is_no_webhook(client, settings, told, anymail):
    settings.ANYMAIL = anymail
    message = sent()
    for secret in ("", SECRET):
        assert post_email(client, bounce(), secret=secret).status_code == 404
    message.refresh_from_db()
    assert message.failed_at is None


@pytest.mark.parametrize("provider", ["mailgun", "sendgrid", "amazon_ses", "brevo"])
def test_the_webhooks_of_other_providers_do_not_exist(client, provider):
    assert post_email(client, bounce(), provider=provider).status_code == 404


def test_nor_any_when_mail_goes_by_smtp(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert post_email(client, bounce()).status_code == 404


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", "[]", '"x"', "null", "3", "{}", "[1]", '{"RecordType": "Bounce"}', "[" * 5000, b"\x00"],
)
def test_garbage_is_refused_without_an_error_of_ours(client, told, body):
    sent()
    assert post_email(client, body).status_code in (200, 400)
    assert told == []


def test_a_null_byte_in_an_identifier_is_nobodys(client, told):
    sent()
    for event in (bounce(message_id="a\x00b"), bounce(email=f"{ADDRESS}\x00")):
        assert post_email(client, event).status_code == 200
    assert told == []


def test_an_oversized_body_is_refused(client, settings):
    body = json.dumps({**bounce(), "Details": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
    assert post_email(client, body).status_code == 400


def test_reading_the_address_of_a_webhook_tells_nothing(client):
    assert client.get(reverse("core:postmark_tracking_webhook")).status_code == 405


def test_inbound_mail_has_no_webhook(client):
    assert client.post("/webhooks/courriel/postmark/inbound/").status_code == 404


# --- SMS ------------------------------------------------------------------------------------------------------------


def sms_body(**overrides):
    values = {"AccountSid": ACCOUNT, "MessageSid": SID, "MessageStatus": "undelivered", "ErrorCode": "30005"}
    return {**values, **overrides}


def signature_of(body, *, token=TOKEN, url=None):
    address = url or "https://portail.cibtp.example" + reverse("core:sms_status")
    return RequestValidator(token).compute_signature(address, body)


def post_sms(client, body, *, signature=None, **extra):
    signature = signature_of(body) if signature is None else signature
    return client.post(reverse("core:sms_status"), body, headers={"X-Twilio-Signature": signature}, **extra)


def text(recipient=MOBILE):
    return sent("sms", SID, recipient)


def test_a_signed_status_is_noted_and_told_once(client, told):
    message = text()
    for _ in range(3):
        assert post_sms(client, sms_body()).status_code == 204
    message.refresh_from_db()
    assert (message.failure, message.failure_is_permanent) == ("30005", True)
    assert message.failed_at is not None
    assert told == [(MOBILE, "30005", True)]


@pytest.mark.parametrize(
    ("code", "is_permanent"),
    [("30003", True), ("30005", True), ("30006", True), ("30007", False), ("30008", False), ("", False)],
)
def test_errors_that_pass_are_told_from_those_that_stay(client, told, code, is_permanent):
    text()
    assert post_sms(client, sms_body(ErrorCode=code)).status_code == 204
    assert told == [(MOBILE, code or "undelivered", is_permanent)]


def test_delivered_is_noted_and_steps_on_the_way_are_not(client, told):
    message = text()
    for status in ("queued", "sending", "sent", "delivered", "nonsense"):
        assert post_sms(client, sms_body(MessageStatus=status, ErrorCode="")).status_code == 204
    message.refresh_from_db()
    assert message.delivered_at is not None
    assert told == []


def test_a_status_of_a_message_that_is_not_ours_is_ignored(client, told):
    message = text()
    for sid in ("SM" + "9" * 32, "", "x" * 500, "a\x00b"):
        assert post_sms(client, sms_body(MessageSid=sid)).status_code == 204
    message.refresh_from_db()
    assert message.failed_at is None


def forged():
    body = sms_body()
    right = signature_of(body)
    yield "none", body, ""
    yield "garbage", body, "AAAA"
    yield "not ascii", body, "é" * 28
    yield "another token", body, signature_of(body, token="autre")
    yield "empty token", body, signature_of(body, token="")
    yield "another address", body, signature_of(body, url="https://portail.cibtp.example/webhooks/autre/")
    yield "the host of the attacker", body, signature_of(body, url="http://testserver" + reverse("core:sms_status"))
    yield "another number", {**body, "MessageSid": "SM" + "2" * 32}, right
    yield "another status", {**body, "MessageStatus": "delivered"}, right
    yield "one more field", {**body, "x": "y"}, right
    of_another = {**body, "AccountSid": "AC" + "9" * 32}
    yield "another account", of_another, signature_of(of_another)


@pytest.mark.parametrize("case", range(11))
def test_what_twilio_did_not_sign_is_refused(client, told, case):
    message = text()
    _, body, signature = list(forged())[case]
    assert post_sms(client, body, signature=signature).status_code == 403
    message.refresh_from_db()
    assert message.failed_at is message.delivered_at is None
    assert told == []


def test_without_a_token_of_ours_no_signature_is_right(client, settings):
    settings.TWILIO_AUTH_TOKEN = settings.TWILIO_ACCOUNT_SID = ""
    body = sms_body(AccountSid="")
    text()
    assert post_sms(client, body, signature=signature_of(body, token="")).status_code == 403


def test_the_host_that_the_request_claims_does_not_matter(client):
    message = text()
    assert post_sms(client, sms_body(), HTTP_HOST="localhost").status_code == 204
    message.refresh_from_db()
    assert message.failed_at is not None


def test_a_signature_over_the_address_alone_opens_nothing(client, told):
    """A body that is not a form has no field to sign."""
    text()
    headers = {"X-Twilio-Signature": signature_of({})}
    url, body = reverse("core:sms_status"), json.dumps(sms_body())
    assert client.post(url, body, content_type="application/json", headers=headers).status_code == 403
    assert told == []


def test_oversized_and_shapeless_statuses_are_refused(client):
    assert post_sms(client, sms_body(x="y" * 20_000)).status_code == 413
    url = reverse("core:sms_status")
    for content_type in ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain"):
        for body in (b"", b"\xff\xfe\x00", b"&&&===", b"%00%ff"):
            answer = client.post(url, body, content_type=content_type, headers={"X-Twilio-Signature": "x"})
            assert answer.status_code in (400, 403)


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "patch"])
def test_only_posts_are_served(client, method):
    assert getattr(client, method)(reverse("core:sms_status")).status_code == 405
