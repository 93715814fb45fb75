"""From a conversation to the page of the back office where what it is about is read."""

from typing import Any

from django.http import HttpRequest

from core.linked import kind_named
from support.models import Conversation


def linked_url(site: Any, request: HttpRequest, conversation: Conversation) -> str:
    """Empty when it is about nothing, when it is gone, or when this member of staff may not read it."""
    kind = kind_named(conversation.linked_kind)
    page = site._registry.get(kind.model) if kind is not None else None
    if page is None or not page.has_view_permission(request):
        return ""
    rows = page.get_queryset(request).filter(adherent_id=conversation.adherent_id, public_id=conversation.linked_ref)
    key = next(iter(rows.order_by().values_list("pk", flat=True)[:1]), None)
    return "" if key is None else str(page.reading_url(key))
