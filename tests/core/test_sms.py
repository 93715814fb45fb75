"""SMS against a server that speaks Twilio's API, and that fails; and the file gateway."""

import json
from base64 import b64encode

import pytest
from django.utils import timezone

from core import delivery
from core.sms import TwilioGateway
from tests.core.conftest import CODE
from tests.core.servers import Api, free_port, http_server
from tests.jobs import run_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_secret_leaks")]
SID = "AC00000000000000000000000000000000"
TAKEN = {"sid": "SM0123456789abcdef0123456789abcdef", "status": "queued", "to": "+33612345678", "error_code": None}


def refusal(status, code):
    return status, {"code": code, "message": f"about +33612345678 and {CODE}", "more_info": "", "status": status}


@pytest.fixture
def twilio(settings):
    settings.SMS_GATEWAY = "core.sms.TwilioGateway"
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = SID, "auth-token"
    settings.TWILIO_FROM = "+33644600000"
    settings.TWILIO_TIMEOUT_SECONDS = 0.4
    with http_server(Api(answers=[])) as api:
        settings.TWILIO_API_URL = api.url
        yield api


def test_twilio_takes_the_message(twilio, send_code):
    twilio.answers = [(201, TAKEN)]
    message = send_code()
    assert run_jobs() == 1
    message.refresh_from_db()
    assert (message.status, message.sealed, message.provider_id) == ("sent", None, TAKEN["sid"])
    request = twilio.requests[0]
    assert request["path"] == f"/2010-04-01/Accounts/{SID}/Messages.json"
    assert request["headers"]["Authorization"] == "Basic " + b64encode(f"{SID}:auth-token".encode()).decode()
    assert request["content"] == {
        "To": "+33612345678",
        "From": "+33644600000",
        "Body": f"Votre code\xa0: {CODE}",
        "SmartEncoded": "true",
    }


def test_sent_once_however_often_the_job_runs(twilio, send_code):
    twilio.answers = [(201, TAKEN)]
    message = send_code()
    run_jobs()
    delivery.deliver(message.pk)
    assert len(twilio.requests) == 1


def test_a_messaging_service_can_be_the_sender(twilio, send_code, settings):
    settings.TWILIO_FROM = "MG0123456789abcdef0123456789abcdef"
    twilio.answers = [(201, TAKEN)]
    send_code()
    run_jobs()
    assert twilio.requests[0]["content"]["MessagingServiceSid"] == settings.TWILIO_FROM
    assert "From" not in twilio.requests[0]["content"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(429, 20429), "Twilio répond 429 (code 20429)"),
        (refusal(500, 20500), "Twilio répond 500 (code 20500)"),
        ((503, {}), "Twilio répond 503 (code 503)"),
        ((502, "<html>Bad gateway</html>"), "Twilio répond 502 (code 502)"),
        (refusal(401, 20003), "Twilio répond 401 (code 20003)"),
        (refusal(400, 21611), "Twilio répond 400 (code 21611)"),
        ("hang", "envoi interrompu (TimeoutError)"),
    ],
)
def test_passing_failure_is_tried_again(twilio, send_code, answer, error):
    twilio.answers = [answer, (201, TAKEN)]
    message = send_code()
    run_jobs()
    message.refresh_from_db()
    assert (message.status, message.attempts, message.last_error) == ("queued", 1, error)
    assert run_jobs() == 0
    assert run_jobs(at=timezone.now() + delivery.timedelta(seconds=11)) == 1
    message.refresh_from_db()
    assert (message.status, message.sealed, message.last_error) == ("sent", None, "")
    assert len(twilio.requests) == 2


@pytest.mark.parametrize("code", [21211, 21614, 21610, 21408])
def test_final_refusal_is_not_tried_again(twilio, send_code, code):
    twilio.answers = [refusal(400, code)]
    message = send_code()
    run_jobs()
    message.refresh_from_db()
    assert (message.status, message.sealed) == ("failed", None)
    assert message.last_error == f"Twilio répond 400 (code {code})"
    assert run_jobs(at=timezone.now() + delivery.GIVE_UP_AFTER) == 0
    assert len(twilio.requests) == 1


def test_refused_connection_is_tried_again(twilio, send_code, settings):
    settings.TWILIO_API_URL = f"http://127.0.0.1:{free_port()}"
    message = send_code()
    run_jobs()
    message.refresh_from_db()
    assert (message.status, message.last_error) == ("queued", "envoi interrompu (ConnectionRefusedError)")


def test_edge_and_region_make_the_address(settings, monkeypatch):
    """Without TWILIO_API_URL the request goes to Twilio, where the settings say."""
    asked = []
    monkeypatch.setattr("core.sms.TwilioHttpClient.request", lambda self, method, url, *a, **k: asked.append(url))
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_FROM = SID, "auth-token", "+33644600000"
    settings.TWILIO_API_URL = ""
    settings.TWILIO_EDGE, settings.TWILIO_REGION = "dublin", "ie1"
    with pytest.raises(AttributeError):
        TwilioGateway().send(to="+33612345678", text="Bonjour")
    assert asked == [f"https://api.dublin.ie1.twilio.com/2010-04-01/Accounts/{SID}/Messages.json"]


def test_file_gateway_writes_one_json_file(settings, outbox, send_code):
    settings.SMS_GATEWAY = "core.outbox.FileSmsGateway"
    message = send_code()
    run_jobs()
    message.refresh_from_db()
    [path] = outbox.iterdir()
    assert message.provider_id == path.name
    written = json.loads(path.read_text())
    assert (written["to"], written["text"]) == ("+33612345678", f"Votre code\xa0: {CODE}")
