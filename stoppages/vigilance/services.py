"""Levels of the vigilance kept: read twice, a file changes nothing; what the staff wrote is theirs."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from core.templatetags.portal import instant
from stoppages.arithmetic.deadlines import PARIS
from stoppages.enums import VigilanceLevel
from stoppages.models import HeatwaveVigilance
from stoppages.vigilance.reading import SEVERITY, ReadVigilance

_OURS = "Météo-France, fichier de vigilance du "
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('stoppages.vigilance'))"


@dataclass(frozen=True, slots=True)
class Kept:
    """How many days of a département were added, changed, left as they were."""

    added: int = 0
    changed: int = 0
    same: int = 0


@transaction.atomic
def keep_vigilance(read: ReadVigilance) -> Kept:
    """A level foreseen gives way to a later file; that of a day as it goes only rises: orange in the morning stopped
    work. A prefect's order, and any row of the staff, stay.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    rows = HeatwaveVigilance.objects.filter(day__in={day for _, day in read.levels})
    known = {(row.departement, row.day): row for row in rows}
    added = [
        HeatwaveVigilance(
            departement=code, day=day, level=level, source=_source(read.published_at), recorded_at=read.published_at
        )
        for (code, day), level in read.levels.items()
        if (code, day) not in known
    ]
    changed = [row for key, row in known.items() if key in read.levels and _takes(row, read.levels[key], read)]
    HeatwaveVigilance.objects.bulk_create(added)
    HeatwaveVigilance.objects.bulk_update(changed, ["level", "source", "recorded_at"])
    return Kept(len(added), len(changed), len(read.levels) - len(added) - len(changed))


def _takes(row: HeatwaveVigilance, level: VigilanceLevel, read: ReadVigilance) -> bool:
    """Whether the file changes the row, which then has what it says."""
    if not row.source.startswith(_OURS) or row.level not in SEVERITY or row.level == level:
        return False
    rises = SEVERITY[level] > SEVERITY[VigilanceLevel(row.level)]
    is_later = read.published_at > row.recorded_at
    was_foreseen = row.recorded_at.astimezone(PARIS).date() < row.day
    is_of_the_day = read.published_at.astimezone(PARIS).date() >= row.day
    if not (is_later and was_foreseen) and not (rises and is_of_the_day):
        return False
    row.level, row.source, row.recorded_at = level, _source(read.published_at), read.published_at
    return True


def _source(published_at: datetime) -> str:
    return _OURS + instant(published_at.astimezone(PARIS)).replace("\N{NO-BREAK SPACE}", " ")
