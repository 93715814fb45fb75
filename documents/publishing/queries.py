"""A batch as its page shows it: what it would publish, or what is to be mended of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from documents.models import Batch, BatchLine
from documents.publishing.manifest import COLUMNS

SHOWN = 200
REPORT_COLUMNS = ("Ligne", "Fichier", "À corriger", *(column.heading for column in COLUMNS[1:]))


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of how many, at the step where the batch is."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What will be published: how many documents of each kind, for how many companies."""

    kinds: list[tuple[str, int]]
    companies: int
    documents: int


def wrong_lines(batch: Batch) -> list[BatchLine]:
    """The first ones to mend, in the order of the manifest."""
    return list(batch.lines.exclude(errors=[]).order_by("number")[:SHOWN])


def report_rows(batch: Batch) -> Iterator[tuple[Any, ...]]:
    """A row for each thing to mend, with the line as it was written."""
    for line in batch.lines.exclude(errors=[]).order_by("number").iterator():
        said = [line.said.get(column.name, "") for column in COLUMNS[1:]]
        for words in line.errors:
            yield (line.number, line.filename, words, *said)


def checking(batch: Batch) -> Progress:
    return Progress(batch.lines.filter(is_checked=True).count(), batch.lines.count())


def preparing(batch: Batch) -> Progress:
    return Progress(batch.lines.filter(is_done=True).count(), batch.lines.count())


def summary_of(batch: Batch) -> Summary:
    """Of a batch whose lines are checked. Two queries."""
    kinds = batch.lines.order_by("kind__name").values_list("kind__name").annotate(Count("pk"))
    told = [(name, count) for name, count in kinds if name]
    companies: int = batch.lines.aggregate(count=Count("company", distinct=True))["count"]
    return Summary(told, companies, sum(count for _, count in told))
