"""What the pages of the section share."""

from core.http import PortalRequest
from core.rights import Right
from core.sections import PageFamily
from documents.models import Document

DOCUMENTS = PageFamily(
    "documents",
    "Pages de Documents",
    "documents",
    (("index", "Documents"), ("sent", "Mes envois"), ("downloads", "Téléchargements")),
    sheet="documents",
    right=Right.DOCUMENTS_CONSULT,
)
# Of whoever may ask for one.
DOCUMENTS.declare("attestations", "Attestations", Right.DOCUMENTS_ACT, rank=1)
section_page = DOCUMENTS.page_of_tiers


def document_or_404(request: PortalRequest, ref: str) -> Document:
    """That this person may read, with what every page shows of it; any other looks like a random reference."""
    return request.access.get_or_404(Document, ref, "kind", "file", "establishment", "employee")
