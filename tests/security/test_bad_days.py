"""Bad days along the opening: the provider is down, the letters change meanwhile, the session is gone."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountOpening, Membership, PendingAccount, User
from accounts.opening import services
from core.models import AuditEvent, OutgoingMessage
from tests.factories import LETTER_CODE, PASSWORD, OpeningFactory, UserFactory
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db
IDENTIFY, CONTACT, SENT = reverse("accounts:identify"), reverse("accounts:contact"), reverse("accounts:email_sent")
TYPED = {
    "email": "claire@exemple.fr",
    "email_confirmation": "claire@exemple.fr",
    "password": PASSWORD,
    "password_confirmation": PASSWORD,
    "landline": "",
    "mobile": "",
    "accept_terms": "on",
}


@pytest.fixture
def opening():
    return OpeningFactory()


@pytest.fixture
def letters(opening):
    return {"cibtp_id": opening.adherent.cibtp_id, "siret": opening.establishment.siret, "code": LETTER_CODE}


@pytest.fixture
def proved(client, letters):
    assert client.post(IDENTIFY, letters).status_code == 302
    return client


def test_the_mail_provider_down_for_an_hour_loses_nothing(proved, settings):
    """The page is the usual one; the message waits, and leaves when the provider is back."""
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    start = timezone.now()
    assert proved.post(CONTACT, TYPED)["Location"] == SENT
    assert "claire@exemple.fr" in proved.get(SENT).content.decode()
    for minutes in (0, 1, 5, 20):
        run_jobs(at=start + timedelta(minutes=minutes))
    message = OutgoingMessage.objects.get()
    assert (message.status, message.sealed is not None) == ("queued", True)
    assert message.attempts >= 3
    settings.EMAIL_BACKEND = working
    run_jobs(at=start + timedelta(hours=1))
    message.refresh_from_db()
    assert (message.status, message.sealed) == ("sent", None)
    assert "/activation/" in mail.outbox[0].body


@pytest.mark.parametrize("what", ["replaced_at", "used_at"])
def test_the_letters_are_replaced_or_used_between_the_two_steps(proved, opening, what):
    assert proved.get(CONTACT).status_code == 200
    AccountOpening.objects.filter(pk=opening.pk).update(**{what: timezone.now()})
    response = proved.post(CONTACT, TYPED, follow=True)
    assert response.request["PATH_INFO"] == IDENTIFY
    assert "ne sont plus valables" in response.content.decode()
    assert not PendingAccount.objects.exists()
    run_jobs()
    assert mail.outbox == []


def test_a_new_letter_proves_again_after_the_former_was_replaced(proved, opening):
    AccountOpening.objects.filter(pk=opening.pk).update(replaced_at=timezone.now())
    again = OpeningFactory(adherent=opening.adherent, establishment=opening.establishment, code="ABCDE-FGHJK")
    typed = {"cibtp_id": opening.adherent.cibtp_id, "siret": opening.establishment.siret, "code": "ABCDE-FGHJK"}
    assert proved.post(CONTACT, TYPED)["Location"] == IDENTIFY
    assert proved.post(IDENTIFY, typed)["Location"] == CONTACT
    assert proved.post(CONTACT, TYPED)["Location"] == SENT
    assert PendingAccount.objects.get().opening == again


@pytest.mark.parametrize("what", ["expires_at", "burnt_at"])
def test_letters_proved_in_time_go_on_serving(proved, opening, what):
    """The code expires, or someone else burns it, while the person fills étape 2/2 in: nothing is lost."""
    past = timezone.now() - timedelta(minutes=1)
    AccountOpening.objects.filter(pk=opening.pk).update(issued_at=past - timedelta(days=31), **{what: past})
    assert proved.post(CONTACT, TYPED)["Location"] == SENT
    assert services.activate(token=services.activation_token(PendingAccount.objects.get()))


def test_the_session_lost_between_the_steps_is_said_and_nothing_is_kept(proved):
    proved.session.flush()
    response = proved.post(CONTACT, TYPED, follow=True)
    assert response.request["PATH_INFO"] == IDENTIFY
    assert "Commencez par saisir" in response.content.decode()
    assert PASSWORD not in response.content.decode()
    assert not PendingAccount.objects.exists()


def test_the_session_lost_after_step_two_leaves_the_link_alive(proved, client_factory):
    proved.post(CONTACT, TYPED)
    other = client_factory()
    assert other.get(SENT)["Location"] == IDENTIFY
    assert other.post(reverse("accounts:resend_activation"))["Location"] == IDENTIFY
    path = reverse("accounts:activate", args=[services.activation_token(PendingAccount.objects.get())])
    assert other.post(path).status_code == 200
    assert User.objects.count() == 1


def test_the_company_vanishes_from_the_session_without_an_error(proved):
    """A session that names letters which no longer exist, or was written by an older version."""
    for broken in ({"opening": "inconnu", "at": timezone.now().isoformat(), "registered": True},):
        session = proved.session
        session["account_opening"] = broken
        session.save()
        for page in (CONTACT, SENT):
            assert proved.get(page)["Location"] == IDENTIFY


def test_the_activated_browser_that_goes_back_is_led_to_sign_in(proved):
    proved.post(CONTACT, TYPED)
    pending = PendingAccount.objects.get()
    services.activate(token=services.activation_token(pending))
    assert proved.get(SENT)["Location"] == reverse("accounts:sign_in")
    for name in ("resend_activation", "correct_email"):
        response = proved.post(reverse(f"accounts:{name}"), {"email": "autre@exemple.fr"})
        assert response["Location"] == reverse("accounts:sign_in"), name
    assert proved.post(CONTACT, TYPED)["Location"] == IDENTIFY
    assert list(User.objects.values_list("email", flat=True)) == ["claire@exemple.fr"]


def test_a_suspended_company_address_activated_elsewhere_meanwhile(proved):
    """The address opens an account by other letters before the click: the page says to sign in and attach."""
    proved.post(CONTACT, TYPED)
    token = services.activation_token(PendingAccount.objects.get())
    UserFactory(email="claire@exemple.fr")
    response = proved.post(reverse("accounts:activate", args=[token]))
    assert response.status_code == 200
    assert "a déjà un compte" in response.content.decode()
    assert not Membership.objects.exists()


def test_the_clock_set_back_does_not_lengthen_the_step(client, letters):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        client.post(IDENTIFY, letters)
    with time_machine.travel(start + timedelta(minutes=31), tick=False):
        assert client.get(CONTACT)["Location"] == IDENTIFY
    with time_machine.travel(start + timedelta(minutes=1), tick=False):
        assert client.get(CONTACT)["Location"] == IDENTIFY


def test_a_failure_while_registering_leaves_neither_row_nor_message_nor_line(proved, monkeypatch):
    """One transaction: what was to be sent is rolled back with what was to be kept."""
    proved.raise_request_exception = False
    monkeypatch.setattr("core.queue.defer", lambda *args, **kwargs: 1 / 0)
    response = proved.post(CONTACT, TYPED)
    assert response.status_code == 500
    assert "<h1>" in response.content.decode()
    assert not PendingAccount.objects.exists()
    assert not OutgoingMessage.objects.exists()
    assert not AuditEvent.objects.filter(action="accounts.registered").exists()
