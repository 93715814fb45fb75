"""What a company and its caisse write, for tests."""

from datetime import datetime, time, timedelta
from typing import Any

import factory
from django.utils import timezone

from adherents.models import Caisse
from adherents.time_zones import local
from core.linked import Linked
from core.references import new_reference
from support.appointments.queries import next_free
from support.appointments.slots import Slot
from support.enums import AppointmentKind, ConversationState, WrittenKind
from support.models import (
    Agenda,
    Appointment,
    Conversation,
    FaqCategory,
    Message,
    News,
    OpeningHours,
    Question,
    QuestionReading,
    Subject,
)
from support.news import queries as news_queries
from support.questions import services
from support.services.subjects import ensure_subjects
from support.services.versions import keep_version
from tests.factories import AdherentFactory, CaisseFactory


def subject_of(caisse: Caisse, code: str = "autre") -> Subject:
    ensure_subjects(caisse)
    return Subject.objects.get(caisse=caisse, code=code)


class ConversationFactory(factory.django.DjangoModelFactory[Conversation]):
    """Sent, not read yet; `linked`: what it is about (`core.linked.Linked`)."""

    class Meta:
        model = Conversation
        exclude = ("linked",)

    linked: Linked | None = None
    adherent = factory.SubFactory(AdherentFactory)
    caisse = factory.SelfAttribute("adherent.caisse")
    subject = factory.LazyAttribute(lambda made: subject_of(made.caisse))
    reference = factory.LazyFunction(lambda: new_reference("M"))
    opened_by_label = "Alice Moreau"
    waiting_since = factory.LazyFunction(timezone.now)
    linked_kind = factory.LazyAttribute(lambda made: made.linked.kind.key if made.linked else "")
    linked_ref = factory.LazyAttribute(lambda made: made.linked.ref if made.linked else "")
    linked_label = factory.LazyAttribute(lambda made: made.linked.label if made.linked else "")
    employee_id = factory.LazyAttribute(lambda made: made.linked.employee_id if made.linked else None)


class MessageFactory(factory.django.DjangoModelFactory[Message]):
    class Meta:
        model = Message

    conversation = factory.SubFactory(ConversationFactory)
    adherent = factory.SelfAttribute("conversation.adherent")
    author_label = "Alice Moreau"
    body = "Bonjour, pouvez-vous me dire où en est notre demande ?"


def answered(**fields: Any) -> Conversation:
    """A conversation that the caisse has answered."""
    now = timezone.now()
    stands = {"state": ConversationState.ANSWERED, "waiting_since": None, "read_at": now, "answered_at": now}
    conversation: Conversation = ConversationFactory(**stands, is_unread=True, **fields)
    MessageFactory(conversation=conversation)
    MessageFactory(
        conversation=conversation, is_from_caisse=True, author_label="Votre caisse", body="Voici la réponse."
    )
    return conversation


_MORNING, _AFTERNOON = (time(9), time(12)), (time(14), time(17))


class AgendaFactory(factory.django.DjangoModelFactory[Agenda]):
    """Call-backs of half an hour, from Monday to Friday, morning and afternoon; `hours`: others, of every day."""

    class Meta:
        model = Agenda
        skip_postgeneration_save = True

    caisse = factory.SubFactory(CaisseFactory)
    kind = AppointmentKind.PHONE

    @factory.post_generation
    def hours(made, create: bool, given: Any, **rest: Any) -> None:
        days = range(7) if given else range(5)
        OpeningHours.objects.bulk_create(
            OpeningHours(agenda=made, weekday=day, opens_at=opens, closes_at=closes)
            for day in days
            for opens, closes in given or (_MORNING, _AFTERNOON)
        )


def free_slot(agenda: Agenda, after: datetime | None = None) -> Slot:
    now = timezone.now()
    slot = next_free(agenda, after or now, now)
    assert slot is not None
    return slot


class AppointmentFactory(factory.django.DjangoModelFactory[Appointment]):
    """At the first free slot of the agenda of its caisse; `linked`: as of a conversation."""

    class Meta:
        model = Appointment
        exclude = ("linked", "slot")

    linked: Linked | None = None
    adherent = factory.SubFactory(AdherentFactory)
    agenda = factory.LazyAttribute(lambda made: AgendaFactory(caisse=made.adherent.caisse))
    slot = factory.LazyAttribute(lambda made: free_slot(made.agenda))
    subject = factory.LazyAttribute(lambda made: subject_of(made.adherent.caisse))
    reference = factory.LazyFunction(lambda: new_reference("V"))
    booked_by_label = "Alice Moreau"
    day = factory.LazyAttribute(lambda made: local(made.slot.starts_at, made.agenda.time_zone).date())
    starts_at = factory.LazyAttribute(lambda made: made.slot.starts_at)
    ends_at = factory.LazyAttribute(lambda made: made.slot.ends_at)
    linked_kind = factory.LazyAttribute(lambda made: made.linked.kind.key if made.linked else "")
    linked_ref = factory.LazyAttribute(lambda made: made.linked.ref if made.linked else "")
    linked_label = factory.LazyAttribute(lambda made: made.linked.label if made.linked else "")
    employee_id = factory.LazyAttribute(lambda made: made.linked.employee_id if made.linked else None)


class QuestionFactory(factory.django.DjangoModelFactory[Question]):
    """Of the network, unless a caisse is given; searched by its words. `by`: who wrote it."""

    class Meta:
        model = Question
        skip_postgeneration_save = True

    category = factory.LazyFunction(lambda: FaqCategory.objects.get(caisse=None, code="conges"))
    title = factory.Sequence(lambda number: f"Question {number} ?")
    answer = "Oui, *dans tous les cas*."

    @factory.post_generation
    def by(question: Question, create: bool, given: Any, **rest: Any) -> None:  # noqa: N805
        services.written(question=question, by=given or "Le réseau")


def read_times(questions: Any, count: int) -> None:
    """Each of them was read today, a time less than the one before."""
    for rank, question in enumerate(questions):
        QuestionReading.objects.create(question=question, day=timezone.localdate(), count=count - rank)


class NewsFactory(factory.django.DjangoModelFactory[News]):
    """Of the network, unless a caisse is given; shown since yesterday, which pages know at once."""

    class Meta:
        model = News
        skip_postgeneration_save = True

    title = factory.Sequence(lambda number: f"Nouveauté {number}")
    body = "Voici *ce qui change*."
    starts_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))

    @factory.post_generation
    def by(news: News, create: bool, given: Any, **rest: Any) -> None:  # noqa: N805
        keep_version(kind=WrittenKind.NEWS, row_id=news.pk, title=news.title, body=news.body, by=given or "Le réseau")
        news_queries.forget([None, *Caisse.objects.values_list("pk", flat=True)])
