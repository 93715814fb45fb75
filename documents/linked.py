"""What of this app a message to the caisse may be about."""

from core.linked import LinkedKind
from core.rights import Right
from documents.models import Document


def _name(document: Document) -> tuple[str, int | None, int | None]:
    return document.title, document.employee_id, document.establishment_id


LINKED_KINDS = (
    LinkedKind(
        "document",
        "Document",
        "documents",
        (Right.DOCUMENTS_CONSULT,),
        Document,
        Document.objects.for_access,
        _name,
        "documents:download",
        also_at=("documents:certificate",),
    ),
)
