"""The latest documents, of the company or about somebody: asked on the home page and on each page of a person."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import BigIntegerField, DateTimeField, Exists, F, OuterRef, QuerySet
from django.utils import timezone

from core.access import Access, Scope
from core.compiled import CompiledForScope, Given
from documents.models import Document, Download
from documents.models.kinds import Reader

SHOWN = 5
_PERSON, _EMPLOYEE = Given("person_id", BigIntegerField()), Given("employee_id", BigIntegerField())
_NOW = Given("now", DateTimeField())


@dataclass(frozen=True, slots=True)
class Recent:
    """`named`: its kind; `is_read`: by whoever looks."""

    ref: str
    title: str
    named: str
    issued_on: date
    is_read: bool


def recent_documents(access: Access) -> list[Recent]:
    """One query."""
    return _compiled(Reader.of(access), is_of_a_person=False).rows(access.scope, **_given(access))


def documents_about(access: Access, employee_id: int) -> list[Recent]:
    """One more than is shown, when there are more. One query."""
    query = _compiled(Reader.of(access), is_of_a_person=True)
    return query.rows(access.scope, employee_id=employee_id, **_given(access))


def _given(access: Access) -> dict[str, Any]:
    return {"person_id": access.user.pk, "now": timezone.now()}


@lru_cache(maxsize=256)
def _compiled(reader: Reader, *, is_of_a_person: bool) -> CompiledForScope[Recent]:
    """By what is read of the kinds: the company, its site, the person and the moment change, the SQL does not."""
    return CompiledForScope(lambda scope: _latest(scope, reader, is_of_a_person=is_of_a_person), into=Recent)


def _latest(scope: Scope, reader: Reader, *, is_of_a_person: bool) -> QuerySet[Any, Any]:
    rows = Document.objects.for_scope(scope, now=_NOW).readable(reader).order_by("-issued_on", "-pk")
    if is_of_a_person:
        rows = rows.filter(employee_id=_EMPLOYEE)
    read = Exists(Download.objects.filter(document=OuterRef("pk"), by_id=_PERSON))
    named = rows.annotate(ref=F("public_id"), named=F("kind__name"), is_read=read)
    return named.values_list("ref", "title", "named", "issued_on", "is_read")[: SHOWN + 1]
