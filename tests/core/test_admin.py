"""Staff read the messages and the journal of their caisse, and change nothing there."""

import pytest
from django.urls import reverse

from core import audit
from core.mail import send_email
from core.models import AuditEvent, OutgoingMessage
from tests.core.conftest import LINK
from tests.factories import CaisseFactory, StaffFactory
from tests.jobs import run_jobs
from tests.staff import enter_admin

pytestmark = pytest.mark.django_db
MESSAGES = "admin:core_outgoingmessage_changelist"
JOURNAL = "admin:core_auditevent_changelist"


@pytest.fixture
def caisse():
    return CaisseFactory()


@pytest.fixture
def rival():
    return CaisseFactory()


@pytest.fixture
def staff(client, caisse):
    staff = StaffFactory(staff_caisse=caisse)
    enter_admin(client, staff)
    return staff


def send(caisse, **overrides):
    values = {"kind": "tests/plain", "to": f"personne@{caisse.slug}.fr", "context": {}, "caisse_id": caisse.pk}
    return send_email(**{**values, **overrides})


def resend(client, *messages):
    data = {"action": "resend", "_selected_action": [message.pk for message in messages]}
    return client.post(reverse(MESSAGES), data, follow=True).content.decode()


def test_staff_see_the_messages_of_their_caisse_only(client, staff, caisse, rival, templates):
    own, other = send(caisse), send(rival)
    page = client.get(reverse(MESSAGES)).content.decode()
    assert own.recipient in page
    assert own.kind not in page
    assert own.kind not in client.get(reverse("admin:core_outgoingmessage_change", args=[own.pk])).content.decode()
    assert other.recipient not in page
    assert client.get(reverse("admin:core_outgoingmessage_change", args=[own.pk])).status_code == 200
    foreign = client.get(reverse("admin:core_outgoingmessage_change", args=[other.pk]))
    absent = client.get(reverse("admin:core_outgoingmessage_change", args=[other.pk + 1000]))
    assert foreign.status_code == absent.status_code == 404


def test_no_secret_in_the_admin(client, staff, caisse, send_link):
    message = send_link(caisse_id=caisse.pk)
    page = client.get(reverse("admin:core_outgoingmessage_change", args=[message.pk])).content.decode()
    assert "••••••" in page
    assert LINK not in page


def test_staff_cannot_write(client, staff, caisse, templates):
    message = send(caisse)
    event = audit.record("core.access_refused", caisse_id=caisse.pk)
    for name, pk in (("outgoingmessage", message.pk), ("auditevent", event.pk)):
        assert client.get(reverse(f"admin:core_{name}_add")).status_code == 403
        assert client.post(reverse(f"admin:core_{name}_delete", args=[pk]), {"post": "yes"}).status_code == 403
        assert client.post(reverse(f"admin:core_{name}_change", args=[pk]), {"kind": "x"}).status_code == 403
    assert OutgoingMessage.objects.get().kind == "tests/plain"


def test_resending_says_what_was_done_and_what_could_not(client, staff, caisse, rival, send_link, mailoutbox):
    plain, secret, other = send(caisse), send_link(caisse_id=caisse.pk), send(rival)
    run_jobs()
    page = resend(client, plain, secret, other)
    assert "Messages remis à l’envoi\xa0: 1." in page
    assert "effacé depuis\xa0: 1." in page
    run_jobs()
    assert [mail.to for mail in mailoutbox].count([plain.recipient]) == 2
    assert [mail.to for mail in mailoutbox].count([other.recipient]) == 1
    assert AuditEvent.objects.get(action="core.message_resent").actor_id == staff.pk


def test_a_reader_cannot_resend(client, caisse, templates, mailoutbox):
    enter_admin(client, StaffFactory(staff_caisse=caisse, staff_role="reader"))
    message = send(caisse)
    run_jobs()
    resend(client, message)
    assert run_jobs() == 0
    assert len(mailoutbox) == 1


def test_staff_read_the_journal_of_their_caisse_only(client, staff, caisse, rival):
    audit.record("core.access_refused", caisse_id=caisse.pk, target="/espace/notre/", refused=True)
    audit.record("core.access_refused", caisse_id=rival.pk, target="/espace/autre/", refused=True)
    page = client.get(reverse(JOURNAL)).content.decode()
    assert "/espace/notre/" in page
    assert "Accès refusé" in page
    assert "/espace/autre/" not in page
