"""The list of what was written: the same as reading everything, in pages, however it is asked of the database."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.utils import timezone

from core.linked import linked_at
from core.rights import Right
from core.search import search_words, searched_form
from support.contact import queries
from support.models import Conversation
from tests.absences.kit import access_of
from tests.security.test_query_counts import counted
from tests.support.factories import ConversationFactory, MessageFactory, answered, subject_of
from tests.support.kit import at, browser_of, in_a_caisse_with_subjects

pytestmark = pytest.mark.django_db
WORDS = ("grue", "échafaudage", "coffrage", "l’éclusier")
SUBJECTS = ("autre", "conges", "cotisations", "remboursements")


@pytest.fixture
def written(cast):
    """Forty conversations, of the same instants two by two, read or not; some about somebody, or about an absence."""
    random, now, acme = Random(7), timezone.now(), cast.acme
    access = access_of(cast)
    objects = [f"salarie:{acme.people.employee.public_id}", f"absence:{acme.planned.sickness.public_id}", "", ""]
    for rank in range(40):
        asked = random.choice(objects)
        fields = {
            "adherent": acme.adherent,
            "linked": linked_at(access, asked) if asked else None,
            "last_message_at": now - timedelta(days=rank // 2),
            "opened_by_label": random.choice(["Alice Moreau", "Gruet Jean"]),
            "subject": subject_of(acme.adherent.caisse, random.choice(SUBJECTS)),
        }
        made = answered(**fields) if rank % 5 == 0 else ConversationFactory(**fields)
        for _ in range(random.randint(0, 3)):
            MessageFactory(conversation=made, body=f"Où en est {random.choice(WORDS)} ?")
    return access


def plainly(access, typed: str) -> list[int]:
    """Everything read, then chosen and put in order here."""
    rows = Conversation.objects.filter(adherent_id=access.tiers.adherent_id)
    seen = [one for one in rows.select_related("subject") if _is_seen(access, one.linked_kind)]
    found = [one for one in seen if all(word in _texts(one) for word in search_words(typed))]
    return [one.pk for one in sorted(found, key=lambda one: (one.is_unread, one.last_message_at, one.pk), reverse=True)]


def _is_seen(access, kind: str) -> bool:
    needed = {"salarie": {Right.EMPLOYEES_CONSULT}, "absence": {Right.ABSENCES_CONSULT, Right.MOTIVES_CONSULT}}
    return needed.get(kind, set()) <= access.rights


def _texts(one: Conversation) -> str:
    messages = [message.body for message in one.messages.all()]
    told = (one.reference, one.linked_label, one.opened_by_label, one.subject.name, *messages)
    return "\n".join(searched_form(text) for text in told)


def paged(access, typed: str) -> list[int]:
    first = queries.conversations_page(access, typed, None)
    pages = [queries.conversations_page(access, typed, str(number)) for number in first.paginator.page_range]
    return [one.pk for page in pages for one in page]


@pytest.mark.parametrize(
    "typed", ["", "grue", "éclusier", "GRUET", "remboursement grue", "moreau coffrage", "M-", "rien"]
)
def test_pages_tell_what_reading_everything_does(monkeypatch, written, typed):
    monkeypatch.setattr(queries, "PER_PAGE", 7)
    for rights in (
        written.rights,
        written.rights - {Right.MOTIVES_CONSULT},
        written.rights - {Right.EMPLOYEES_CONSULT},
    ):
        access = replace(written, rights=rights)
        assert paged(access, typed) == plainly(access, typed), rights
    assert bool(plainly(written, typed)) == (typed != "rien")


def test_a_search_costs_the_same_for_one_and_for_fifty():
    holder = in_a_caisse_with_subjects()
    browser, page = browser_of(holder), at("index", holder, q="grue")
    MessageFactory(conversation=ConversationFactory(adherent=holder.adherent), body="La grue")
    few = counted(browser, page)
    for _ in range(49):
        MessageFactory(conversation=ConversationFactory(adherent=holder.adherent), body="Une autre grue")
    assert counted(browser, page) == few


def test_an_index_gives_the_order_of_the_list(written):
    """Nothing is sorted: PostgreSQL reads the conversations of the company as they are listed."""
    rows = queries._in_order(Conversation.objects.for_access(written)).values("pk")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        plan = rows.explain()
    assert "conversation_in_order" in plan
    assert "Sort" not in plan
