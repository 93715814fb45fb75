"""The days on which a company, or one of its sites, is closed."""

from datetime import date

from django.db.models import QuerySet

from absences.enums import CollectiveState
from absences.models import CollectiveAbsence
from core.access import Access


def closings_between(access: Access, first: date, last: date) -> QuerySet[CollectiveAbsence]:
    """Those that were entered, of the whole company and of the site acted for; one query."""
    rows = CollectiveAbsence.objects.filter(adherent_id=access.tiers.adherent_id, is_closing=True)
    rows = rows.filter(state=CollectiveState.DONE, starts_on__lte=last, ends_on__gte=first, crew=None, category="")
    if access.tiers.establishment_id is not None:
        rows = rows.filter(establishment_id__in=[access.tiers.establishment_id]) | rows.filter(establishment=None)
    return rows
