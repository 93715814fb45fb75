"""E-mails against servers that speak SMTP and a provider's API, and that fail."""

import smtplib
import socket

import pytest
from django.utils import timezone

from core import delivery
from core.mail import send_email
from core.models import OutgoingMessage
from core.outgoing import resend
from tests.core.conftest import LINK
from tests.core.servers import Api, Mailbox, free_port, http_server, smtp_server
from tests.jobs import run_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_secret_leaks")]
TAKEN = {"To": "alice@exemple.fr", "MessageID": "b7bc2f4a-e38e-4336", "ErrorCode": 0, "Message": "OK"}
REFUSED = "le prestataire refuse l’adresse"
UNCONFIRMED = "le prestataire n’a pas confirmé l’envoi"
INACTIVE = (
    "You tried to send to a recipient that has been marked as inactive.\nFound inactive addresses: alice@exemple.fr.\n"
    "Inactive recipients are ones that have generated a hard bounce or a spam complaint."
)


@pytest.fixture
def smtp(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_TIMEOUT = 0.4
    with smtp_server(Mailbox()) as mailbox:
        settings.EMAIL_PORT = mailbox.port
        yield mailbox


@pytest.fixture
def postmark(settings):
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    with http_server(Api(answers=[])) as api:
        settings.ANYMAIL = {
            "POSTMARK_SERVER_TOKEN": "server-token",
            "POSTMARK_API_URL": api.url,
            "REQUESTS_TIMEOUT": 0.4,
        }
        yield api


def run_until(instant):
    """Run the jobs due by then, as often as their retries ask."""
    while run_jobs(at=instant):
        pass


def assert_waits(message: OutgoingMessage, error: str) -> None:
    message.refresh_from_db()
    assert (message.status, message.attempts, message.last_error) == ("queued", 1, error)
    assert message.sealed is not None
    assert run_jobs() == 0  # not before its delay


def assert_sent_after_retry(message: OutgoingMessage) -> None:
    assert run_jobs(at=timezone.now() + delivery.timedelta(seconds=delivery.FIRST_DELAYS[0] + 1)) == 1
    message.refresh_from_db()
    assert (message.status, message.sealed, message.last_error) == ("sent", None, "")
    assert message.sent_at is not None


def assert_failed_at_once(message: OutgoingMessage, error: str) -> None:
    message.refresh_from_db()
    assert (message.status, message.attempts, message.sealed) == ("failed", 1, None)
    assert message.last_error == error
    assert run_jobs(at=timezone.now() + delivery.GIVE_UP_AFTER) == 0


def test_smtp_takes_the_message(smtp, send_link):
    message = send_link()
    assert run_jobs() == 1
    message.refresh_from_db()
    assert (message.status, message.sealed, message.attempts) == ("sent", None, 0)
    mail = smtp.received[0]
    assert mail["To"] == "alice@exemple.fr"
    assert mail["Subject"] == "Activez votre compte, O’Neil & <Fils>"
    assert LINK in mail.get_body(("plain",)).get_content()
    assert LINK in mail.get_body(("html",)).get_content()
    assert mail["Message-ID"] == message.provider_id == f"<{message.public_id}@cibtp.example>"
    assert mail["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("method", ["PUBLISH", "CANCEL"])
def test_an_event_comes_joined_and_is_joined_again(smtp, templates, method):
    """The part says the method of the calendar: without it, programs show a file rather than an event."""
    event = f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nSUMMARY:Rendez-vous à la caisse\r\nEND:VCALENDAR\r\n"
    message = send_email(kind="tests/plain", to="alice@exemple.fr", context={}, calendar=event)
    run_jobs()
    message.refresh_from_db()
    resend(message=message, by=None)
    run_jobs()
    for mail in smtp.received:
        part = next(mail.iter_attachments())
        assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", method)
        assert part.get_filename() == "rendez-vous.ics"
        assert part.get_payload(decode=True).decode() == event
        assert mail.get_body(("plain",)).get_content().startswith("Reçue.")
    assert len(smtp.received) == 2


def test_sent_once_however_often_the_job_runs(smtp, send_link):
    message = send_link()
    run_jobs()
    delivery.deliver(message.pk)
    delivery.deliver(message.pk)
    assert len(smtp.received) == 1


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"rcpt": ["450 4.2.1 Greylisted alice@exemple.fr"]}, "le serveur refuse l’adresse (450 4.2.1)"),
        ({"data": ["452 4.3.1 Insufficient storage"]}, "le serveur refuse le message (452 4.3.1)"),
        ({"data": ["hang"]}, "envoi interrompu (TimeoutError)"),
        ({"data": ["421 4.3.2 Closing"]}, "le serveur refuse le message (421 4.3.2)"),
    ],
)
def test_smtp_passing_failure_is_tried_again(smtp, send_link, answers, error):
    vars(smtp).update(answers)
    message = send_link()
    run_jobs()
    assert smtp.received == []
    assert_waits(message, error)
    assert_sent_after_retry(message)
    assert len(smtp.received) == 1


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"rcpt": ["550 5.1.1 <alice@exemple.fr> unknown"]}, "le serveur refuse l’adresse (550 5.1.1)"),
        ({"rcpt": ["553 not here"]}, "le serveur refuse l’adresse (553)"),
        ({"data": ["554 5.7.1 Spam: " + LINK]}, "le serveur refuse le message (554 5.7.1)"),
    ],
)
def test_smtp_final_refusal_is_not_tried_again(smtp, send_link, answers, error):
    vars(smtp).update(answers)
    message = send_link()
    assert run_jobs() == 1
    assert_failed_at_once(message, error)


def test_smtp_refused_connection_is_tried_again(settings, smtp, send_link):
    open_port = settings.EMAIL_PORT
    settings.EMAIL_PORT = free_port()
    message = send_link()
    run_jobs()
    assert_waits(message, "envoi interrompu (ConnectionRefusedError)")
    settings.EMAIL_PORT = open_port
    assert_sent_after_retry(message)


def test_smtp_silence_is_tried_again(settings, smtp, send_link):
    open_port = settings.EMAIL_PORT
    message = send_link()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_PORT = silent.getsockname()[1]
        run_jobs()
    assert_waits(message, "envoi interrompu (TimeoutError)")
    settings.EMAIL_PORT = open_port
    assert_sent_after_retry(message)


def test_smtp_wrong_password_is_mended_by_an_operator_and_nothing_is_lost(settings, smtp, send_link):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portail", "faux"
    message = send_link()
    run_jobs()
    assert_waits(message, f"envoi interrompu ({smtplib.SMTPNotSupportedError.__name__})")
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    assert_sent_after_retry(message)


@pytest.mark.parametrize("quit_answer", ["hang", "221 " + "Bye" * 4000])
def test_a_server_that_ends_badly_after_taking_the_message_did_take_it(smtp, send_link, quit_answer):
    smtp.quit = quit_answer
    message = send_link()
    run_jobs()
    message.refresh_from_db()
    assert message.status == "sent"
    assert len(smtp.received) == 1


def test_an_outage_of_an_hour_loses_nothing(settings, smtp, send_link):
    open_port = settings.EMAIL_PORT
    settings.EMAIL_PORT = free_port()
    messages = [send_link(to=f"personne{number}@exemple.fr") for number in range(3)]
    start = timezone.now()
    for minute in range(61):
        run_jobs(at=start + delivery.timedelta(minutes=minute))
    settings.EMAIL_PORT = open_port
    run_until(start + delivery.timedelta(minutes=80))
    assert sorted(mail["To"] for mail in smtp.received) == [message.recipient for message in messages]


def test_provider_takes_the_message(postmark, send_link):
    postmark.answers = [(200, TAKEN)]
    message = send_link()
    run_jobs()
    message.refresh_from_db()
    assert (message.status, message.sealed, message.provider_id) == ("sent", None, TAKEN["MessageID"])
    request = postmark.requests[0]
    assert request["headers"]["X-Postmark-Server-Token"] == "server-token"
    assert LINK in request["content"]["TextBody"]
    assert LINK in request["content"]["HtmlBody"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((429, {"ErrorCode": 429, "Message": "Rate limit exceeded"}), "le prestataire répond 429"),
        ((500, {"ErrorCode": 500, "Message": f"Internal error about {LINK}"}), "le prestataire répond 500"),
        ((503, {}), "le prestataire répond 503"),
        ((401, {"ErrorCode": 10, "Message": "Bad or missing API token"}), "le prestataire répond 401"),
        (
            (422, {"ErrorCode": 406, "Message": "A wording that nobody foresaw"}),
            UNCONFIRMED,
        ),
        ((200, {"Message": "An error page that is valid JSON"}), "le prestataire répond 200"),
        ("hang", "envoi interrompu (TimeoutError)"),
    ],
)
def test_provider_passing_failure_is_tried_again(postmark, send_link, answer, error):
    postmark.answers = [answer, (200, TAKEN)]
    message = send_link()
    run_jobs()
    assert_waits(message, error)
    assert_sent_after_retry(message)
    assert len(postmark.requests) == 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (
            (422, {"ErrorCode": 300, "Message": "Invalid 'To' address: 'alice@exemple.fr'."}),
            REFUSED,
        ),
        ((422, {"ErrorCode": 406, "Message": INACTIVE}), REFUSED),
        ((422, {"ErrorCode": 411, "Message": "Invalid attachment"}), "le prestataire répond 422"),
        ((413, {}), "le prestataire répond 413"),
    ],
)
def test_provider_final_refusal_is_not_tried_again(postmark, send_link, answer, error):
    postmark.answers = [answer]
    message = send_link()
    run_jobs()
    assert_failed_at_once(message, error)
    assert len(postmark.requests) == 1
