"""STOP answered to an SMS: whose word it is, what it changes for everybody who has the number, how it is taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.choices import wanting
from accounts.enums import StopSource, Topic
from accounts.models import MessageChoice, PhoneCertification, StoppedNumber, User
from accounts.person.personal_data import personal_data
from accounts.person.services.account import close
from accounts.person.services.phones import Owner, check_code, send_code
from accounts.services import stops
from accounts.services.retention import purge_stopped_numbers
from core import delivery, sms, tracking
from core.failures import SendingFailed
from core.models import AuditEvent, OutgoingMessage, ThrottleBucket
from tests.accounts.steps import mails, signed_in
from tests.accounts.stop_kit import ACCOUNT, BASE, MOBILE, REPLY, answered, configure, post_reply, signature_of
from tests.cast import person
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db
SUBJECT = "Vous ne recevez plus de SMS de votre caisse"
PHONES = reverse("accounts:phones")


@pytest.fixture(autouse=True)
def twilio(settings, tmp_path):
    configure(settings)
    settings.OUTBOX_DIR = tmp_path


def owner(name="claire", mobile=MOBILE, **fields):
    found = person(name, mobile=mobile, **{"mobile_certified_at": timezone.now(), **fields})
    MessageChoice.objects.create(user=found, topic=Topic.ALERTS, by_sms=True)
    return found


def is_stopped(number=MOBILE):
    return StoppedNumber.objects.filter(number=number).exists()


# --- The words (tests/core/test_sms_replies.py)


def test_the_reading_of_the_provider_counts():
    """Twilio's Advanced Opt-Out, with words of the caisse's own."""
    claire = owner()
    assert post_reply(answered("Basta", OptOutType="STOP")) == 204
    assert wanting([claire], Topic.ALERTS, by_sms=True) == []
    assert post_reply(answered("STOP", OptOutType="HELP")) == 204
    assert post_reply(answered("Encore", OptOutType="START")) == 204
    assert wanting([claire], Topic.ALERTS, by_sms=True) == [claire]


# --- Whose word it is


def forged():
    fields = answered()
    right = signature_of(fields)
    of_another = {**fields, "AccountSid": "AC" + "9" * 32}
    yield fields, ""
    yield fields, "AAAA"
    yield fields, "é" * 28
    yield fields, signature_of(fields, token="autre")
    yield fields, signature_of(fields, token="")
    yield fields, signature_of(fields, url=BASE + reverse("core:sms_status"))
    yield fields, signature_of(fields, url="http://testserver" + REPLY)
    yield {**fields, "From": "+33698765432"}, right
    yield {**fields, "Body": "START"}, right
    yield {**fields, "x": "y"}, right
    yield of_another, signature_of(of_another)


@pytest.mark.parametrize("case", range(11))
def test_what_twilio_did_not_sign_stops_nobody(case):
    owner()
    owner("other", "+33698765432")
    fields, signature = list(forged())[case]
    assert post_reply(fields, signature=signature) == 403
    assert not StoppedNumber.objects.exists()


def test_without_a_token_of_ours_no_signature_is_right(settings):
    owner()
    settings.TWILIO_AUTH_TOKEN = settings.TWILIO_ACCOUNT_SID = ""
    fields = answered(AccountSid="")
    assert post_reply(fields, signature=signature_of(fields, token="")) == 403
    assert not is_stopped()


def test_oversized_and_shapeless_answers_are_refused(client):
    owner()
    assert post_reply(answered("STOP", x="y" * 20_000)) == 413
    for content_type in ("application/x-www-form-urlencoded", "multipart/form-data", "application/json"):
        for body in (b"", b"\xff\xfe\x00", b"&&&===", b"%00%ff"):
            reply = client.post(REPLY, body, content_type=content_type, headers={"X-Twilio-Signature": "x"})
            assert reply.status_code in (400, 403)
    assert not is_stopped()


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "patch"])
def test_only_posts_are_served(client, method):
    assert getattr(client, method)(REPLY).status_code == 405


@pytest.mark.parametrize(
    "fields",
    [
        {"number": "+33698765432"}, {"number": ""}, {"number": "CIBTP"}, {"number": "\x00"}, {"number": "36034"},
        {"number": "+" + "9" * 400}, {"number": "+33 6 12\x00"}, {"MessageSid": ""}, {"MessageSid": "\x00" * 9},
    ],
)  # fmt: skip
def test_a_number_that_nobody_has_leaves_no_trace(fields):
    """Nothing kept, and the same answer as for a number of ours."""
    assert post_reply(answered(**fields)) == 204
    assert not StoppedNumber.objects.exists()
    assert not AuditEvent.objects.filter(action__startswith="accounts.sms").exists()
    assert mails() == []


def test_a_number_typed_and_never_certified_is_nobodys():
    """Whoever has it never asked for our messages: the account that typed it is told nothing of them."""
    owner(mobile_certified_at=None)
    assert post_reply(answered()) == 204
    assert not is_stopped()
    assert mails() == []


def test_nothing_is_kept_of_any_other_text_nor_answered():
    owner()
    assert post_reply(answered("Mon chantier est à l’arrêt, rappelez-moi")) == 204
    assert not StoppedNumber.objects.exists()
    assert not OutgoingMessage.objects.exists()
    assert not AuditEvent.objects.exists()
    assert not ThrottleBucket.objects.exists()


# --- What it changes


@pytest.mark.parametrize(
    ("stored", "written"),
    [
        (MOBILE, "+33612345678"),
        (MOBILE, "+33 6 12 34 56 78"),
        ("+262692123456", "+262692123456"),
        ("+262639123456", "+262639123456"),
        ("+590690123456", "+590690123456"),
        ("+596696123456", "+596696123456"),
        ("+594694123456", "+594694123456"),
    ],
)
def test_numbers_of_everywhere_are_recognised(stored, written):
    claire = owner(mobile=stored)
    assert post_reply(answered(number=written)) == 204
    assert is_stopped(stored)
    assert wanting([claire], Topic.ALERTS, by_sms=True) == []


def test_three_accounts_of_one_number_are_stopped_and_each_told_once():
    people = [owner(name) for name in ("claire", "denis", "emma")]
    other = owner("farid", "+33698765432")
    assert post_reply(answered("Stop.")) == 204
    assert wanting([*people, other], Topic.ALERTS, by_sms=True) == [other]
    assert wanting([*people, other], Topic.ALERTS) == [*people, other]
    assert post_reply(answered("STOP")) == 204
    assert mails() == [SUBJECT] * 3
    lines = AuditEvent.objects.filter(action="accounts.sms_stopped")
    assert {line.target for line in lines} == {f"personne {one.public_id}" for one in people}
    assert {line.changes["number"] for line in lines} == {"06 •• •• •• 78".replace(" ", "\N{NO-BREAK SPACE}")}
    assert all(MessageChoice.objects.get(user=one).by_sms for one in people)


def test_a_stop_replayed_after_a_start_does_nothing():
    owner()
    stop, start = answered("STOP"), answered("START")
    for fields in (stop, start, stop, stop):
        assert post_reply(fields) == 204
    assert not is_stopped()
    assert AuditEvent.objects.filter(action="accounts.sms_stopped").count() == 1
    assert AuditEvent.objects.filter(action="accounts.sms_resumed").count() == 1
    # And a STOP said anew is heard.
    assert post_reply(answered("STOP")) == 204
    assert is_stopped()


def test_an_answer_whose_noting_failed_is_heard_when_told_again(monkeypatch):
    owner()
    fields = answered()
    with monkeypatch.context() as broken:
        broken.setattr(stops, "stop", lambda **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            post_reply(fields)
    assert post_reply(fields) == 204
    assert is_stopped()


def test_the_mail_says_how_to_have_sms_again(settings, mailoutbox):
    settings.SMS_REPLY_NUMBER = "36034"
    owner()
    post_reply(answered())
    run_jobs()
    text = mailoutbox[0].body
    assert f"{BASE}{reverse('accounts:messages')}" in text
    assert "envoyer START au 36034" in text
    assert "12 34 56" not in text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("sender", "reply", "said"),
    [
        ("CIBTP", "", "en réponse à l’un de nos SMS"),
        ("MG0123456789abcdef0123456789abcdef", "", "en réponse à l’un de nos SMS"),
        ("", "", "en réponse à l’un de nos SMS"),
        ("+33644600000", "", "au 06\xa044\xa060\xa000\xa000"),
        ("CIBTP", "36034", "au 36034"),
    ],
)
def test_where_to_answer_is_said_for_every_kind_of_sender(settings, sender, reply, said):
    settings.TWILIO_FROM, settings.SMS_REPLY_NUMBER = sender, reply
    assert sms.where_to_answer() == said


def test_an_sms_that_waited_does_not_leave_after_a_stop(settings, tmp_path):
    """Chosen before, sent after: the word is asked for again when it leaves. A code asked for on the screen goes."""
    claire = owner()
    waiting = sms.send_sms(kind="accounts/certification_reminder", to=MOBILE, context={}, user=claire)
    post_reply(answered())
    send_code(owner=Owner(user=claire), number=MOBILE, ip="192.0.2.1")
    run_jobs()
    waiting.refresh_from_db()
    assert (waiting.status, waiting.last_error) == ("failed", "ce numéro a répondu STOP")
    texts = [path.read_text() for path in tmp_path.glob("*.json")]
    assert len(texts) == 1
    assert "code" in texts[0]


def test_a_certification_of_the_number_does_not_undo_the_stop(monkeypatch):
    claire = owner()
    post_reply(answered())
    monkeypatch.setattr("accounts.person.services.phones.codes.new_sms_code", lambda: "493817")
    send_code(owner=Owner(user=claire), number=MOBILE, ip="192.0.2.1")
    assert check_code(owner=Owner(user=claire), code="493817").is_right
    claire.refresh_from_db()
    assert claire.has_certified_mobile
    assert is_stopped()
    assert wanting([claire], Topic.ALERTS, by_sms=True) == []


def test_thousands_are_asked_about_in_two_queries(django_assert_num_queries):
    people = [owner(f"p{number}", f"+3361234{number:04}") for number in range(12)]
    StoppedNumber.objects.create(number=people[3].mobile, source=StopSource.REPLY)
    with django_assert_num_queries(2):
        assert wanting(people, Topic.ALERTS, by_sms=True) == people[:3] + people[4:]
    with django_assert_num_queries(2):
        wanting(people[:1], Topic.ALERTS, by_sms=True)
    with django_assert_num_queries(1):
        wanting(people, Topic.ALERTS)


# --- The provider's word


def sent(**fields):
    now = timezone.now()
    return OutgoingMessage.objects.create(
        channel="sms", kind="tests/x", recipient=MOBILE, status="sent", sent_at=now, provider_id="SM1", **fields
    )


def test_unsubscribed_in_a_status_is_a_stop_and_not_a_failing_mobile(client):
    claire = owner(mobile_certified_at=timezone.now() - timedelta(days=9))
    message = sent()
    fields = {"AccountSid": ACCOUNT, "MessageSid": "SM1", "MessageStatus": "failed", "ErrorCode": "21610"}
    url = reverse("core:sms_status")
    signature = signature_of(fields, url=BASE + url)
    for _ in range(2):
        assert client.post(url, fields, headers={"X-Twilio-Signature": signature}).status_code == 204
    message.refresh_from_db()
    claire.refresh_from_db()
    assert (message.failure, claire.mobile_failing_since) == (tracking.STOPPED, None)
    assert StoppedNumber.objects.get().source == StopSource.PROVIDER
    assert mails() == [SUBJECT]


class Refusing:
    def send(self, *, to, text):
        raise SendingFailed("Twilio répond 400 (code 21610)", is_stopped=True)


def test_unsubscribed_when_sending_is_a_stop_and_the_page_of_the_code_says_so(settings):
    settings.SMS_GATEWAY = f"{__name__}.Refusing"
    settings.SMS_REPLY_NUMBER = "36034"
    claire = owner()
    alice = signed_in(claire)
    send_code(owner=Owner(user=claire), number=MOBILE, ip="192.0.2.1")
    assert "Vous avez répondu STOP" not in alice.get(PHONES).content.decode().partition("page-help")[0]
    delivery.deliver(OutgoingMessage.objects.get().pk)
    assert OutgoingMessage.objects.get(channel="sms").status == "failed"
    page = alice.get(PHONES).content.decode().partition("page-help")[0]
    assert "Vous avez répondu STOP à nos SMS" in page
    assert "Envoyez START au 36034" in page
    claire.refresh_from_db()
    assert (claire.mobile_failing_since, is_stopped()) == (None, True)


def test_another_account_is_not_told_that_a_number_said_stop():
    """Whoever types somebody's number learns nothing of what its owner answered."""
    owner()
    post_reply(answered())
    other = person("other")
    send_code(owner=Owner(user=other), number=MOBILE, ip="192.0.2.1")
    run_jobs()
    assert PhoneCertification.objects.filter(user=other).exists()
    assert "STOP" not in signed_in(other).get(PHONES).content.decode().partition("page-help")[0]


def test_stops_among_passing_failures_do_not_make_a_mobile_fail(settings):
    settings.UNDELIVERED_LIMIT = 2
    claire = owner(mobile_certified_at=timezone.now() - timedelta(days=9))
    tracking.record_failed(message=sent(), failure=tracking.STOPPED, is_permanent=True)
    tracking.record_failed(message=sent(), failure="30008", is_permanent=False)
    claire.refresh_from_db()
    assert claire.mobile_failing_since is None


# --- Kept, shown, erased


def test_my_data_says_that_sms_are_stopped():
    claire = owner()
    assert personal_data(claire)["coordonnees"]["sms_arretes_le"] is None
    post_reply(answered())
    told = personal_data(claire)["coordonnees"]
    assert told["sms_arretes_le"] == StoppedNumber.objects.get().stopped_at
    assert told["sms_arretes_par"] == "Réponse STOP à un SMS"


def test_closing_the_account_erases_the_stop_unless_somebody_else_has_the_number():
    claire, denis = owner(), owner("denis")
    post_reply(answered())
    close(user=claire)
    assert is_stopped()
    close(user=denis)
    assert not is_stopped()


def test_a_number_given_up_keeps_its_stop_for_a_time(settings):
    claire = owner()
    post_reply(answered())
    StoppedNumber.objects.update(stopped_at=timezone.now() - settings.STOPPED_NUMBER_RETENTION * 2)
    assert purge_stopped_numbers() == 0
    User.objects.filter(pk=claire.pk).update(mobile="", mobile_certified_at=None)
    StoppedNumber.objects.update(stopped_at=timezone.now() - settings.STOPPED_NUMBER_RETENTION / 2)
    assert purge_stopped_numbers() == 0
    StoppedNumber.objects.update(stopped_at=timezone.now() - settings.STOPPED_NUMBER_RETENTION * 2)
    assert purge_stopped_numbers() == 1
