"""What each company of the cast wrote to its caisse, with the mark of the company in every text."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from core import files
from support.enums import AppointmentKind, BroadcastState, QuestionAudience
from support.models import (
    Agenda,
    Appointment,
    Broadcast,
    BroadcastRecipient,
    CannedAnswer,
    Closure,
    Conversation,
    FaqCategory,
    InternalNote,
    Message,
    MessageFile,
    News,
    PageText,
    Question,
    QuestionVote,
    Subject,
    Writing,
)
from tests.cast import Company
from tests.support.factories import (
    AgendaFactory,
    AppointmentFactory,
    ConversationFactory,
    MessageFactory,
    NewsFactory,
    QuestionFactory,
    answered,
    subject_of,
)


@dataclass(frozen=True, slots=True)
class Support:
    """One that waits for the caisse, with a file; one that it has answered."""

    conversation: Conversation
    message: Message
    file: MessageFile
    answered: Conversation
    subject: Subject
    canned: CannedAnswer
    agenda: Agenda
    visits: Agenda
    appointment: Appointment
    closure: Closure
    category: FaqCategory
    question: Question
    news: News
    text: PageText
    broadcast: Broadcast


def rows_of(company: Company) -> dict[str, Any]:
    mark, adherent = company.mark, company.adherent
    by = {"opened_by": company.holder, "opened_by_label": f"Auteur {mark}"}
    waiting = ConversationFactory(adherent=adherent, reference=f"M-{mark}", **by)
    message = MessageFactory(
        conversation=waiting, author=company.holder, author_label=f"Auteur {mark}", body=f"Message {mark}"
    )
    InternalNote.objects.create(
        conversation=waiting,
        adherent=adherent,
        caisse=company.caisse,
        author_label=f"Agent {mark}",
        body=f"Note {mark}",
    )
    Writing.objects.create(conversation=waiting, adherent=adherent, person=company.holder, label=f"Auteur {mark}")
    file = _file(message, mark)
    subject = subject_of(company.caisse)
    canned = CannedAnswer.objects.create(caisse=company.caisse, title=f"Réponse {mark}", body=f"Bonjour {mark}")
    done = answered(adherent=adherent, reference=f"R-{mark}", **by)
    taken, told = _in_the_agenda(company, by), _told_to_many(company)
    text = PageText.objects.create(page="accounts:leave", caisse=company.caisse, body=f"Aide {mark}")
    sent = _broadcast(company)
    return {"support": Support(waiting, message, file, done, subject, canned, *taken, *told, text, sent)}


def _broadcast(company: Company) -> Broadcast:
    """Confirmed, to the holder, who has not got it yet; a draft beside it."""
    mark, now = company.mark, timezone.now()
    words = {"caisse": company.caisse, "created_by_label": f"Agent {mark}", "body": f"Bonjour {mark}"}
    Broadcast.objects.create(**words, title=f"Brouillon {mark}")
    agreed = dict.fromkeys(("agreed_companies", "agreed_people", "agreed_emails"), 1)
    sent = Broadcast.objects.create(
        **words,
        title=f"Envoi {mark}",
        state=BroadcastState.HELD,
        tested_at=now,
        tested_version=1,
        confirmed_at=now,
        confirmed_by_label=f"Agent {mark}",
        held_at=now,
        is_walked=True,
        agreed_sms=0,
        **agreed,
    )
    BroadcastRecipient.objects.create(
        broadcast=sent, channel="email", person=company.holder, address=company.holder.email
    )
    return sent


def _told_to_many(company: Company) -> tuple[FaqCategory, Question, News]:
    mark, caisse = company.mark, company.caisse
    category = FaqCategory.objects.create(caisse=caisse, code=f"rubrique-{mark.lower()}", name=f"Rubrique {mark}")
    question = QuestionFactory(
        caisse=caisse,
        category=category,
        audience=QuestionAudience.PUBLIC,
        title=f"Question {mark}",
        by=company.holder,
    )
    QuestionVote.objects.create(question=question, person=company.holder, is_useful=True)
    return (
        category,
        question,
        NewsFactory(caisse=caisse, title=f"Nouvelle {mark}", is_important=True, by=company.holder),
    )


def _in_the_agenda(company: Company, by: dict[str, Any]) -> tuple[Agenda, Agenda, Appointment, Closure]:
    mark, caisse = company.mark, company.caisse
    agenda = AgendaFactory(caisse=caisse, directions=f"Accueil {mark}")
    visits = AgendaFactory(caisse=caisse, kind=AppointmentKind.VISIT)
    appointment = AppointmentFactory(
        adherent=company.adherent,
        agenda=agenda,
        reference=f"V-{mark}",
        phone="+33612345678",
        note=f"Précisions {mark}",
        booked_by=company.holder,
        booked_by_label=by["opened_by_label"],
    )
    closed_on = timezone.localdate() + timedelta(days=300)
    closure = Closure.objects.create(caisse=caisse, starts_on=closed_on, ends_on=closed_on, name=f"Fermé {mark}")
    return agenda, visits, appointment, closure


def _file(message: Message, mark: str) -> MessageFile:
    name, content = f"messages/{mark}", f"%PDF {mark}".encode()
    files.write(name, content)
    return MessageFile.objects.create(
        conversation=message.conversation,
        message=message,
        adherent=message.adherent,
        stored_name=name,
        name=f"piece {mark}.pdf",
        content_type="application/pdf",
        size=len(content),
    )
