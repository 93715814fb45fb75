"""What waits to be done: counted where one may know it, told in words, on the home page first."""

import json
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from adherents.enums import PeriodState
from adherents.models import Adherent, DeclarativePeriod
from core import pending
from core.access import Access, Via
from core.compiled import Given, is_any_of
from core.pending import PendingItem, PendingSource
from core.rights import Right
from tests.factories import AdherentFactory, PeriodFactory, UserFactory
from tests.tiers import tiers_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def declare(monkeypatch):
    """`declare({adherent: number}, right)`: a section of which that many pages wait for that company."""

    def declare_source(counts, right=Right.LEGAL_CONSULT):
        DeclarativePeriod.objects.all().delete()
        for adherent, number in counts.items():
            for month in range(number):
                PeriodFactory(adherent=adherent, month=date(2026, 1 + month, 1))
        waiting = DeclarativePeriod.objects.all
        source = PendingSource("x", "page à lire", right, waiting, "pages à lire", "adherents:index")
        monkeypatch.setattr(pending, "sources", lambda: [source])

    return declare_source


def access_to(adherent, establishment=None, rights=frozenset({Right.LEGAL_CONSULT})):
    return Access(UserFactory(), tiers_of(adherent, establishment), rights, Via("membership"))


@pytest.mark.parametrize(("number", "told"), [(1, "1 page à lire"), (2, "2 pages à lire")])
def test_it_is_told_in_words_with_where_it_is_done(declare, number, told):
    adherent = AdherentFactory()
    declare({adherent: number})
    url = reverse("adherents:index", args=[adherent.public_id])
    assert pending.pending_of(access_to(adherent)) == [PendingItem(told, url)]


def test_nothing_is_told_of_what_is_done_nor_without_the_right_nor_of_a_site(declare):
    adherent = AdherentFactory()
    declare({adherent: 0})
    assert pending.pending_of(access_to(adherent)) == []
    declare({adherent: 3})
    assert pending.pending_of(access_to(adherent, rights=frozenset())) == []
    assert pending.pending_of(access_to(adherent, adherent.head_office)) == []
    declare({AdherentFactory(): 3})
    assert pending.pending_of(access_to(adherent)) == []


def test_the_home_page_shows_it_first(cast, declare):
    declare({cast.acme.adherent: 2})
    alice = cast.browser("alice")
    home = reverse("portal_home", args=[cast.acme.ref])
    alice.post(reverse("tile_use", args=[cast.acme.ref, "help"]))
    page = alice.get(home)
    assert [tile.key for tile in page.context["tiles"]][:2] == ["to-do", "help"]
    assert "2 pages à lire" in page.content.decode()
    declare({})
    assert "Rien n’attend votre action" in alice.get(home).content.decode()


def test_all_sections_are_counted_in_one_query_for_the_companies_where_one_may_know(cast, django_assert_num_queries):
    late, quiet = AdherentFactory(), AdherentFactory()
    PeriodFactory(adherent=late, month=date(2025, 1, 1), state=PeriodState.MISSING)
    PeriodFactory(adherent=late, month=date(2025, 2, 1))
    everything, nothing = frozenset(Right), frozenset()
    with django_assert_num_queries(1):
        told = pending.pending_by_company({late.pk: everything, quiet.pk: everything})
    assert told == {late.pk: ["1 déclaration manquante", "1 échéance à régler"], quiet.pk: []}
    assert pending.pending_by_company({late.pk: nothing, quiet.pk: everything}) == {late.pk: [], quiet.pk: []}
    assert pending.pending_by_company({late.pk: nothing}) == {late.pk: []}


def test_what_waits_is_told_one_by_one_with_its_date_its_amount_and_a_verb(django_assert_num_queries):
    adherent = AdherentFactory()
    PeriodFactory(adherent=adherent, month=date(2026, 6, 1), leave_contribution="1025.91")
    PeriodFactory(adherent=adherent, month=date(2025, 12, 1), state=PeriodState.MISSING)
    access = access_to(adherent)
    with time_machine.travel(date(2026, 9, 1)), django_assert_num_queries(1):
        missing, overdue = pending.pending_of(access)
    assert spaced(missing) == (
        "Attendue le 15 février",
        "Décembre 2025, déclaration manquante",
        "Que faire",
    )
    assert spaced(overdue) == ("Échu le 15 août", "Juin, 1 025,91 €", "Comment régler")
    month = reverse("adherents:declaration", args=[adherent.public_id, "2026-06"])
    assert overdue.url == f"{month}#comment-regler"


def test_beyond_a_few_rows_the_rest_is_one_line(django_assert_num_queries):
    adherent = AdherentFactory()
    for month in range(1, 8):
        PeriodFactory(adherent=adherent, month=date(2025, month, 1), leave_contribution="10")
    access = access_to(adherent)
    with django_assert_num_queries(1):
        items = pending.pending_of(access)
    assert [spaced(item)[1] for item in items[:3]] == [
        f"{month} 2025, 10,00 €" for month in ("Janvier", "Février", "Mars")
    ]
    assert items[3:] == [
        PendingItem("7 échéances à régler", reverse("adherents:declarations", args=[adherent.public_id]))
    ]


def times_run(plan):
    """How often each subquery of a plan was run."""
    own = [plan["Actual Loops"]] if plan.get("Parent Relationship") == "SubPlan" else []
    return sum(map(times_run, plan.get("Plans", [])), own)


def test_what_tells_a_row_is_read_of_those_that_are_told_only(django_assert_num_queries):
    adherent = AdherentFactory()
    for month in range(1, 13):
        PeriodFactory(adherent=adherent, month=date(2025, month, 1), leave_contribution="10")
    access = access_to(adherent)
    with django_assert_num_queries(1) as asked:
        pending.pending_of(access)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked[0]['sql']}")
        plan = cursor.fetchone()[0]
    run = times_run((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
    assert max(run, default=0) == pending.SHOWN_OF_EACH


def test_across_companies_the_oldest_come_first_where_one_may_know(django_assert_num_queries):
    one, two, hidden = AdherentFactory(name="Un"), AdherentFactory(name="Deux"), AdherentFactory(name="Trois")
    for adherent, month in ((one, 3), (two, 2), (one, 1), (hidden, 1)):
        PeriodFactory(adherent=adherent, month=date(2025, month, 1), leave_contribution="10")
    companies = Adherent.objects.order_by()

    def knowing(right):
        known = companies.filter(is_any_of("pk", "known")).values("pk")
        return known if right == Right.LEGAL_CONSULT else companies.none()

    with django_assert_num_queries(1):
        items = pending.first_pending(knowing, 2, known=[one.pk, two.pk])
    assert [(item.company, spaced(item)[0]) for item in items] == [
        ("Un", "Échu le 15 mars 2025"),
        ("Deux", "Échu le 15 avril 2025"),
    ]
    assert two.public_id in items[1].url
    assert pending.first_pending(knowing, 2, known=[]) == []
    assert [item.company for item in pending.first_pending(knowing, 9, known=[hidden.pk])] == ["Trois"]


@pytest.mark.parametrize("source", pending.sources(), ids=lambda source: source.key)
def test_no_source_keeps_the_day_on_which_it_was_first_asked(source):
    """Each is compiled once: what it asks is the same whatever the day."""
    asked = []
    for day in (date(2026, 3, 1), date(2027, 8, 15)):
        with time_machine.travel(day):
            compiler = source.waiting().order_by("pk").values("pk").query.get_compiler(connection=connection)
            sql, parameters = compiler.as_sql()
            asked.append((sql, [one.name if isinstance(one, Given) else one for one in parameters]))
    assert asked[0] == asked[1]


def test_what_waits_follows_the_day():
    """Asked twice by the same process: a payment is overdue the day after it was due."""
    adherent = AdherentFactory()
    PeriodFactory(adherent=adherent, month=date(2026, 6, 1), leave_contribution="10", due_on=date(2026, 8, 15))
    access = access_to(adherent)
    for day, told in ((date(2026, 8, 16), 1), (date(2026, 8, 15), 0), (date(2026, 8, 16), 1)):
        with time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
            assert len(pending.pending_of(access)) == told
            assert len(pending.pending_by_company({adherent.pk: access.rights})[adherent.pk]) == told
            assert len(pending.first_pending(lambda right: Adherent.objects.values("pk"), 9)) == told


def spaced(item) -> tuple[str, ...]:
    return tuple(
        text.replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ") for text in (item.when, item.text, item.verb)
    )
