"""What a document is searched by, kept beside it: written again whenever one of its texts changes."""

from collections.abc import Iterable, Iterator

from django.contrib.postgres.search import SearchVectorField
from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Cast

from core.full_text.lexemes import Words, space_of
from core.full_text.matching import DESCRIBED, NAMED, WRITTEN
from documents.models import Document, DocumentIndex, FileText, StoredFile

_CHUNK = 200


def index(documents: "QuerySet[Document]") -> int:
    """Those of them that changed since are indexed as they are now; return how many. By chunks, each in its
    transaction.
    """
    count, last = 0, 0
    while keys := list(documents.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_CHUNK]):
        count += _index_these(keys)
        last = keys[-1]
    return count


@transaction.atomic
def _index_these(keys: list[int]) -> int:
    """Their texts are held until they are indexed: who changes one comes after."""
    held = Document.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
    rows = list(held.select_related("kind", "employee"))
    texts = dict(FileText.objects.filter(file__in={row.file_id for row in rows}).values_list("file_id", "pages"))
    for row in rows:
        write_index(row, texts.get(row.file_id, ()))
    return len(rows)


def write_index(document: Document, pages: Iterable[str] = ()) -> None:
    """In the caller's transaction. `pages`: the words of its file, once they are read."""
    words = Words()
    for text, weight in _texts(document):
        words.add(text, weight)
    for page in pages:
        words.add(page, WRITTEN)
    vector = Cast(Value(words.vector(space_of(document.adherent_id))), SearchVectorField())
    DocumentIndex.objects.bulk_create(
        [DocumentIndex(document=document, adherent_id=document.adherent_id, vector=vector)],
        update_conflicts=True,
        unique_fields=["document"],
        update_fields=["vector"],
    )


def read_pages(file: StoredFile) -> list[str]:
    """The words of a file that some document has already."""
    pages: list[str] | None = FileText.objects.filter(file=file).values_list("pages", flat=True).first()
    return pages or []


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    yield document.title, NAMED
    yield document.reference, NAMED
    if document.employee is not None:
        yield f"{document.employee.first_name} {document.employee.last_name} {document.employee.birth_name}", NAMED
    yield document.kind.name, DESCRIBED
    for day in (document.issued_on, document.period_starts_on, document.period_ends_on):
        if day is not None:
            yield f"{day:%d/%m/%Y}", DESCRIBED
