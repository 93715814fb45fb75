"""Home-page tiles of the documents section."""

from typing import Any

from core.access import Access
from core.rights import Right
from core.tiles import Tile


def _recent(access: Access) -> dict[str, Any]:
    """Nothing is published in the portal yet: the tile shows its empty state until the section exists."""
    return {"documents": []}


RECENT_DOCUMENTS = Tile(
    "recent_documents",
    "Mes documents récents",
    "folder2-open",
    "documents/tiles/recent_documents.html",
    _recent,
    Right.DOCUMENTS_CONSULT,
)
