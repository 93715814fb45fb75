"""Home-page tiles of the documents section."""

from typing import Any

from core.access import Access
from core.rights import Right
from core.tiles import Tile
from documents.queries.recent import SHOWN, recent_documents


def _recent(access: Access) -> dict[str, Any]:
    return {"documents": recent_documents(access)[:SHOWN]}


RECENT_DOCUMENTS = Tile(
    "recent_documents",
    "Mes documents récents",
    "folder2-open",
    "documents/tiles/recent_documents.html",
    _recent,
    Right.DOCUMENTS_CONSULT,
    is_always_shown=True,
    namespaces=("documents",),
)
