"""What waits for somebody of a company among its messages, for `core.pending`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate

from core.pending import OneByOne, PendingSource, Told
from core.rights import Right
from core.templatetags.portal import near_date
from support.models import Conversation

# What whoever has these rights may read, whichever row it is; of a document, only its own rule says who reads it: its
# answers are told by e-mail and in the list alone.
_READ_BY_RIGHTS = ("salarie", "absence", "arret")
_THEIR_RIGHTS = (Right.EMPLOYEES_CONSULT, Right.ABSENCES_CONSULT, Right.STOPPAGES_CONSULT, Right.MOTIVES_CONSULT)


def answers_about_nothing() -> QuerySet[Any]:
    return Conversation.objects.unread().filter(linked_kind="")


def answers_about_people() -> QuerySet[Any]:
    return Conversation.objects.unread().filter(linked_kind__in=_READ_BY_RIGHTS)


def _tell(answered_on: date, said: Mapping[str, Any]) -> Told:
    return Told(f"Répondu le {near_date(answered_on)}", f"Réponse de la caisse : {said['subject']}", said["ref"])


_EACH = OneByOne(
    "Lire",
    "support:conversation",
    TruncDate("answered_at"),
    {"ref": F("public_id"), "subject": F("subject__name")},
    _tell,
)
_LABELS = ("réponse de la caisse à lire", "réponses de la caisse à lire")


SOURCES = (
    PendingSource(
        "answers-to-read",
        _LABELS[0],
        Right.SUPPORT_CONSULT,
        answers_about_nothing,
        _LABELS[1],
        "support:index",
        _EACH,
    ),
    PendingSource(
        "answers-about-people-to-read",
        _LABELS[0],
        Right.SUPPORT_CONSULT,
        answers_about_people,
        _LABELS[1],
        "support:index",
        _EACH,
        also=_THEIR_RIGHTS,
    ),
)
