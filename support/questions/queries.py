"""The questions that a person reads: by category, the most read, those that answer what was typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from support.models import Question, QuestionVote, Subject
from support.questions.values import Reader

MOST_CONSULTED, _CONSULTED_DAYS, _BESIDE = 5, 90, 6


@dataclass(frozen=True, slots=True)
class Line:
    """A question as a list names it."""

    ref: str
    title: str


@dataclass(frozen=True, slots=True)
class Group:
    """A category with its questions."""

    code: str
    name: str
    lines: list[Line]


def by_category(reader: Reader) -> list[Group]:
    """Every question, in the order of the categories. One query."""
    rows = Question.objects.readable(reader).order_by(*Question._meta.ordering or ())
    read = rows.values_list("category__code", "category__name", "public_id", "title")
    grouped = groupby(read, key=lambda row: row[:2])
    return [
        Group(code, name, [Line(ref, title) for _, _, ref, title in questions]) for (code, name), questions in grouped
    ]


def most_consulted(reader: Reader) -> list[Line]:
    return _lines(Question.objects.readable(reader).most_consulted(_CONSULTED_DAYS)[:MOST_CONSULTED])


def beside(reader: Reader, question: Question) -> list[Line]:
    """Others of its category."""
    rows = Question.objects.readable(reader).filter(category=question.category_id).exclude(pk=question.pk)
    return _lines(rows[:_BESIDE])


def question_of(reader: Reader, ref: str) -> Question | None:
    rows = Question.objects.readable(reader).select_related("category").defer("vector", "vocabulary")
    return rows.filter(public_id=ref).first()


def vote_of(person: Any, question: Question) -> bool | None:
    """What they said of it: whether it was of use to them."""
    return QuestionVote.objects.filter(question=question, person=person).values_list("is_useful", flat=True).first()


def section_of_subject(caisse_id: int, code: str) -> str:
    """The part of the portal that a subject of the caisse is about."""
    rows = Subject.objects.filter(caisse_id=caisse_id, code=code[:40]) if code else Subject.objects.none()
    return rows.values_list("section", flat=True).first() or ""


def _lines(rows: QuerySet[Question, Any]) -> list[Line]:
    return [Line(ref, title) for ref, title in rows.values_list("public_id", "title")]


def in_order(rows: QuerySet[Question], keys: Sequence[int]) -> list[Question]:
    """These of them, in the order of their keys."""
    read = rows.select_related("category").defer("vector", "vocabulary").in_bulk(list(keys))
    return list(_known(read, keys))


def _known(read: dict[int, Question], keys: Iterable[int]) -> Iterable[Question]:
    return (read[key] for key in keys if key in read)
