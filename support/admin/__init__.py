"""The back office of the section; importing this package registers its pages."""

from support.admin.agenda import AgendaAdmin, AppointmentAdmin, ClosureAdmin
from support.admin.broadcasts import BroadcastAdmin
from support.admin.conversations import ConversationAdmin
from support.admin.news import NewsAdmin
from support.admin.questions import FaqCategoryAdmin, QuestionAdmin
from support.admin.subjects import CannedAnswerAdmin, SubjectAdmin
from support.guidance.admin import PageTextAdmin

__all__ = [
    "AgendaAdmin",
    "AppointmentAdmin",
    "BroadcastAdmin",
    "CannedAnswerAdmin",
    "ClosureAdmin",
    "ConversationAdmin",
    "FaqCategoryAdmin",
    "NewsAdmin",
    "PageTextAdmin",
    "QuestionAdmin",
    "SubjectAdmin",
]
