"""A calendar is read by whoever knows its address, for as long as its person may: no longer, and nothing says why."""

import json
import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from absences.models import CalendarSubscription
from accounts.models import Membership
from core.logs import JsonFormatter
from core.models import AuditEvent
from core.rights import Right
from delegations.models import Delegation
from tests.absences.calendar_kit import fetch, subscribed

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 15, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def september():
    with time_machine.travel(NOW, tick=False):
        yield


# --- Whoever may no longer: at the next fetch, an address that leads nowhere


def _right_removed(cast) -> None:
    Membership.objects.filter(user=cast.bruno).update(rights=[Right.EMPLOYEES_CONSULT])


def _membership_ended(cast) -> None:
    Membership.objects.filter(user=cast.bruno).delete()


def _account_closed(cast) -> None:
    type(cast.bruno).objects.filter(pk=cast.bruno.pk).update(is_active=False, closed_at=timezone.now())


def _account_suspended(cast) -> None:
    type(cast.bruno).objects.filter(pk=cast.bruno.pk).update(is_active=False)


def _certification_over(cast) -> None:
    type(cast.bruno).objects.filter(pk=cast.bruno.pk).update(email_certified_at=NOW - timedelta(days=4000))


def _taken_back(cast) -> None:
    browser = cast.browser("bruno")
    calendar = CalendarSubscription.objects.get(user=cast.bruno)
    browser.post(reverse("absences:revoke_calendar", args=[cast.acme.ref, calendar.public_id]), {"confirm": "1"})


ENDS = [_right_removed, _membership_ended, _account_closed, _account_suspended, _certification_over, _taken_back]


@pytest.mark.parametrize("end", ENDS)
def test_a_calendar_dies_with_what_gave_it(cast, end):
    secret = subscribed(cast, "bruno")
    assert fetch(secret).status_code == 200
    end(cast)
    answer, unknown = fetch(secret), fetch("0" * 32)
    assert (answer.status_code, answer.content) == (404, unknown.content)


@pytest.mark.parametrize(
    "end",
    [
        lambda delegation: delegation.update(ends_on=timezone.localdate() - timedelta(days=1)),
        lambda delegation: delegation.update(rights=[Right.EMPLOYEES_CONSULT]),
    ],
)
def test_a_calendar_of_an_accountant_dies_with_the_delegation(cast, end):
    secret = subscribed(cast, "chloe")
    assert fetch(secret).status_code == 200
    end(Delegation.objects.filter(pk=cast.delegation.pk))
    assert fetch(secret).status_code == 404


def test_a_calendar_of_a_site_is_judged_and_filled_by_the_site(cast):
    """Bruno loses the rest of the company: what he subscribed to for it leads nowhere, that of the site goes on."""
    member = Membership.objects.get(user=cast.bruno)
    whole = subscribed(cast, "bruno")
    Membership.objects.filter(pk=member.pk).update(establishment=cast.acme.site)
    assert fetch(whole).status_code == 404


def test_a_right_that_comes_back_brings_the_calendar_back(cast):
    secret, rights = subscribed(cast, "bruno"), Membership.objects.get(user=cast.bruno).rights
    _right_removed(cast)
    assert fetch(secret).status_code == 404
    Membership.objects.filter(user=cast.bruno).update(rights=rights)
    assert fetch(secret).status_code == 200


# --- The secret


def test_the_secret_is_shown_once_and_is_nowhere(cast):
    lines: list[str] = []
    handler = logging.Handler(logging.DEBUG)
    handler.setFormatter(JsonFormatter())
    handler.emit = lambda record: lines.append(handler.format(record))
    logging.getLogger().addHandler(handler)
    browser = cast.browser("alice")
    shown = browser.post(reverse("absences:subscribe", args=[cast.acme.ref]), {"label": "Absences"})
    secret = re.search(r'value="[^"]*/calendriers/([0-9a-f]+)\.ics"', shown.content.decode())[1]
    try:
        assert fetch(secret).status_code == 200
        CalendarSubscription.objects.filter(user=cast.alice).update(revoked_at=timezone.now())
        assert fetch(secret).status_code == 404
        assert Client(enforce_csrf_checks=True).post(reverse("calendars:feed", args=[secret])).status_code == 403
    finally:
        logging.getLogger().removeHandler(handler)
    assert len(secret) == 32
    assert len(bytes.fromhex(secret)) * 8 == 128
    assert lines
    assert secret not in "\n".join(lines)
    assert secret not in json.dumps(list(AuditEvent.objects.values()), default=str)
    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text FROM absences_calendarsubscription c")
        assert secret not in str(cursor.fetchall())
    page = browser.get(reverse("absences:calendars", args=[cast.acme.ref])).content.decode()
    assert secret not in page


def test_each_person_sees_and_takes_back_their_own(cast):
    subscribed(cast, "alice", label="Agenda d’Alice")
    calendar = CalendarSubscription.objects.get(label="Agenda d’Alice")
    bruno = cast.browser("bruno")
    assert "Agenda d’Alice" not in bruno.get(reverse("absences:calendars", args=[cast.acme.ref])).content.decode()
    address = reverse("absences:revoke_calendar", args=[cast.acme.ref, calendar.public_id])
    assert bruno.post(address, {"confirm": "1"}).status_code == 404
    calendar.refresh_from_db()
    assert calendar.revoked_at is None
    assert cast.browser("alice").post(address, {"confirm": "1"}).status_code == 302
    calendar.refresh_from_db()
    assert calendar.revoked_at == NOW


def test_one_has_so_many_calendars_and_no_more(cast, settings):
    settings.CALENDARS_PER_PERSON = 2
    browser, address = cast.browser("bruno"), reverse("absences:subscribe", args=[cast.acme.ref])
    statuses = [browser.post(address, {"label": f"Agenda {rank}"}).status_code for rank in range(3)]
    assert statuses == [200, 200, 422]
    assert CalendarSubscription.objects.filter(user=cast.bruno).count() == 2
    assert "retirez celui qui ne sert plus" in browser.post(address, {"label": "Encore"}).content.decode()


def test_a_calendar_of_another_company_s_site_is_not_offered(cast):
    address = reverse("absences:subscribe", args=[cast.acme.ref])
    typed = {"label": "Absences", "people": cast.rival.site.public_id}
    answer = cast.browser("alice").post(address, typed)
    assert answer.status_code == 422
    assert "Choisissez un site ou une équipe de la liste." in answer.content.decode()
