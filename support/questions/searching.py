"""The questions that answer what was typed, best first.

Every word should be there, as in a search of documents. A word that no question has is taken for the nearest one, by
the groups of three letters that both have (trigrams); where no question has them all, those that have the most come.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Func, QuerySet

from core import rich_text
from core.full_text.asking import Asked, Term, ask
from core.full_text.highlighting import Highlight, Source, highlights
from core.full_text.matching import Matches, ranked_by, searched_by
from support.models import Question
from support.questions.indexing import MIN_CORRECTED
from support.questions.queries import in_order
from support.questions.values import Reader

MAX_ANSWERS, MAX_SUGGESTED = 15, 3
_EVERY_WORD = F("vector")
# « conjé » and « congé » have a third of their groups of letters in common.
_NEAR = 0.3
_NEAREST = """
    SELECT DISTINCT ON (typed) typed, key, value FROM unnest(%s::text[]) typed,
    LATERAL (SELECT DISTINCT ON (key) key, value FROM support_question, jsonb_each_text(vocabulary)
             WHERE support_question.id = ANY(%s) ORDER BY key, value) known
    WHERE similarity(key, typed) >= %s ORDER BY typed, similarity(key, typed) DESC, key
"""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The word that one typed wrong is taken for: its plain form, and how it is written."""

    plain: str
    written: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A question that answers, with what of it does."""

    question: Question
    highlight: Highlight


@dataclass(frozen=True, slots=True)
class Answers:
    """`corrected`: the words that others were taken for; `is_partial`: no question has every word."""

    lines: list[Answer]
    corrected: tuple[str, ...] = ()
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class _Match:
    """`has`: for each term, whether the question has it."""

    pk: int
    rank: float
    has: tuple[bool, ...]

    @property
    def is_whole(self) -> bool:
        return all(self.has)


class Titled(Func):
    """The words of the title and of the keywords alone."""

    function = "ts_filter"
    template = "%(function)s(%(expressions)s, '{a,b}')"


def answers(reader: Reader, typed: str) -> Answers | None:
    """None where nothing that was typed can be searched."""
    asked = ask(typed)
    if not asked:
        return None
    rows = Question.objects.readable(reader)
    matches = _matches(rows, asked)
    nearest = _nearest(rows, _unknown(asked, matches))
    if nearest:
        asked = ask(_replaced(asked, nearest))
        matches = _matches(rows, asked)
    best = _best(matches)[:MAX_ANSWERS]
    lines = _highlighted(asked, in_order(rows, [match.pk for match in best]))
    corrected = tuple(near.written for near in nearest.values())
    return Answers(lines, corrected, is_partial=bool(best) and not best[0].is_whole)


def suggested(reader: Reader, message: str, section: str = "") -> list[Question]:
    """A few questions that a message may be asking, by their titles and keywords: those of the part of the portal that
    it is about first. One word in common is not enough, unless little was typed.
    """
    asked = ask(message)
    if not asked:
        return []
    rows = Question.objects.readable(reader)
    needed = min(2, len(asked.terms))
    near = [match for match in _matches(rows, asked, Titled(_EVERY_WORD)) if sum(match.has) >= needed]
    lines = in_order(rows, [match.pk for match in sorted(near, key=_farness)[: 2 * MAX_SUGGESTED]])
    lines.sort(key=lambda question: bool(section) and question.category.section != section)
    return lines[:MAX_SUGGESTED]


def _matches(rows: QuerySet[Question], asked: Asked, vector: Func | F = _EVERY_WORD) -> list[_Match]:
    """Those that have any of the terms. One query."""
    terms = {f"has_{rank}": Matches(vector, searched_by(term.tsquery())) for rank, term in enumerate(asked.terms)}
    either = searched_by(" | ".join(term.tsquery() for term in asked.terms))
    read = rows.filter(Matches(_EVERY_WORD, either)).annotate(score=ranked_by("vector", either), **terms)
    return [_Match(pk, score, tuple(has)) for pk, score, *has in read.values_list("pk", "score", *terms)]


def _best(matches: Sequence[_Match]) -> list[_Match]:
    """Those that have every term, or else those that have the most of them, half at least."""
    most = max((sum(match.has) for match in matches), default=0)
    return sorted((match for match in matches if sum(match.has) == most and 2 * most >= len(match.has)), key=_farness)


def _farness(match: _Match) -> tuple[float, ...]:
    return (-sum(match.has), -match.rank, match.pk)


def _unknown(asked: Asked, matches: Sequence[_Match]) -> list[str]:
    """The words that no question has, long enough to be near to one."""
    words = [_word_of(term) for rank, term in enumerate(asked.terms) if not any(match.has[rank] for match in matches)]
    return [word for word in words if word.isalpha() and len(word) >= MIN_CORRECTED]


def _nearest(rows: QuerySet[Question], unknown: list[str]) -> dict[str, Nearest]:
    """By the word typed; two queries where there is one to look for, among what this person may read."""
    if not unknown:
        return {}
    readable = list(rows.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, [unknown, readable, _NEAR])
        return {typed: Nearest(plain, written) for typed, plain, written in cursor.fetchall()}


def _replaced(asked: Asked, nearest: dict[str, Nearest]) -> str:
    words = (_word_of(term) for term in asked.terms)
    return " ".join(nearest[word].plain if word in nearest else word for word in words)


def _word_of(term: Term) -> str:
    """As it was typed, without its accents; a phrase keeps its words together."""
    return f'"{" ".join(term.phrase)}"' if term.phrase else term.words[-1]


def _highlighted(asked: Asked, questions: Iterable[Question]) -> list[Answer]:
    lines = list(questions)
    sources = {line.pk: Source(line.title, "", (rich_text.plain(line.answer),)) for line in lines}
    marked = highlights(asked, sources)
    return [Answer(line, marked[line.pk]) for line in lines]
