"""The documents about somebody, on their page."""

from dataclasses import dataclass

from core.access import Access
from core.rights import Right
from documents.queries.recent import SHOWN, Recent, documents_about
from employees import panels
from employees.models import Employee


@dataclass(frozen=True, slots=True)
class PersonDocuments:
    documents: list[Recent]
    has_more: bool


def declare() -> None:
    panels.declare("documents/people/panel.html", _documents)


def _documents(access: Access, employee: Employee) -> PersonDocuments | None:
    """None without any, or without the right to read them."""
    if not access.has(Right.DOCUMENTS_CONSULT):
        return None
    documents = documents_about(access, employee.pk)
    return PersonDocuments(documents[:SHOWN], len(documents) > SHOWN) if documents else None
