"""Addresses and numbers that no longer receive: marked from the providers' words, cleared by a certification."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.person.services.certification import renew, renewal_token
from core import tracking
from core.models import AuditEvent, OutgoingMessage
from tests.cast import person

pytestmark = pytest.mark.django_db
MOBILE = "+33612345678"


@pytest.fixture
def claire():
    long_ago = timezone.now() - timedelta(days=90)
    return person("claire", email_certified_at=long_ago, mobile=MOBILE, mobile_certified_at=long_ago)


def sent(recipient, channel="email", ago=timedelta(0), **fields):
    return OutgoingMessage.objects.create(
        channel=channel, kind="tests/x", recipient=recipient, created_at=timezone.now() - ago, **fields
    )


def fail(message, *, permanent=True):
    return tracking.record_failed(message=message, failure="bounced", is_permanent=permanent)


def test_a_permanent_failure_marks_the_address_and_the_journal_says_so(claire):
    fail(sent(claire.email))
    claire.refresh_from_db()
    assert claire.email_failing_since is not None
    assert claire.mobile_failing_since is None
    line = AuditEvent.objects.get(action="accounts.email_failing")
    assert (line.target, line.changes) == (f"personne {claire.public_id}", {"failure": "bounced"})


def test_the_first_failure_gives_the_date(claire):
    fail(sent(claire.email))
    since = User.objects.get(pk=claire.pk).email_failing_since
    fail(sent(claire.email))
    assert User.objects.get(pk=claire.pk).email_failing_since == since
    assert AuditEvent.objects.filter(action="accounts.email_failing").count() == 1


def test_passing_failures_mark_only_in_a_row(claire, settings):
    settings.UNDELIVERED_LIMIT = 3
    days = iter(range(20, 0, -1))

    def soft():
        fail(sent(claire.email, ago=timedelta(days=next(days))), permanent=False)
        return User.objects.get(pk=claire.pk).email_failing_since is not None

    assert [soft(), soft()] == [False, False]
    tracking.record_delivered(message=sent(claire.email, ago=timedelta(days=next(days))))
    assert [soft(), soft(), soft()] == [False, False, True]


def test_passing_failures_of_long_ago_do_not_count(claire, settings):
    settings.UNDELIVERED_LIMIT = 2
    fail(sent(claire.email, ago=timedelta(days=40)), permanent=False)
    fail(sent(claire.email), permanent=False)
    assert User.objects.get(pk=claire.pk).email_failing_since is None


def test_a_passing_failure_told_thrice_counts_once(claire, settings):
    settings.UNDELIVERED_LIMIT = 3
    message = sent(claire.email)
    assert [fail(message, permanent=False) for _ in range(3)] == [True, False, False]
    assert User.objects.get(pk=claire.pk).email_failing_since is None


def test_a_number_marks_everyone_who_certified_it(claire):
    other = person("other", mobile=MOBILE, mobile_certified_at=timezone.now() - timedelta(days=9))
    fail(sent(MOBILE, "sms"))
    marked = User.objects.filter(mobile_failing_since__isnull=False)
    assert set(marked) == {claire, other}
    assert not User.objects.filter(email_failing_since__isnull=False).exists()


def test_a_certification_clears_the_mark_and_a_late_bounce_does_not_bring_it_back(claire):
    before = sent(claire.email, ago=timedelta(minutes=5))
    fail(sent(claire.email, ago=timedelta(minutes=9)))
    claire.refresh_from_db()
    renew(token=renewal_token(claire))
    fail(before)
    assert User.objects.get(pk=claire.pk).email_failing_since is None


def test_an_address_given_up_since_marks_nobody(claire):
    message = sent(claire.email)
    User.objects.filter(pk=claire.pk).update(email="nouvelle@exemple.fr")
    fail(message)
    assert not User.objects.filter(email_failing_since__isnull=False).exists()
