"""Two conversations about the same thing become one, for whoever read both, and for nobody else."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core import linked
from core.models import AuditEvent, OutgoingMessage
from support.contact.queries import thread_of
from support.enums import ConversationState
from support.models import Conversation, InternalNote, Message, MessageFile, Writing
from support.services import settling
from support.treating.following import reopen_conversation
from support.treating.merging import merge, partners_of
from support.treating.refusals import NotAnyMore, NotReadAlike, WrittenMeanwhile
from tests.absences.kit import access_of
from tests.at_once import at_once
from tests.employees.person_kit import said_to, text_of
from tests.factories import CaisseFactory, MembershipFactory, StaffFactory
from tests.staff import staff_client
from tests.support.factories import ConversationFactory, MessageFactory, answered
from tests.support.kit import at as portal_at
from tests.support.kit import browser_of, reply

pytestmark = pytest.mark.django_db


def at(name, conversation):
    return reverse(f"admin:support_conversation_{name}", args=[conversation.pk])


def now(conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


@pytest.fixture
def holder():
    return MembershipFactory()


@pytest.fixture
def sami(holder):
    return StaffFactory(staff_caisse=holder.adherent.caisse)


def opened(holder, ago: int, body: str, **fields) -> Conversation:
    at_that_time = timezone.now() - timedelta(days=ago)
    row = ConversationFactory(
        adherent=holder.adherent,
        opened_by=holder.user,
        opened_at=at_that_time,
        waiting_since=at_that_time,
        last_message_at=at_that_time,
        **fields,
    )
    MessageFactory(conversation=row, author=holder.user, body=body, sent_at=at_that_time)
    return row


@pytest.fixture
def twice(holder) -> tuple[Conversation, Conversation]:
    """The first one, and the same question again, with a file and a note."""
    first, again = opened(holder, 5, "La première fois"), opened(holder, 2, "La seconde fois")
    message = again.messages.get()
    MessageFile.objects.create(
        conversation=again,
        message=message,
        adherent=again.adherent,
        stored_name="messages/x",
        name="avis.pdf",
        content_type="application/pdf",
        size=9,
    )
    InternalNote.objects.create(
        conversation=again, adherent=again.adherent, caisse=again.caisse, author_label="Léa", body="Déjà vu"
    )
    Writing.objects.create(conversation=again, adherent=again.adherent, person=holder.user, label="Alice")
    return first, again


def merged(conversation, into, by):
    return merge(
        conversation=conversation, into=into, by=by, version=now(conversation).version, into_version=now(into).version
    )


def test_both_are_read_then_one_holds_everything_in_the_order_of_time(holder, sami, twice):
    first, again = twice
    desk, browser = staff_client(sami), browser_of(holder)
    MessageFactory(conversation=first, body="Une relance", sent_at=timezone.now() - timedelta(days=1))
    assert first.reference in text_of(desk.get(at("merge", again)))
    page = text_of(desk.get(at("merge", again), {"avec": first.pk}))
    for words in ("La première fois", "La seconde fois", "ne se défait pas"):
        assert words in page
    sent = {"avec": first.pk, "confirm": "1", "seen": again.version, "seen_other": first.version}
    assert desk.post(at("merge", again), {**sent, "confirm": ""} | {"seen": 0})["Location"] == at("change", again)
    done = desk.post(at("merge", again), sent)
    assert done["Location"] == at("change", first)
    bodies = [one.body for one in thread_of(now(first))]
    assert bodies == ["La première fois", "La seconde fois", "Une relance"]
    assert [list(now(first).files.all().values_list("name", flat=True)), now(first).notes.count()] == [["avis.pdf"], 1]
    over = now(again)
    assert (over.state, over.merged_into, over.is_unread, over.writings.count()) == ("closed", first, False, 0)
    kept = now(first)
    assert (kept.state, kept.waiting_since, kept.opened_at) == ("sent", first.waiting_since, first.opened_at)
    # Its address leads to the other, on both sides.
    assert desk.get(at("change", again))["Location"] == at("change", first)
    led = browser.get(portal_at("conversation", holder, again.public_id))
    assert led["Location"] == portal_at("conversation", holder, first.public_id)
    shown = text_of(browser.get(led["Location"]))
    assert ("Réuni avec" in shown, again.reference in shown) == (True, True)
    assert "Réuni à un autre" in text_of(browser.get(portal_at("index", holder)))
    told = OutgoingMessage.objects.get(kind="support/conversation_merged")
    assert (told.recipient, again.reference in told.body_text, "seconde fois" in told.body_text) == (
        holder.user.email,
        True,
        False,
    )
    assert set(AuditEvent.objects.filter(action="support.merged").values_list("target", flat=True)) == {
        f"échange {first.reference}",
        f"échange {again.reference}",
    }


def test_what_was_being_written_in_the_merged_one_comes_back_in_the_other(holder, sami, twice):
    first, again = twice
    # By its number alone, what was read of it could pass for what is to be read of the other.
    settling.company_wrote(now(again))
    again = now(again)
    merged(again, first, sami)
    page = reply(browser_of(holder), holder, again, "Ma longue suite")
    assert "a changé pendant que vous écriviez" in text_of(page)
    assert "Ma longue suite" in text_of(page)
    assert not Message.objects.filter(body="Ma longue suite").exists()
    reply(browser_of(holder), holder, now(first), "Ma longue suite")
    assert Message.objects.get(body="Ma longue suite").conversation == first


def test_what_was_answered_and_what_waits_stay_so(holder, sami):
    waiting, done = opened(holder, 3, "En attente"), answered(adherent=holder.adherent)
    merged(waiting, done, sami)
    row = now(done)
    assert (row.state, row.waiting_since, row.is_unread) == (ConversationState.SENT, waiting.waiting_since, True)
    other, also = answered(adherent=holder.adherent), answered(adherent=holder.adherent)
    settling.company_read(also)
    merged(other, also, sami)
    assert (now(also).state, now(also).waiting_since, now(also).is_unread) == ("answered", None, True)


def test_never_twice_nor_into_itself_nor_into_what_is_over(holder, sami, twice):
    first, again = twice
    third = opened(holder, 1, "Une troisième")
    with pytest.raises(NotAnyMore):
        merged(first, first, sami)
    merged(again, first, sami)
    for one, other in ((again, third), (third, again)):
        with pytest.raises(NotAnyMore):
            merged(one, other, sami)
    with pytest.raises(NotAnyMore):
        reopen_conversation(conversation=again, by=sami)
    merged(first, third, sami)
    assert now(again).merged_into == third
    address = browser_of(holder).get(portal_at("conversation", holder, again.public_id))["Location"]
    assert address == portal_at("conversation", holder, third.public_id)
    over = opened(holder, 1, "Close")
    settling.closed(over)
    with pytest.raises(NotAnyMore):
        merged(third, over, sami)


def test_what_came_meanwhile_is_read_before(holder, sami, twice):
    first, again = twice
    for changed in (first, again):
        versions = {"version": now(again).version, "into_version": now(first).version}
        settling.company_wrote(now(changed))
        with pytest.raises(WrittenMeanwhile):
            merge(conversation=again, into=first, by=sami, **versions)


def test_two_that_are_not_read_by_the_same_people_are_refused(cast):
    person = cast.acme.people.employee
    about = linked.linked_at(access_of(cast), f"salarie:{person.public_id}")
    plain = cast.acme.support.conversation
    private = ConversationFactory(adherent=plain.adherent, linked=about)
    of_site = ConversationFactory(adherent=plain.adherent, establishment=plain.adherent.head_office)
    desk = staff_client(cast.sami)
    for one, other in ((private, plain), (plain, private), (of_site, plain), (plain, of_site), (private, of_site)):
        with pytest.raises(NotReadAlike):
            merged(one, other, cast.sami)
        assert other not in partners_of(one)
        asked = {"avec": other.pk, "confirm": "1", "seen": now(one).version, "seen_other": now(other).version}
        refused = desk.post(at("merge", one), asked)
        assert "ne sont pas lus par les mêmes personnes" in said_to(refused)
    assert not Conversation.objects.filter(merged_into__isnull=False).exists()
    also = ConversationFactory(adherent=plain.adherent, linked=about)
    assert list(partners_of(private)) == [also]
    merged(also, private, cast.sami)


def test_another_company_or_another_caisse_is_never_merged(holder, sami, twice):
    first, _ = twice
    stranger = opened(MembershipFactory(adherent__caisse=holder.adherent.caisse), 1, "D’une autre entreprise")
    transferred = opened(holder, 1, "Ailleurs", caisse=CaisseFactory())
    network = StaffFactory(staff_caisse=None, is_superuser=True)
    for other in (stranger, transferred):
        with pytest.raises(NotReadAlike):
            merged(first, other, network)
    with pytest.raises(PermissionDenied):
        merged(first, transferred, sami)
    desk = staff_client(sami)
    page = desk.get(at("merge", first), {"avec": transferred.pk})
    assert (page.status_code, "Ailleurs" in text_of(page)) == (200, False)
    reader = staff_client(StaffFactory(staff_caisse=holder.adherent.caisse, staff_role="reader"))
    assert reader.get(at("merge", first)).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_each_into_the_other_at_once_is_one_merge(sami, twice):
    first, again = twice
    acts = [lambda one=one, other=other: merged(one, other, sami) for one, other in ((first, again), (again, first))]
    ends = at_once(*acts, refused=(NotAnyMore, WrittenMeanwhile))
    assert len([end for end in ends if isinstance(end, Conversation)]) == 1
    assert Conversation.objects.filter(merged_into__isnull=False).count() == 1
    assert Message.objects.filter(conversation__merged_into__isnull=True).count() == 2


def test_two_forms_that_bear_the_same_mark_are_both_kept(holder, sami, twice):
    first, again = twice
    Message.objects.all().update(attempt="abcdefgh23456789")
    merged(again, first, sami)
    assert now(first).messages.count() == 2


def test_an_address_typed_at_random_is_no_choice(sami, twice):
    first, _ = twice
    desk = staff_client(sami)
    for typed in ("x", "", str(first.pk), "9" * 30):
        assert desk.get(at("merge", first), {"avec": typed}).status_code == 200
