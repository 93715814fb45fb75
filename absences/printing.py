"""What every page printed of the planning has: its head, and an end."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from adherents.letterhead import letterhead_of
from adherents.models import Adherent
from core.access import Access
from core.french import counted
from core.templatetags.portal import short_date


class NotPrinted(Exception):
    """`str()` says why, and what to choose."""


def check_size(lines: int) -> None:
    """What is printed at once takes some seconds, and no more. Raises NotPrinted."""
    if lines > settings.PLANNING_PRINT_MAX_LINES:
        size, most = counted(lines, "ligne"), counted(settings.PLANNING_PRINT_MAX_LINES, "ligne")
        raise NotPrinted(
            f"Cette impression aurait {size}, et {most} au plus s’impriment à la fois : choisissez moins de mois, un "
            "site ou une équipe."
        )


def heading_of(access: Access) -> dict[str, Any]:
    adherent = Adherent.objects.select_related("caisse").get(pk=access.tiers.adherent_id)
    return {
        "caisse": letterhead_of(adherent.caisse),
        "company": access.tiers.label,
        "printed_on": short_date(timezone.localdate()),
    }
