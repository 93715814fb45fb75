"""A work queue of the staff, on the requests of change: ages, one page to decide, then the next row."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.contrib.admin import site
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from adherents.enums import ChangeState, ContactKind
from adherents.models import ChangeRequest
from core.models import AuditEvent
from core.staff.queue_pages import WorkQueueAdmin
from tests.factories import AdherentFactory, CaisseFactory, ChangeFactory, StaffFactory
from tests.staff import staff_client

pytestmark = pytest.mark.django_db
LIST = reverse("admin:adherents_changerequest_changelist")
WAITING = f"state__exact={ChangeState.SENT}"


@pytest.fixture
def caisse():
    return CaisseFactory()


@pytest.fixture
def desk(caisse):
    return staff_client(StaffFactory(staff_caisse=caisse))


def asked(caisse, days: int, **values) -> ChangeRequest:
    """A request of a company of the caisse, made so many days ago."""
    change = ChangeFactory(adherent=AdherentFactory(caisse=caisse, **values))
    change.asked_at = timezone.now() - timedelta(days=days)
    change.save(update_fields=["asked_at"])
    return change


@pytest.fixture
def three(caisse):
    """The longest waiting first; one of another caisse waits between them."""
    rows = [asked(caisse, days) for days in (9, 5, 3)]
    asked(CaisseFactory(), 4)
    return rows


def at(name: str, change: ChangeRequest, filters: str = "") -> str:
    url = reverse(f"admin:adherents_changerequest_{name}", args=[change.pk])
    return f"{url}?_changelist_filters={quote(filters, safe='')}" if filters else url


def decide(desk, name, change, filters="", **values):
    seen = desk.get(at("change", change)).context["seen"]
    return desk.post(at(name, change, filters), {"seen": seen, **values})


def said(response) -> str:
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def skip(desk, change, filters=WAITING) -> str:
    return desk.get(at("next", change, filters))["Location"]


def test_the_list_says_for_how_long_each_one_waits(desk, three):
    ChangeRequest.objects.filter(pk=three[0].pk).update(
        state=ChangeState.ACCEPTED, treated_at=timezone.now(), sealed=None
    )
    page = said(desk.get(LIST))
    assert "depuis 5 jours" in page
    assert "depuis 3 jours" in page
    assert "depuis 9 jours" not in page
    assert "depuis 5 jours" in said(desk.get(reverse("admin:index")))


def test_once_decided_one_goes_on_to_the_next_with_the_filters_of_the_list(desk, three):
    first, second, third = three
    answer = decide(desk, "accept", first, WAITING, onward="1")
    assert answer["Location"] == at("change", second, WAITING)
    answer = decide(desk, "refuse", second, WAITING, reason="no_proof", onward="1")
    assert answer["Location"] == at("change", third, WAITING)
    answer = decide(desk, "accept", third, WAITING, onward="1")
    assert answer["Location"] == f"{LIST}?{WAITING}"
    states = ChangeRequest.objects.filter(pk__in=[row.pk for row in three]).order_by("asked_at")
    assert list(states.values_list("state", "reason")) == [
        (ChangeState.ACCEPTED, ""),
        (ChangeState.REFUSED, "Justificatif manquant"),
        (ChangeState.ACCEPTED, ""),
    ]
    assert AuditEvent.objects.filter(action__startswith="adherents.change_").count() == 3


def test_one_may_stay_on_the_row_that_was_decided(desk, three):
    assert decide(desk, "accept", three[0], WAITING)["Location"] == at("change", three[0], WAITING)


def test_a_row_is_passed_over_and_comes_back_after_the_last(desk, three):
    first, second, third = three
    assert skip(desk, first) == at("change", second, WAITING)
    assert skip(desk, third) == at("change", first, WAITING)
    decide(desk, "accept", first)
    decide(desk, "accept", third)
    assert skip(desk, second) == f"{LIST}?{WAITING}"
    assert "Rien d’autre n’attend" in said(desk.get(at("next", second, WAITING), follow=True))
    assert {row.state for row in ChangeRequest.objects.filter(pk=second.pk)} == {ChangeState.SENT}


def test_the_next_one_is_of_the_same_search_and_in_the_order_of_the_list(desk, caisse, three):
    durands = [asked(caisse, days, name=f"Durand {days}") for days in (8, 6)]
    assert skip(desk, durands[0], "q=durand") == at("change", durands[1], "q=durand")
    assert skip(desk, durands[1], "q=durand") == at("change", durands[0], "q=durand")
    newest_first = f"{WAITING}&o=-4"
    assert skip(desk, three[2], newest_first) == at("change", three[1], newest_first)


def test_only_what_waits_is_the_next(desk, three):
    """Even from a list that shows everything."""
    first, second, third = three
    decide(desk, "accept", second)
    assert skip(desk, first, "") == at("change", third)
    assert skip(desk, second, "") == at("change", first)


@pytest.mark.parametrize(
    ("filters", "status"),
    [
        ("p=99", 302),
        ("q=%00", 302),
        ("state__exact=%00", 302),
        ("asked_at__gte=hier", 302),
        ("e=1", 302),
        ("%ff&&==", 302),
        ("sealed__startswith=a", 400),
        ("asked_by__password__startswith=a", 400),
    ],
)
def test_filters_that_mean_nothing_are_left_out_and_secrets_refused(desk, three, filters, status):
    assert desk.get(at("next", three[0], filters)).status_code == status


def test_the_page_remembers_the_list_and_leads_back_to_it(desk, three):
    page = said(desk.get(at("change", three[0], WAITING)))
    assert f'href="{LIST}?{WAITING}"' in page
    for name in ("accept", "refuse"):
        assert f'action="{at(name, three[0], WAITING)}"' in page
    assert f'href="{at("next", three[0], WAITING)}"' in page
    hostile = said(desk.get(at("change", three[0], '"><script>alert(1)</script>')))
    assert "<script>alert" not in hostile


def test_what_was_missing_is_said_on_the_same_page_open_on_that_decision(desk, three):
    answer = desk.post(at("refuse", three[0], WAITING), {"seen": "read first", "complement": "Le bail."})
    assert answer.status_code == 422
    (refuse,) = [offer for offer in answer.context["offers"] if offer.is_open]
    assert (refuse.decision.key, refuse.form["complement"].value()) == ("refuse", "Le bail.")
    page = said(answer)
    assert "Choisissez le motif" in page
    assert "Paul Petit" in page, "the facts are still in sight"
    assert 'name="seen" value="read first"' in page
    assert refuse.url == at("refuse", three[0], WAITING)
    assert three[0].is_open


def test_a_decision_with_a_reason_has_an_address_to_come_back_to(desk, three):
    answer = desk.get(at("refuse", three[0]))
    assert answer.status_code == 200
    assert [offer.decision.key for offer in answer.context["offers"] if offer.is_open] == ["refuse"]
    assert desk.get(at("accept", three[0])).status_code == 302
    decide(desk, "accept", three[0])
    again = desk.get(at("refuse", three[0]), follow=True)
    assert "n’est plus à prendre" in said(again)
    assert again.context["offers"] == []


def test_a_refused_decision_stays_on_the_row_even_when_one_asked_to_go_on(desk, three):
    answer = desk.post(at("accept", three[0], WAITING), {"seen": "of another day", "onward": "1"})
    assert answer["Location"] == at("change", three[0], WAITING)
    assert ChangeRequest.objects.get(pk=three[0].pk).is_open


def test_a_row_of_another_caisse_leads_nowhere(desk, three):
    foreign = ChangeRequest.objects.exclude(pk__in=[row.pk for row in three]).get()
    for name in ("change", "next", "accept", "refuse"):
        assert desk.get(at(name, foreign)).status_code == 404
        assert desk.post(at(name, foreign), {"reason": "no_proof"}).status_code in {404, 405}
    assert parse_qs(urlsplit(skip(desk, three[0])).query)["_changelist_filters"] == [WAITING]


def test_going_on_costs_the_same_for_three_rows_and_for_thirty(desk, caisse, three):
    def counted() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.get(at("next", three[0], WAITING))
        return len(captured)

    counted()
    few = counted()
    for _ in range(30):
        ChangeFactory(adherent=AdherentFactory(caisse=caisse), contact_kind=ContactKind.LEGAL)
    assert counted() == few <= 12


def test_the_keys_of_the_decisions_are_shown_and_each_is_another(desk, three):
    page = said(desk.get(at("change", three[0], WAITING)))
    bar = page[page.index("decisions--bar") :]
    keys = re.findall(r'accesskey="(\w)" aria-keyshortcuts="Alt\+(\w)"', bar)
    assert keys == [("a", "A"), ("x", "X"), ("s", "S")]
    assert bar.count("<kbd") == len(keys)


@pytest.mark.parametrize("page", [one for one in site._registry.values() if isinstance(one, WorkQueueAdmin)], ids=str)
def test_every_queue_has_a_key_for_each_decision(page):
    """`r` searches, `s` goes on to the next."""
    keys = [one.shortcut for one in page.decisions]
    assert "" not in keys
    assert len({*keys, "r", "s"}) == len(keys) + 2


def test_the_page_leads_to_the_company_and_says_what_was_decided_only_once_it_is(desk, three):
    change = three[0]
    page = said(desk.get(at("change", change)))
    assert f'href="{reverse("admin:adherents_adherent_overview", args=[change.adherent_id])}"' in page
    assert "close le" not in page.lower()
    decide(desk, "refuse", change, reason="no_proof")
    page = said(desk.get(at("change", change)))
    assert "close le" in page.lower()
    assert "Justificatif manquant" in page


def test_the_list_says_what_has_waited_longer_than_usual(desk, three, settings):
    settings.CHANGE_REQUEST_USUAL_DAYS = 3
    page = said(desk.get(LIST))
    assert page.count("délai dépassé") == 2
    assert "depuis 9 jours, délai dépassé" in page
    assert "depuis 3 jours<" in page
