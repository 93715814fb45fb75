"""The periodic re-certification: who, when, once (SECURITY D5); killed, started again, caught up."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts import emails
from accounts.enums import MembershipRole, Milestone, Topic
from accounts.jobs import remind_certifications
from accounts.models import CertificationReminder, CertificationRun, MessageChoice, User
from accounts.person.services import phones, renewals
from accounts.person.services.certification import read_renewal
from core.models import OutgoingMessage
from core.outgoing import MASK, Content
from core.throttling import Throttled
from tests.cast import person
from tests.factories import AdherentFactory, CaisseFactory, MembershipFactory, StaffFactory
from tests.staff import staff_client

PARIS = ZoneInfo("Europe/Paris")
DAY = date(2027, 3, 3)


def paris(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=PARIS)


def ending(until: datetime, name: str = "claire", **fields: object) -> User:
    """A person whose certification ends at that instant."""
    from_settings = timedelta(days=180)
    certified_at = until.astimezone(ZoneInfo("UTC")) - from_settings
    return person(name, **{"email_certified_at": certified_at, **fields})


def ending_in(days: int, name: str = "claire", **fields: object) -> User:
    return ending(
        datetime.combine(DAY + timedelta(days=days), datetime.min.time(), PARIS).replace(hour=15), name, **fields
    )


def reminded() -> Counter[str]:
    return Counter(
        OutgoingMessage.objects.filter(kind="accounts/certification_reminder").values_list("recipient", flat=True)
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "milestone"),
    [(31, None), (30, 30), (29, 30), (16, 30), (15, 15), (8, 15), (7, 7), (1, 7), (0, 0), (-1, None), (-30, None)],
)
def test_each_day_has_its_milestone(days, milestone):
    user = ending_in(days)
    renewals.remind(day=DAY)
    found = list(CertificationReminder.objects.values_list("user_id", "milestone"))
    assert found == ([] if milestone is None else [(user.pk, milestone)])
    assert reminded() == ({} if milestone is None else {user.email: 1})


@pytest.mark.django_db
def test_from_the_first_day_to_the_last_a_person_gets_four_reminders():
    user = ending_in(35)
    for day in range(40):
        renewals.remind(day=DAY + timedelta(days=day))
    sent = CertificationReminder.objects.order_by("sent_at", "pk").values_list("milestone", flat=True)
    assert list(sent) == [Milestone.MONTH, Milestone.FORTNIGHT, Milestone.WEEK, Milestone.LAST_DAY]
    assert reminded() == {user.email: 4}


@pytest.mark.django_db
def test_missed_days_are_caught_up_by_the_most_urgent_reminder_alone():
    late, very_late = ending_in(29, "late"), ending_in(13, "very-late")
    for day in (DAY, DAY + timedelta(days=1)):
        renewals.remind(day=day)
    assert reminded() == {late.email: 1, very_late.email: 1}
    found = dict(CertificationReminder.objects.values_list("user__email", "milestone"))
    assert found == {late.email: Milestone.MONTH, very_late.email: Milestone.FORTNIGHT}


@pytest.mark.django_db
def test_a_new_certification_starts_a_new_cycle():
    user = ending_in(30)
    renewals.remind(day=DAY)
    User.objects.filter(pk=user.pk).update(email_certified_at=user.email_certified_at + timedelta(days=20))
    renewals.remind(day=DAY + timedelta(days=20))
    assert reminded() == {user.email: 2}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("until", "day", "left"),
    [
        # The minutes around midnight belong to the day of Paris, not of UTC.
        (paris(2027, 1, 10, 0, 0), date(2027, 1, 10), 0),
        (paris(2027, 1, 9, 23, 59), date(2027, 1, 10), -1),
        (paris(2027, 1, 10, 23, 59, 59), date(2027, 1, 10), 0),
        (paris(2027, 1, 11, 0, 0), date(2027, 1, 10), 1),
        (paris(2027, 7, 10, 0, 30), date(2027, 7, 10), 0),
        (paris(2027, 7, 9, 23, 30), date(2027, 7, 10), -1),
        # The day of 23 hours, and that of 25.
        (paris(2027, 3, 28, 0, 30), date(2027, 3, 28), 0),
        (paris(2027, 3, 28, 23, 30), date(2027, 3, 28), 0),
        (paris(2027, 3, 29, 0, 0), date(2027, 3, 28), 1),
        (paris(2027, 10, 31, 0, 0), date(2027, 10, 31), 0),
        (paris(2027, 10, 31, 23, 59), date(2027, 10, 31), 0),
        (paris(2027, 11, 1, 0, 0), date(2027, 10, 31), 1),
    ],
)
def test_days_are_those_of_france(until, day, left):
    user = ending(until)
    assert renewals.days_left(user, day) == left
    renewals.remind(day=day)
    assert sum(reminded().values()) == (left >= 0)


@pytest.mark.django_db
@pytest.mark.parametrize("around", [date(2027, 3, 28), date(2027, 10, 31)])
def test_nobody_is_missed_or_told_twice_across_a_change_of_hour(around):
    people = [ending(paris(around.year, around.month, around.day, hour, 30), f"h{hour}") for hour in (0, 1, 4, 23)]
    for day in range(-31, 3):
        renewals.remind(day=around + timedelta(days=day))
    assert reminded() == {user.email: 4 for user in people}


@pytest.mark.django_db
def test_those_left_out():
    ending_in(7, "suspended", is_active=False)
    ending_in(7, "closed", closed_at=timezone.now(), is_active=False)
    ending_in(7, "failing", email_failing_since=timezone.now())
    person("never", email_certified_at=None)
    ending_in(7, "staff", is_staff=True, staff_caisse=CaisseFactory(), staff_role="manager")
    both = ending_in(7, "both", is_staff=True, staff_caisse=CaisseFactory(), staff_role="manager")
    MembershipFactory(user=both, adherent=AdherentFactory(), role=MembershipRole.HOLDER)
    left = ending_in(7, "left", is_staff=True, staff_caisse=CaisseFactory())
    MembershipFactory(user=left, adherent=AdherentFactory(), ended_at=timezone.now() + timedelta(days=1))
    renewals.remind(day=DAY)
    assert reminded() == {both.email: 1}


@pytest.mark.django_db
def test_the_message_has_the_link_sealed_and_the_day_it_ends(client):
    user = ending_in(15, first_name="Zoé <b>&")
    renewals.remind(day=DAY)
    message = OutgoingMessage.objects.get()
    real = Content.unseal(bytes(message.sealed))
    token = real.text.split("/certification/")[1].split("/")[0]
    assert read_renewal(token) == (user, False)
    assert token in real.html
    assert token not in message.body_text + message.body_html
    assert MASK in message.body_text
    assert MASK in message.body_html
    assert "Bonjour Zoé <b>&," in real.text
    assert "Bonjour Zoé &lt;b&gt;&amp;," in real.html
    assert "18 mars 2027, dans 15 jours" in real.text.replace("\u00a0", " ")
    assert (message.user_id, message.channel) == (user.pk, "email")
    job = ProcrastinateJob.objects.get()
    assert (job.args, job.priority) == ({"message_id": message.pk}, 0)


@pytest.mark.django_db
def test_on_the_last_day_an_sms_too_for_whoever_chose_it():
    now = timezone.now()
    chosen = ending_in(0, "chosen", mobile="+33612345601", mobile_certified_at=now)
    ending_in(0, "not-asked", mobile="+33612345602", mobile_certified_at=now)
    not_certified = ending_in(0, "not-certified", mobile="+33612345603")
    expired = ending_in(0, "expired", mobile="+33612345604", mobile_certified_at=now - timedelta(days=366))
    failing = ending_in(0, "failing", mobile="+33612345605", mobile_certified_at=now, mobile_failing_since=now)
    a_week_left = ending_in(7, "week", mobile="+33612345606", mobile_certified_at=now)
    for user in (chosen, not_certified, expired, failing, a_week_left):
        MessageChoice.objects.create(user=user, topic=Topic.SECURITY, by_sms=True)
    renewals.remind(day=DAY)
    sms = OutgoingMessage.objects.filter(channel="sms").values_list("recipient", flat=True)
    assert list(sms) == ["+33612345601"]
    assert OutgoingMessage.objects.filter(channel="email").count() == 6


@pytest.mark.django_db
def test_no_sms_while_they_are_switched_off(settings):
    settings.SMS_ENABLED = False
    user = ending_in(0, mobile="+33612345601", mobile_certified_at=timezone.now())
    MessageChoice.objects.create(user=user, topic=Topic.SECURITY, by_sms=True)
    renewals.remind(day=DAY)
    assert OutgoingMessage.objects.filter(channel="sms").count() == 0


@pytest.mark.django_db
def test_past_the_cap_of_the_day_reminders_go_by_email_only(settings):
    """D6: one cap for codes and reminders; what it leaves out is told by e-mail, once, and the run ends."""
    settings.THROTTLES = {**settings.THROTTLES, "sms_site_day": (2, 24 * 3600)}
    people = [
        ending_in(0, f"p{n}", mobile=f"+3361234560{n}", mobile_certified_at=timezone.now() - timedelta(days=1))
        for n in range(4)
    ]
    MessageChoice.objects.bulk_create(MessageChoice(user=user, topic=Topic.SECURITY, by_sms=True) for user in people)
    phones.send_code(owner=phones.Owner(user=people[0]), number="+33756789012", ip="192.0.2.1")
    run = renewals.remind(day=DAY, batch_size=3)
    sms = OutgoingMessage.objects.filter(channel="sms", kind="accounts/certification_reminder")
    assert [message.recipient for message in sms] == [people[0].mobile]
    by_email = OutgoingMessage.objects.filter(channel="email", kind="accounts/certification_reminder")
    assert sorted(message.recipient for message in by_email) == sorted(user.email for user in people)
    assert (run.seen_count, run.reminded_count, run.finished_at is not None) == (4, 4, True)
    with pytest.raises(Throttled):
        phones.send_code(owner=phones.Owner(user=people[1]), number="+33756789013", ip="192.0.2.1")


# --- Killed, repeated, parallel -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_second_run_of_the_day_sends_nothing():
    people = [ending_in(30, f"p{n}") for n in range(5)]
    renewals.remind(day=DAY, batch_size=2)
    run = renewals.remind(day=DAY, batch_size=2)
    assert reminded() == {user.email: 1 for user in people}
    assert (run.seen_count, run.reminded_count, run.finished_at is not None) == (5, 5, True)


@pytest.mark.django_db
@pytest.mark.parametrize("killed_in_batch", [1, 2, 3])
def test_killed_in_a_batch_and_started_again_it_repeats_nothing_and_forgets_nobody(monkeypatch, killed_in_batch):
    people = [ending_in(days, f"p{n}") for n, days in enumerate((30, 7, 0, 15, 29, 1, 12))]
    sending, batches = emails.certification_reminders, iter(range(1, 10))

    def die_midway(reminded):
        sending(reminded)
        if next(batches) == killed_in_batch:
            raise KeyboardInterrupt

    monkeypatch.setattr(emails, "certification_reminders", die_midway)
    with pytest.raises(KeyboardInterrupt):
        renewals.remind(day=DAY, batch_size=3)
    # The batch that died left nothing: neither message nor job nor reminder nor progress.
    done = 3 * (killed_in_batch - 1)
    assert sum(reminded().values()) == CertificationReminder.objects.count() == ProcrastinateJob.objects.count() == done
    assert CertificationRun.objects.get().reminded_count == done
    run = renewals.remind(day=DAY, batch_size=3)
    assert reminded() == {user.email: 1 for user in people}
    assert (run.seen_count, run.reminded_count, run.finished_at is not None) == (7, 7, True)


@pytest.mark.django_db
def test_even_a_run_that_lost_its_place_sends_nothing_twice():
    people = [ending_in(30, f"p{n}") for n in range(3)]
    renewals.remind(day=DAY)
    CertificationRun.objects.all().delete()
    run = renewals.remind(day=DAY)
    assert reminded() == {user.email: 1 for user in people}
    assert (run.seen_count, run.reminded_count) == (3, 0)


@pytest.mark.django_db(transaction=True)
def test_parallel_workers_take_turns():
    people = [ending_in(30, f"p{n:02d}") for n in range(12)]

    def work(_):
        try:
            renewals.remind(day=DAY, batch_size=2)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert reminded() == {user.email: 1 for user in people}
    run = CertificationRun.objects.get()
    assert (run.seen_count, run.reminded_count) == (12, 12)
    assert ProcrastinateJob.objects.count() == 12


@pytest.mark.django_db
def test_a_batch_costs_the_same_for_one_person_and_for_fifty(django_assert_max_num_queries):
    for n in range(50):
        ending_in(n % 31, f"p{n}")
    CertificationRun.objects.create(day=DAY)
    with django_assert_max_num_queries(14):
        renewals.remind_next_batch(day=DAY)
    assert CertificationReminder.objects.count() == 50


@pytest.mark.django_db
def test_the_job_takes_the_day_of_france(time_machine):
    time_machine.move_to(datetime(2027, 7, 9, 22, 30, tzinfo=ZoneInfo("UTC")), tick=False)
    remind_certifications.func(timestamp=0)
    assert CertificationRun.objects.get().day == date(2027, 7, 10)


# --- In the admin ---------------------------------------------------------------------------------------------------

RUNS = "admin:accounts_certificationrun_changelist"


@pytest.mark.django_db
def test_managers_and_the_network_see_the_progress_and_change_nothing():
    run = CertificationRun.objects.create(day=timezone.localdate(), seen_count=4000, reminded_count=1234)
    network = person("network", is_staff=True, is_superuser=True)
    for staff in (StaffFactory(), network):
        browser = staff_client(staff)
        page = browser.get(reverse(RUNS)).content.decode()
        assert "En cours" in page
        assert re.search(r"1\s?234", page)
        url = reverse("admin:accounts_certificationrun_change", args=[run.pk])
        assert browser.get(url).status_code == 200
        assert browser.post(url, {"seen_count": 1}).status_code == 403
        assert browser.get(reverse("admin:accounts_certificationrun_add")).status_code == 403
    assert staff_client(StaffFactory(staff_role="reader")).get(reverse(RUNS)).status_code == 403
    assert CertificationRun.objects.get().seen_count == 4000
