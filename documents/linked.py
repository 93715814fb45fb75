"""What of this app a message to the caisse may be about."""

from typing import Any

from core.access import Access
from core.linked import LinkedKind
from core.rights import Right
from documents.models import Document


def _readable(access: Access, now: Any) -> Any:
    return Document.objects.for_access(access, now)


def _name(document: Document) -> tuple[str, int | None, int | None]:
    return document.title, document.employee_id, document.establishment_id


LINKED_KINDS = (
    LinkedKind(
        "document",
        "Document",
        "documents",
        (Right.DOCUMENTS_CONSULT,),
        Document,
        _readable,
        _name,
        "documents:download",
        also_at=("documents:certificate",),
    ),
)
