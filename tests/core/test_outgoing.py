"""Messages are stored with their job, once with their secrets sealed, once with dots in their place."""

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from core import queue
from core.mail import send_email
from core.models import AuditEvent, OutgoingMessage
from core.outgoing import MASK, Content, NotResendable, SecretShown, resend
from tests.core.conftest import LINK
from tests.factories import UserFactory
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db


def test_the_secret_is_sealed_and_shown_as_dots(send_link):
    message = send_link()
    content = Content.unseal(message.sealed)
    assert LINK in content.text
    assert f'href="{LINK}"' in content.html
    assert MASK in message.body_text
    assert MASK in message.body_html
    assert LINK not in message.body_text + message.body_html
    assert LINK.encode() not in message.sealed


def test_text_is_not_escaped_and_html_is(send_link):
    content = Content.unseal(send_link().sealed)
    assert "Bonjour O’Neil & <Fils>," in content.text
    assert "Bonjour O’Neil &amp; &lt;Fils&gt;" in content.html
    assert content.subject == "Activez votre compte, O’Neil & <Fils>"


def test_html_is_optional_and_links_start_with_the_public_address(templates, settings):
    settings.PUBLIC_BASE_URL = "https://portail.exemple.fr/"
    message = send_email(kind="tests/plain", to="a@exemple.fr", context={})
    assert message.body_html == ""
    assert message.body_text == "Reçue.\nhttps://portail.exemple.fr/espace/\n"


@pytest.mark.parametrize("end", ["\r\nBcc: rival@exemple.fr", "\nX: y", "\rX: y", "\u2028X: y", "\x0bX: y", "\x85X: y"])
def test_a_subject_is_always_one_line(send_link, mailoutbox, end):
    message = send_link(context={"company": f"Acme{end}"})
    assert len(message.subject.splitlines()) == 1
    run_jobs()
    sent = mailoutbox[0]
    assert sent.recipients() == ["alice@exemple.fr"]
    assert sent.message()["Bcc"] is None


def test_a_long_subject_is_cut(send_link):
    assert len(send_link(context={"company": "A" * 500}).subject) == 200


@pytest.mark.parametrize("to", ["a@exemple.fr\r\nBcc: b@exemple.fr", "a@exemple.fr\n", ""])
def test_a_recipient_that_is_not_one_line_is_refused(send_link, to):
    with pytest.raises(ValueError, match="recipient"):
        send_link(to=to)
    assert not OutgoingMessage.objects.exists()


def test_a_template_that_would_show_a_secret_is_refused(send_link):
    with pytest.raises(SecretShown, match="link"):
        send_link(kind="tests/link", context={"company": LINK})


def test_a_secret_never_reaches_a_subject(templates):
    with pytest.raises(SecretShown, match="subject"):
        send_email(kind="tests/leak", to="a@exemple.fr", context={}, secrets={"link": LINK})


def test_rolled_back_together(send_link, mailoutbox):
    with transaction.atomic():
        send_link()
        transaction.set_rollback(True)
    assert not OutgoingMessage.objects.exists()
    assert not ProcrastinateJob.objects.exists()
    assert run_jobs() == 0
    assert mailoutbox == []


def test_an_unknown_job_is_refused_when_asked_for():
    with pytest.raises(KeyError):
        queue.defer("core.jobs.deliver_mesage", message_id=1)


def test_a_finished_message_without_secret_is_sent_again(templates, mailoutbox):
    first = send_email(kind="tests/plain", to="a@exemple.fr", context={}, caisse_id=7)
    run_jobs()
    first.refresh_from_db()
    staff = UserFactory()
    again = resend(message=first, by=staff)
    run_jobs()
    assert again.pk != first.pk
    assert [mail.body for mail in mailoutbox] == [first.body_text] * 2
    event = AuditEvent.objects.get(action="core.message_resent")
    assert (event.actor_id, event.caisse_id) == (staff.pk, 7)


def test_a_message_that_held_a_secret_is_not_sent_again_with_dots(send_link, mailoutbox):
    message = send_link()
    run_jobs()
    message.refresh_from_db()
    with pytest.raises(NotResendable):
        resend(message=message, by=UserFactory())
    assert run_jobs() == 0
    assert len(mailoutbox) == 1


def test_a_waiting_message_is_tried_at_once_and_goes_once(send_link, mailoutbox):
    message = send_link()
    assert resend(message=message, by=UserFactory()).pk == message.pk
    assert run_jobs() == 2
    assert len(mailoutbox) == 1
    assert LINK in mailoutbox[0].body
