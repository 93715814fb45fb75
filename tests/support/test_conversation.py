"""A conversation followed to its end: answered once read, thanked, reopened, followed by another; told, looked for."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from accounts.enums import Topic
from accounts.models import MessageChoice
from accounts.person.personal_data import personal_data
from core import pending
from core.linked import linked_at
from core.models import AuditEvent, OutgoingMessage
from support.contact.emails import caisse_answered
from support.contact.queries import usual_days
from support.contact.thanks import is_only_thanks
from support.enums import ConversationState
from support.models import Conversation, Message, Writing
from support.services import settling
from tests.absences.kit import access_of
from tests.employees.person_kit import said_to, text_of
from tests.factories import MembershipFactory
from tests.security.test_query_counts import BUDGET, counted
from tests.support.factories import ConversationFactory, MessageFactory, answered
from tests.support.kit import (
    WRITES,
    at,
    browser_of,
    caisse_answers,
    in_a_caisse_with_subjects,
    of_company,
    reply,
    typed,
    write,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder():
    return in_a_caisse_with_subjects()


@pytest.fixture
def browser(holder):
    return browser_of(holder)


def of(holder, **fields) -> Conversation:
    conversation = ConversationFactory(adherent=holder.adherent, opened_by=holder.user, **fields)
    MessageFactory(conversation=conversation, author=holder.user)
    return conversation


def close(conversation, days_ago=0) -> Conversation:
    settling.closed(conversation)
    Conversation.objects.filter(pk=conversation.pk).update(closed_at=timezone.now() - timedelta(days=days_ago))
    conversation.refresh_from_db()
    return conversation


@pytest.mark.parametrize(
    ("text", "is_thanks"),
    [
        ("Merci", True),
        ("merci !", True),
        ("Merci beaucoup, bonne journée.", True),
        ("Bonjour,\nJe vous remercie pour votre réponse rapide.\nCordialement", True),
        ("Nous vous remercions", True),
        ("Bonne journée", False),
        ("Merci ?", False),
        ("Merci de me rappeler", False),
        ("Merci, mais il manque une page", False),
        ("", False),
    ],
)
def test_thanks_ask_for_nothing(text, is_thanks) -> None:
    assert is_only_thanks(text) is is_thanks


def test_what_a_message_does_follows_where_the_conversation_stands(holder, browser) -> None:
    """Who has to act next, after each kind of message; past thirty days another conversation follows."""
    table = [
        # How it stands, what is written, its state then, what is said.
        (lambda: of(holder), "Une précision.", ConversationState.SENT, "est envoyé"),
        (lambda: of(holder), "Merci", ConversationState.SENT, "est envoyé"),
        (lambda: answered(adherent=holder.adherent), "Et pour mai ?", ConversationState.SENT, "est envoyé"),
        (lambda: answered(adherent=holder.adherent), "Merci beaucoup", ConversationState.CLOSED, "remerciement"),
        (lambda: close(answered(adherent=holder.adherent), 29), "Et pour juin ?", ConversationState.SENT, "est envoyé"),
        (lambda: close(answered(adherent=holder.adherent), 29), "Merci", ConversationState.CLOSED, "remerciement"),
    ]
    for number, (standing, body, state, said) in enumerate(table):
        conversation = standing()
        page = reply(browser, holder, conversation, body)
        conversation.refresh_from_db()
        assert (conversation.state, said in said_to(page)) == (state, True), number
        assert (conversation.waiting_since is not None, conversation.is_unread) == (state == "sent", False), number
    over = close(answered(adherent=holder.adherent), 31)
    assert "à la suite de celui qui était clos" in said_to(reply(browser, holder, over, "Et pour juillet ?"))
    new = Conversation.objects.latest("pk")
    assert (new.follows, new.subject, new.state) == (over, over.subject, ConversationState.SENT)
    over.refresh_from_db()
    assert (over.state, over.messages.count()) == (ConversationState.CLOSED, 2)
    pages = [text_of(browser.get(at("conversation", holder, one.public_id))) for one in (over, new)]
    assert [at("conversation", holder, other.public_id) in page for other, page in zip((new, over), pages, strict=True)]
    assert AuditEvent.objects.filter(action="support.thanked").count() == 2


def test_a_message_sent_twice_is_one(holder, browser) -> None:
    for standing in (of(holder), close(answered(adherent=holder.adherent), 40)):
        before = Message.objects.count()
        mark = {"attempt": typed(holder)["attempt"]}
        first = reply(browser, holder, standing, "Une seule fois", **mark)
        again = reply(browser, holder, standing, "Une seule fois", **mark)
        assert "pas été envoyé deux fois" in said_to(again)
        assert (first.redirect_chain, Message.objects.count()) == (again.redirect_chain, before + 1)


def test_what_was_written_meanwhile_is_read_before_one_answers(holder, browser) -> None:
    """By the caisse, which answers or closes; by a colleague. The text is kept, and leaves from the new page."""
    colleague, other = of_company(holder.adherent)

    def beside(conversation):
        assert (
            other.post(
                at("answer", colleague, conversation.public_id),
                {
                    "body": "Du collègue",
                    "attempt": typed(holder)["attempt"],
                    "version": conversation.version,
                },
            ).status_code
            == 302
        )

    for happens in (caisse_answers, close, beside):
        conversation = of(holder)
        seen = Conversation.objects.get(pk=conversation.pk)
        happens(conversation)
        page = reply(browser, holder, seen, "Gardé tel quel")
        assert (page.status_code, "a changé pendant que vous écriviez" in text_of(page)) == (422, True), happens
        assert "Gardé tel quel</textarea>" in text_of(page)
        assert not Message.objects.filter(conversation=conversation, body="Gardé tel quel").exists()
        conversation.refresh_from_db()
        assert f'id="version" value="{conversation.version}"' in text_of(page)
        assert reply(browser, holder, conversation, "Gardé tel quel").redirect_chain, happens
    # The caisse only read it: what the company sees is the same, and its message leaves.
    conversation = of(holder)
    seen = Conversation.objects.get(pk=conversation.pk)
    settling.caisse_read(conversation)
    assert reply(browser, holder, seen, "Une précision").redirect_chain
    for version in ("", "x", "-1", "9" * 40):
        assert reply(browser, holder, of(holder), "Sans savoir", version=version).status_code == 422


def test_an_answer_is_read_by_a_post_and_never_by_opening_the_page(holder, browser) -> None:
    conversation = of(holder)
    caisse_answers(conversation, "**Votre droit** est ouvert <script>alert(1)</script>")
    page = text_of(browser.get(at("conversation", holder, conversation.public_id)))
    assert "<strong>Votre droit</strong> est ouvert &lt;script&gt;" in page
    conversation.refresh_from_db()
    read = at("read", holder, conversation.public_id)
    assert (conversation.is_unread, f'action="{read}"' in page) == (True, True)
    # Of a page drawn before this answer.
    browser.post(read, {"version": conversation.version - 1})
    conversation.refresh_from_db()
    assert conversation.is_unread
    assert browser.post(read, {"version": conversation.version}, headers={"HX-Request": "true"}).content == b""
    conversation.refresh_from_db()
    assert (conversation.is_unread, conversation.state) == (False, ConversationState.ANSWERED)
    assert read not in text_of(browser.get(at("conversation", holder, conversation.public_id)))


def test_where_it_stands_is_said_with_its_date(holder, browser) -> None:
    with time_machine.travel("2026-03-03 10:00+01:00", tick=False):
        conversation = of(holder)
        settling.caisse_read(conversation)
    page = text_of(browser.get(at("conversation", holder, conversation.public_id)))
    assert "Lu le 03/03/2026" in page
    assert "Lu par votre caisse le 3 mars 2026 à 10 h" in page


def test_who_else_is_writing_is_shown_for_a_moment(holder, browser) -> None:
    conversation = of(holder)
    member, other = of_company(holder.adherent)
    writing, mine = (at("writing", one, conversation.public_id) for one in (member, holder))
    asked = {"version": conversation.version}
    htmx = {"HX-Request": "true"}
    other.post(writing, {**asked, "typing": "1"}, headers=htmx)
    Writing.objects.create(
        conversation=conversation,
        adherent=holder.adherent,
        person=MembershipFactory().user,
        label="Agent Dupont",
        is_from_caisse=True,
    )
    said = text_of(browser.post(mine, asked, headers=htmx))
    assert (f"{member.user} est en train d’écrire" in said, "Votre caisse écrit une réponse" in said) == (True, True)
    assert "Dupont" not in said
    assert f"{member.user}" not in text_of(other.post(writing, asked, headers=htmx))
    assert "vient de changer" not in said
    assert "vient de changer" in text_of(browser.post(mine, {"version": 0}, headers=htmx))
    # Who sent their message is not writing any more; who went away, neither.
    reply(other, member, conversation, "Voilà")
    Writing.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    assert text_of(browser.get(at("conversation", holder, conversation.public_id))).count("contact__writing") == 0
    assert not Writing.objects.filter(person=member.user).exists()
    assert not Writing.objects.filter(person=holder.user).exists()


def told(conversation) -> list[OutgoingMessage]:
    OutgoingMessage.objects.all().delete()
    caisse_answered(settling.held(conversation))
    return list(OutgoingMessage.objects.order_by("channel", "recipient"))


def test_an_answer_is_told_to_who_wrote_without_a_word_of_it(holder) -> None:
    other, _ = of_company(holder.adherent)
    conversation = of(holder, linked_kind="", reference="M-7K2M9TQ4")
    MessageFactory(conversation=conversation, author=other.user)
    caisse_answers(conversation, "Secret de la réponse")
    sent = told(conversation)
    assert sorted(message.recipient for message in sent) == sorted([holder.user.email, other.user.email])
    for message in sent:
        read = f"{message.subject}{message.body_text}{message.body_html}"
        assert ("M-7K2M9TQ4" in read, "ne le lirait" in read.replace("\N{NO-BREAK SPACE}", " ")) == (True, True)
        assert at("conversation", holder, conversation.public_id) in read
        assert "Secret" not in read
        assert conversation.subject.name not in read
    # By what they chose; by SMS, on a mobile that is certified.
    MessageChoice.objects.create(user=other.user, topic=Topic.CAISSE, by_email=False, by_sms=True)
    assert [message.channel for message in told(conversation)] == ["email"]
    other.user.mobile, other.user.mobile_certified_at = "+33612345678", timezone.now()
    other.user.save()
    assert [message.recipient for message in told(conversation)] == [holder.user.email, "+33612345678"]
    # When none of them may read it any more, those who may.
    successor, _ = of_company(holder.adherent)
    for gone in (holder, other):
        gone.ended_at = timezone.now()
        gone.save()
    assert [message.recipient for message in told(conversation)] == [successor.user.email]


def test_an_answer_about_an_object_is_told_and_waits_for_those_who_see_it(cast) -> None:
    """Whoever is told in « À faire » of an answer may open it, whichever right is taken away."""
    access = access_of(cast)
    acme = cast.acme
    Conversation.objects.filter(adherent=acme.adherent).update(is_unread=False)
    refs = {
        "salarie": acme.people.employee.public_id,
        "absence": acme.planned.sickness.public_id,
        "arret": acme.stopped.sick_leave.public_id,
        "document": acme.documents.certificate.public_id,
    }
    for key, ref in refs.items():
        conversation = answered(adherent=acme.adherent, linked=linked_at(access, f"{key}:{ref}"), opened_by=acme.holder)
        blind, blinded = of_company(acme.adherent)
        for author in (acme.holder, blind.user):
            MessageFactory(conversation=conversation, author=author)
        assert [one.recipient for one in told(conversation)] == [acme.holder.email], key
        waiting = [item for item in pending.pending_of(access) if "Réponse de la caisse" in item.text]
        assert len(waiting) == (0 if key == "document" else 1), key
        page = at("conversation", blind, conversation.public_id)
        assert (blinded.get(page).status_code, cast.browser("alice").get(page).status_code) == (404, 200), key
        for right in access.rights:
            less = replace(access, rights=access.rights - {right})
            told_of = [item for item in pending.pending_of(less) if "Réponse de la caisse" in item.text]
            readable = Conversation.objects.for_access(less).filter(pk=conversation.pk).exists()
            assert readable or not told_of, (key, right)
        conversation.delete()


def test_what_is_to_read_comes_first_and_anything_is_looked_for(holder, browser) -> None:
    old = answered(adherent=holder.adherent, reference="M-7K2M9TQ4", last_message_at=timezone.now() - timedelta(days=9))
    MessageFactory(conversation=old, body="Au sujet de l’éclusier")
    write(browser, holder, typed(holder, subject="remboursements"))
    new = Conversation.objects.latest("pk")

    def listed(**query) -> list[str]:
        return [one.reference for one in browser.get(at("index", holder, **query)).context["page"]]

    assert listed() == ["M-7K2M9TQ4", new.reference]
    assert "Réponse à lire" in text_of(browser.get(at("index", holder)))
    finds = {"m7k2m": [old], "l'Eclusier": [old], "remboursement": [new], "nulle part": [], "où en est": [new, old]}
    for words, expected in finds.items():
        assert sorted(listed(q=words)) == sorted(one.reference for one in expected), words
    assert "Aucun échange ne correspond" in text_of(browser.get(at("index", holder, q="nulle part")))
    assert browser.get(at("index", holder, q="1 85 05 78 006 084 36"))["Location"].endswith("?refus=numero")


def test_pages_cost_the_same_for_one_and_for_fifty(holder, browser) -> None:
    conversation = of(holder)
    pages = [at("index", holder), at("conversation", holder, conversation.public_id), at("write", holder)]
    few = [counted(browser, page) for page in pages]
    for _ in range(49):
        of(holder)
        MessageFactory(conversation=conversation, author=holder.user)
    assert [counted(browser, page) for page in pages] == few
    assert max(few) <= BUDGET


def test_the_usual_delay_is_the_median_of_the_last_first_answers(holder, settings) -> None:
    settings.CONVERSATION_MEDIAN_OF = 5
    caisse, now = holder.adherent.caisse_id, timezone.now()

    def answer_in(days: float, ago: int, to=holder) -> None:
        opened_at = now - timedelta(days=ago)
        stands = {"answered_at": opened_at + timedelta(days=days), "waiting_since": None, "state": "answered"}
        conversation = of(to, opened_at=opened_at, **stands)
        MessageFactory(conversation=conversation, is_from_caisse=True, sent_at=opened_at + timedelta(days=days))
        # What is said after does not count.
        MessageFactory(conversation=conversation, is_from_caisse=True, sent_at=opened_at + timedelta(days=days + 30))

    for ago in (20, 21, 22, 23):
        answer_in(9, ago=ago + 100)
    answer_in(30, ago=1, to=MembershipFactory())
    assert usual_days(caisse) == settings.CONVERSATION_USUAL_DAYS
    cache.clear()
    colleagues = MembershipFactory(adherent__caisse=holder.adherent.caisse)
    for days, ago in ((0.1, 30), (0.2, 31), (1.5, 32), (6, 33), (8, 34)):
        answer_in(days, ago=ago, to=colleagues)
    assert usual_days(caisse) == 2


def test_whoever_writes_finds_it_in_their_data(holder, browser) -> None:
    write(browser, holder, typed(holder, body="Ce que j’ai écrit"))
    (line,) = personal_data(holder.user)["messages_a_la_caisse"]
    assert (line["objet"], line["message"]) == ("Autre demande", "Ce que j’ai écrit")


def test_who_only_consults_writes_nothing(holder) -> None:
    reader = MembershipFactory(adherent=holder.adherent, role="colleague", rights=[WRITES[0].value])
    browser = browser_of(reader)
    conversation = answered(adherent=holder.adherent)
    page = text_of(browser.get(at("conversation", reader, conversation.public_id)))
    assert ("Voici la réponse" in page, 'name="body"' in page, "Écrire à la caisse" in page) == (True, False, False)
    for name in ("answer", "writing"):
        assert browser.post(at(name, reader, conversation.public_id)).status_code == 403
