"""Days on which a company, or one of its sites, is closed: those of an absence of everybody there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from absences.enums import CollectiveState
from absences.models import CollectiveAbsence
from adherents.models import Establishment
from core.access import Access


@dataclass(frozen=True, slots=True)
class Closing:
    """Whole days. `site_id`: None for the whole company."""

    first: date
    last: date
    site_id: int | None = None


class ClosedDays:
    """Those of some closings, as a collection of days."""

    def __init__(self, closings: Iterable[Closing]) -> None:
        self._closings = list(closings)

    def __contains__(self, day: date) -> bool:
        return any(one.first <= day <= one.last for one in self._closings)


def closed_days(closings: Iterable[Closing], site_id: int) -> ClosedDays:
    """Of a site: its own, and those of the whole company."""
    return ClosedDays(one for one in closings if one.site_id in (None, site_id))


def closings_between(access: Access, first: date, last: date) -> list[Closing]:
    """Those of the whole company close each of its sites: whoever acts for one site sees them too. One query."""
    rows = CollectiveAbsence.objects.filter(
        adherent_id=access.tiers.adherent_id,
        is_closing=True,
        state=CollectiveState.DONE,
        starts_on__lte=last,
        ends_on__gte=first,
    )
    site = access.tiers.establishment_id
    if site is not None:
        rows = rows.filter(Q(establishment_id=site) | Q(establishment_id=None))
    return [_whole_days(row) for row in rows]


def _whole_days(row: CollectiveAbsence) -> Closing:
    """A day of which one half is worked is open."""
    first = row.starts_on + timedelta(days=row.starts_at_noon)
    return Closing(first, row.ends_on - timedelta(days=row.ends_at_noon), row.establishment_id)


def closings_of_each() -> ArraySubquery:
    """To annotate sites with: the closings of each, read along with them (`closings_of`)."""
    rows = CollectiveAbsence.objects.filter(
        Q(establishment_id=OuterRef("pk")) | Q(establishment_id=None),
        adherent_id=OuterRef("adherent_id"),
        is_closing=True,
        state=CollectiveState.DONE,
    )
    names = ("starts_on", "ends_on", "starts_at_noon", "ends_at_noon")
    return ArraySubquery(rows.order_by("starts_on").values(days=JSONObject(**{name: name for name in names})))


def closings_of(site: Establishment) -> list[Closing]:
    """Of a site annotated as `closing_days`."""
    return [_whole(**days, site_id=site.pk) for days in getattr(site, "closing_days", ())]


def _whole(*, starts_on: str, ends_on: str, starts_at_noon: bool, ends_at_noon: bool, site_id: int) -> Closing:
    first = date.fromisoformat(starts_on) + timedelta(days=starts_at_noon)
    return Closing(first, date.fromisoformat(ends_on) - timedelta(days=ends_at_noon), site_id)
