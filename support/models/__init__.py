"""Models of the section; everything is imported from here."""

from support.models.agendas import Agenda, Closure, OpeningHours
from support.models.appointments import Appointment
from support.models.broadcasts import Broadcast, BroadcastRecipient
from support.models.conversations import BODY_MAX_LENGTH, Conversation, InternalNote, Message, MessageFile, Writing
from support.models.guidance import PageText
from support.models.news import News
from support.models.questions import FaqCategory, Question, QuestionReading, QuestionVote
from support.models.subjects import CannedAnswer, Subject
from support.models.versions import WrittenVersion

__all__ = [
    "BODY_MAX_LENGTH",
    "Agenda",
    "Appointment",
    "Broadcast",
    "BroadcastRecipient",
    "CannedAnswer",
    "Closure",
    "Conversation",
    "FaqCategory",
    "InternalNote",
    "Message",
    "MessageFile",
    "News",
    "OpeningHours",
    "PageText",
    "Question",
    "QuestionReading",
    "QuestionVote",
    "Subject",
    "Writing",
    "WrittenVersion",
]
