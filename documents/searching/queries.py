"""The documents that answer a search, best first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.paginator import Page, Paginator
from django.db.models import BigIntegerField, BooleanField, F, Func, Value
from django.db.models.functions import Round

from core.access import Access
from core.full_text.asking import Asked
from core.full_text.highlighting import Highlight, Source, highlights
from core.full_text.lexemes import space_of
from core.full_text.matching import Matches, ranked_by, searched_by
from documents.models import Document, DocumentIndex
from documents.queries.listing import Listed, filtered, lines_of, ordered
from documents.values import WantedDocuments

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """A line of the list, with what of it answers."""

    listed: Listed
    highlight: Highlight


def answers(access: Access, asked: Asked, wanted: WantedDocuments, number: str | None) -> Page:
    """A page of `Answer`. Four queries, whatever is asked for."""
    ranks = _ranks(access, asked)
    page: Page[Any] = Paginator(_refs(access, ranks, wanted), PER_PAGE).get_page(number)
    page.object_list = _highlighted(access, asked, _lines(access, list(page.object_list)))
    return page


def _ranks(access: Access, asked: Asked) -> dict[int, float]:
    """How well each answers, by tenths: between documents that answer as well, the latest is first.

    Asked of the words alone: beside the documents, PostgreSQL reads every one of a company rather than the index,
    because it takes the rarest word for a common one. Which of them may be read is for who reads this.
    """
    tsquery = searched_by(asked.tsquery(space_of(access.tiers.adherent_id)))
    rows = DocumentIndex.objects.filter(Matches(F("vector"), tsquery))
    return dict(rows.values_list("document_id", Round(ranked_by("vector", tsquery) * 10)))


def _refs(access: Access, ranks: dict[int, float], wanted: WantedDocuments) -> list[str]:
    """Those that this person may read and filters for, in their order."""
    answering = Document.objects.for_access(access).filter(_IsOneOf(F("pk"), _keys(ranks)))
    rows = ordered(filtered(access, answering, wanted), wanted.sort)
    if wanted.sort:
        return list(rows.values_list("public_id", flat=True))
    # The latest first already.
    latest = rows.values_list("public_id", "pk")
    return [ref for ref, _ in sorted(latest, key=lambda row: -ranks[row[1]])]


class _IsOneOf(Func):
    """That a key is one of an array: one value, however many they are."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def _keys(keys: Iterable[int]) -> Value:
    return Value(list(keys), ArrayField(BigIntegerField()))


def _lines(access: Access, refs: Sequence[str]) -> list[Listed]:
    places = {ref: place for place, ref in enumerate(refs)}
    lines = lines_of(access, Document.objects.for_access(access).filter(public_id__in=refs))
    return sorted(lines, key=lambda line: places[line.ref])


def _highlighted(access: Access, asked: Asked, lines: Sequence[Listed]) -> list[Answer]:
    texts = _texts(access, [line.ref for line in lines])
    sources = {rank: Source(line.title, line.reference, texts.get(line.ref, ())) for rank, line in enumerate(lines)}
    marked = highlights(asked, sources)
    return [Answer(line, marked[rank]) for rank, line in enumerate(lines)]


def _texts(access: Access, refs: Sequence[str]) -> dict[str, list[str]]:
    """Through these documents only: a file may be one of other companies too."""
    own = Document.objects.for_access(access).filter(public_id__in=refs, file__text__isnull=False)
    return dict(own.values_list("public_id", "file__text__pages"))
