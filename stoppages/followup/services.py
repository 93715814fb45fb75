"""Answering the caisse, abandoning a case."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core.access import Access
from core.templatetags.portal import moment
from core.uploads import Upload
from stoppages.enums import CaseState, EventKind, FileKind
from stoppages.models import CaseQuestion, StoppageCase
from stoppages.policies import DROPPABLE, can_act
from stoppages.services.cases import held, touch
from stoppages.services.history import note
from stoppages.services.keeping import attach
from stoppages.services.refusals import NotAnyMore, StoppageRefused
from stoppages.services.settling import settle

_MESSAGE_LENGTH: int = 500


class AnsweredMeanwhile(StoppageRefused):
    """By somebody else, or in another tab: what was typed is to be kept."""

    def __init__(self, question: CaseQuestion) -> None:
        who, when = question.answered_by_label, moment(question.answered_at)
        super().__init__(
            f"{who} a répondu {when}, avec un autre texte : le vôtre n’est pas parti. Il est gardé ci-dessous."
        )
        self.question = question


@transaction.atomic
def answer_question(
    *, access: Access, case: StoppageCase, question_ref: str, text: str, uploads: Sequence[Upload] = ()
) -> None:
    """The same answer sent twice is one. Raises PermissionDenied, NotAnyMore, AnsweredMeanwhile."""
    locked = held(access, case, version=None, states=tuple(CaseState))
    question = locked.casequestions.filter(public_id=question_ref).first()
    if question is None:
        raise PermissionDenied
    if question.answered_at is not None:
        _check_same(question, access, text)
        return
    if not can_act(access, locked):
        raise NotAnyMore(str(locked.get_state_display()))
    _write(question, access, text)
    attach(locked, uploads, FileKind.ANSWER, access=access, question=question)
    touch(locked)
    settle(locked)
    note(locked, EventKind.ANSWERED, access=access, message=text[:_MESSAGE_LENGTH])


@transaction.atomic
def drop_case(*, access: Access, case: StoppageCase, version: int) -> None:
    """What was sent stays in its history. Raises PermissionDenied, NotAnyMore, ChangedMeanwhile."""
    locked = held(access, case, version=version, states=DROPPABLE)
    locked.dropped_at = timezone.now()
    touch(locked)
    settle(locked)
    note(locked, EventKind.DROPPED, access=access)


def _check_same(question: CaseQuestion, access: Access, text: str) -> None:
    """Raises AnsweredMeanwhile."""
    if (question.answer, question.answered_by_label) != (text, _label(access)):
        raise AnsweredMeanwhile(question)


def _write(question: CaseQuestion, access: Access, text: str) -> None:
    question.answer, question.answered_at, question.answered_by_label = text, timezone.now(), _label(access)
    question.save(update_fields=["answer", "answered_at", "answered_by_label"])


def _label(access: Access) -> str:
    return str(access.user)[:200]
