"""What accounts keep no longer than needed, purged by the periodic jobs themselves (SECURITY L12)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import jobs
from accounts.models import PendingAccount, PhoneCertification, Session, User
from accounts.person.services import phones
from core import jobs as core_jobs
from tests.accounts.steps import is_signed_in, signed_in
from tests.factories import MembershipFactory, OpeningFactory, StaffFactory, UserFactory
from tests.staff import enter_admin

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def purge_accounts_at(instant) -> None:
    with time_machine.travel(instant, tick=False):
        jobs.purge_accounts.func(timestamp=0)


# --- Registrations that nobody activated


@pytest.fixture
def pending(client, opening, letters, contact):
    client.post(reverse("accounts:identify"), letters)
    client.post(reverse("accounts:contact"), contact)
    return PendingAccount.objects.get()


@pytest.mark.parametrize(("late", "kept"), [(timedelta(0), 1), (SECOND, 0)])
def test_an_account_never_activated_goes_after_thirty_days(pending, late, kept):
    purge_accounts_at(pending.created_at + timedelta(days=30) + late)
    assert PendingAccount.objects.count() == kept


def test_an_activated_account_stays_whatever_its_age(pending):
    PendingAccount.objects.update(activated_at=timezone.now(), password="")
    user = UserFactory(email=pending.email)
    purge_accounts_at(timezone.now() + timedelta(days=3650))
    assert User.objects.filter(pk=user.pk).exists()
    assert not PendingAccount.objects.exists()


# --- Codes


@pytest.mark.parametrize(("late", "kept"), [(timedelta(0), 1), (SECOND, 0)])
def test_a_code_that_certified_nothing_goes_a_day_after_its_end(late, kept):
    sent = phones.send_code(owner=phones.Owner(opening=OpeningFactory()), number="+33612345678", ip="192.0.2.1")
    purge_accounts_at(sent.expires_at + timedelta(hours=24) + late)
    assert PhoneCertification.objects.count() == kept


# --- Sessions


@pytest.fixture
def user():
    return MembershipFactory().user


def purge_sessions_at(instant) -> int:
    with time_machine.travel(instant, tick=False):
        core_jobs.purge_sessions.func(timestamp=0)
    return Session.objects.count()


@pytest.mark.parametrize(("age", "kept"), [(timedelta(minutes=30), 1), (timedelta(minutes=30, seconds=1), 0)])
def test_a_session_left_idle_goes(user, age, kept):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        signed_in(user)
    assert purge_sessions_at(start + age) == kept


def test_a_session_too_old_goes_however_active(user):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        signed_in(user)
        enter_admin(Client(), StaffFactory())
    for hours, kept in ((8, 1), (12, 0)):
        Session.objects.update(last_seen_at=start + timedelta(hours=hours), expire_date=start + timedelta(days=30))
        assert purge_sessions_at(start + timedelta(hours=hours)) == kept


def test_the_session_of_a_visitor_lives_as_long_as_its_cookie(client, opening, letters):
    """Étape 1/2 keeps what it proved in a session of nobody."""
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        client.post(reverse("accounts:identify"), letters)
    end = Session.objects.get(user=None).expire_date
    assert purge_sessions_at(end - SECOND) == 1
    assert purge_sessions_at(end) == 0


def test_the_purge_signs_nobody_out(user):
    alice = signed_in(user)
    ended = signed_in(user)
    Session.objects.filter(session_key=ended.cookies["sessionid"].value).update(expire_date=timezone.now())
    core_jobs.purge_sessions.func(timestamp=0)
    assert is_signed_in(alice)
    assert [row.session_key for row in Session.objects.all()] == [alice.cookies["sessionid"].value]
