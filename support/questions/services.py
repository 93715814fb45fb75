"""What is done with a question: written, read, judged."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.access import Access
from support.enums import WrittenKind
from support.models import Question, QuestionReading, QuestionVote
from support.questions.indexing import write_index
from support.services.versions import keep_version


@transaction.atomic
def written(*, question: Question, by: Any) -> None:
    """Somebody has just saved it: it is searched by its words of now, and what it said is kept."""
    Question.objects.filter(pk=question.pk).update(written_at=timezone.now())
    write_index(question)
    keep_version(kind=WrittenKind.QUESTION, row_id=question.pk, title=question.title, body=question.answer, by=by)


def category_renamed(*, category: Any) -> None:
    """Its questions are searched by its name."""
    for question in category.questions.select_related("category"):
        write_index(question)


def vote(*, access: Access, question: Question, is_useful: bool) -> None:
    """One's last word replaces what one had said."""
    QuestionVote.objects.update_or_create(
        question=question, person=access.user, defaults={"is_useful": is_useful, "voted_at": timezone.now()}
    )


def count_reading(*, question: Question) -> None:
    """One more today: of everybody, so that nobody's readings are known."""
    reading, _ = QuestionReading.objects.get_or_create(question=question, day=timezone.localdate())
    QuestionReading.objects.filter(pk=reading.pk).update(count=F("count") + 1)


def forget_old_readings() -> int:
    """What was read so long ago says nothing of what is asked today."""
    oldest = timezone.localdate() - settings.QUESTION_READINGS_KEPT_FOR
    count, _ = QuestionReading.objects.filter(day__lt=oldest).delete()
    return count
