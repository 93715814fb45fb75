"""One ceiling for all SMS (SECURITY D6): whatever sends them, the switch and the cap of the day hold."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from core import outgoing
from core.allowance import SmsSwitchedOff
from core.mail import send_emails
from core.models import OutgoingMessage
from core.outgoing import Message
from core.sms import send_many_sms
from core.throttling import Throttled
from tests.factories import CaisseFactory, StaffFactory
from tests.jobs import run_jobs
from tests.staff import enter_admin

pytestmark = pytest.mark.django_db
NUMBER = "+33612345678"


@pytest.fixture
def cap(settings):
    """Three SMS a day."""
    settings.THROTTLES = {**settings.THROTTLES, "sms_site_day": (3, 24 * 3600)}


def texts(count: int) -> list[Message]:
    return [Message("tests/code", NUMBER, {}, secrets={"code": f"77{number:04d}"}) for number in range(count)]


def stored(channel: str = "sms") -> int:
    return OutgoingMessage.objects.filter(channel=channel).count()


def test_codes_and_batches_draw_on_the_same_day(cap, send_code):
    send_code()
    assert len(send_many_sms(texts(1))) == 1
    send_code()
    with pytest.raises(Throttled):
        send_code()
    assert send_many_sms(texts(2)) == []
    assert stored() == 3


def test_a_batch_past_the_cap_sends_what_the_day_allows_and_says_the_rest(cap, send_code, caplog):
    send_code()
    with caplog.at_level(logging.WARNING, logger="core.allowance"):
        assert len(send_many_sms(texts(5))) == 2
    assert "3 SMS not sent" in caplog.text
    assert NUMBER not in caplog.text
    assert stored() == 3


def test_the_next_day_they_leave_again(cap, send_code):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        send_many_sms(texts(9))
    with time_machine.travel(start + timedelta(days=1, seconds=1), tick=False):
        assert len(send_many_sms(texts(9))) == 3
        with pytest.raises(Throttled):
            send_code()


def test_emails_are_not_sms(cap, settings, templates):
    settings.SMS_ENABLED = False
    letters = [Message("tests/plain", f"a{number}@exemple.fr", {}) for number in range(9)]
    assert len(send_emails(letters)) == 9
    settings.SMS_ENABLED = True
    assert len(send_many_sms(texts(3))) == 3


def test_switched_off_nothing_is_stored(settings, send_code):
    settings.SMS_ENABLED = False
    with pytest.raises(SmsSwitchedOff):
        send_code()
    assert send_many_sms(texts(2)) == []
    assert stored() == 0


def test_switched_off_what_waited_stays_until_it_is_on_again(settings, outbox, send_code):
    message = send_code()
    settings.SMS_ENABLED = False
    run_jobs()
    message.refresh_from_db()
    assert (message.status, message.last_error) == ("queued", "les SMS sont interrompus (SMS_ENABLED)")
    assert not outbox.exists()
    settings.SMS_ENABLED = True
    run_jobs(at=timezone.now() + timedelta(seconds=11))
    assert len(list(outbox.iterdir())) == 1


def test_sending_again_counts_too_and_is_refused_in_words(cap, client, send_code):
    caisse = CaisseFactory()
    enter_admin(client, StaffFactory(staff_caisse=caisse))
    message = send_code(caisse_id=caisse.pk, secrets={}, context={"code": "plus tard"})
    run_jobs()
    outgoing.resend(message=OutgoingMessage.objects.get(), by=None)
    outgoing.resend(message=message_as_sent(message), by=None)
    data = {"action": "resend", "_selected_action": [message.pk]}
    page = client.post(reverse("admin:core_outgoingmessage_changelist"), data, follow=True).content.decode()
    assert "le plafond du jour est atteint" in page
    assert "remis à l’envoi" not in page
    assert stored() == 3


def message_as_sent(message: OutgoingMessage) -> OutgoingMessage:
    message.refresh_from_db()
    assert message.status == "sent"
    return message
