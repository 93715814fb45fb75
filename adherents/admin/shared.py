"""Rows of the network that a caisse reads, and its own that it writes beside them."""

from typing import Any

from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest

from adherents.admin.companies import JournalledAdmin
from core.staff.scoping import SharedByTheNetworkAdmin, caisse_id_of


class OwnBesideTheNetworkAdmin(SharedByTheNetworkAdmin, JournalledAdmin):
    """Those of the network are written by it alone. Nothing is removed: it ends, or is offered no more."""

    caisse_path = "caisse_id"
    list_select_related = ["caisse"]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """A row of no caisse would be the whole network's."""
        return super().formfield_for_foreignkey(db_field, request, **kwargs, required=caisse_id_of(request) is not None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_of_the_network = obj is not None and obj.caisse_id is None
        if is_of_the_network and caisse_id_of(request) is not None:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
