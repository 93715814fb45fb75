"""The same message posted twice at the same instant, and two colleagues who answer at once: nothing is sent twice,
nothing is lost.
"""

import pytest

from support.models import Conversation, Message
from tests.at_once import at_once
from tests.support.factories import answered
from tests.support.kit import at, browser_of, in_a_caisse_with_subjects, of_company, typed

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_posted_twice_at_once_is_one_message() -> None:
    holder = in_a_caisse_with_subjects()
    fields, address = typed(holder), at("write", holder)
    answers = at_once(*[lambda: browser_of(holder).post(address, fields) for _ in range(3)])
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert (Conversation.objects.count(), Message.objects.count()) == (1, 1)


def test_of_two_colleagues_who_answer_at_once_the_second_reads_the_first() -> None:
    holder = in_a_caisse_with_subjects()
    conversation = answered(adherent=holder.adherent)
    member, other = of_company(holder.adherent)
    address = at("answer", member, conversation.public_id)

    def reply(browser, body):
        sent = {"body": body, "attempt": typed(holder)["attempt"], "version": conversation.version}
        return browser.post(address, sent)

    own = browser_of(holder)
    answers = at_once(lambda: reply(own, "Du titulaire"), lambda: reply(other, "Du collègue"))
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    refused = next(answer for answer in answers if answer.status_code == 422).content.decode()
    assert ("Du titulaire" in refused, "Du collègue" in refused) == (True, True)
    assert Message.objects.filter(conversation=conversation).count() == 3
