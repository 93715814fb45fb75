"""Two members of staff answer the same message at once: the company gets one answer, the other is kept."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from support.enums import ConversationState
from support.models import Conversation, Message
from tests.factories import StaffFactory
from tests.staff import staff_client
from tests.support.factories import ConversationFactory, MessageFactory

pytestmark = pytest.mark.django_db(transaction=True)
AGENTS = 4


def test_one_of_several_answers_goes():
    asked = ConversationFactory()
    MessageFactory(conversation=asked)
    desks = [staff_client(StaffFactory(staff_caisse=asked.adherent.caisse)) for _ in range(AGENTS)]
    address = reverse("admin:support_conversation_answer", args=[asked.pk])
    barrier = Barrier(AGENTS)

    def answer(number: int) -> tuple[int, str]:
        typed = {"body": f"Réponse {number}", "seen": asked.version, "attempt": "abcdefgh2345678" + str(number + 2)}
        try:
            barrier.wait(timeout=30)
            response = desks[number].post(address, typed)
            return response.status_code, response.content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(AGENTS) as pool:
        answers = list(pool.map(answer, range(AGENTS), timeout=120))
    assert sorted(status for status, _ in answers) == [302, *[422] * (AGENTS - 1)]
    for number, (status, page) in enumerate(answers):
        assert status == 302 or f"Réponse {number}</textarea>" in page.replace("\n", "")
    assert Message.objects.filter(conversation=asked, is_from_caisse=True).count() == 1
    assert Conversation.objects.get(pk=asked.pk).state == ConversationState.ANSWERED
