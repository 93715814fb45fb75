"""What heads every page printed of the planning."""

from typing import Any

from django.utils import timezone

from adherents.letterhead import letterhead_of
from adherents.models import Adherent
from core.access import Access
from core.templatetags.portal import short_date


def heading_of(access: Access) -> dict[str, Any]:
    adherent = Adherent.objects.select_related("caisse").get(pk=access.tiers.adherent_id)
    return {
        "caisse": letterhead_of(adherent.caisse),
        "company": access.tiers.label,
        "printed_on": short_date(timezone.localdate()),
    }
