"""What may not be: hours that no day has, of somebody who was not there (L5424-13, DOMAIN §9.2). Each says the way out.

The caps of the day, the week and the year are no refusals: the arithmetic applies them, and says so.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from stoppages.arithmetic.sentences import number
from stoppages.enums import IN_WRITING
from stoppages.final.presence import Presence
from stoppages.models import DeclaredDay, LostDay, StoppageCase

Key = tuple[int, date]
"""The key of a person, a day."""

_DAY_HAS = Decimal(24)


@dataclass(frozen=True, slots=True)
class Lost:
    """Hours lost, and those of them that other work replaced."""

    hours: Decimal
    replaced: Decimal = Decimal(0)


def problems_of(
    lost: Mapping[Key, Lost], presences: Mapping[int, Presence], elsewhere: Mapping[Key, Decimal]
) -> dict[Key, str]:
    """By cell, the first thing that is wrong, in words. `elsewhere`: hours of other stoppages on the same day."""
    problems = {key: _problem(one, key[1], presences.get(key[0]), elsewhere.get(key)) for key, one in lost.items()}
    return {key: problem for key, problem in problems.items() if problem}


def _problem(lost: Lost, day: date, presence: Presence | None, elsewhere: Decimal | None) -> str:
    if not lost.hours:
        return ""
    if lost.hours > _DAY_HAS:
        return f"{number(lost.hours)} h : un jour n’a que 24 heures. Corrigez ce nombre."
    if elsewhere and lost.hours + elsewhere > _DAY_HAS:
        return (
            f"{number(lost.hours)} h, et {number(elsewhere)} h d’un autre arrêt le même jour : un jour n’a que 24 "
            "heures. Corrigez l’un des deux."
        )
    if lost.replaced > lost.hours:
        return f"{number(lost.replaced)} h remplacées pour {number(lost.hours)} h perdues : n’en comptez pas plus."
    return _not_there(day, presence)


def _not_there(day: date, presence: Presence | None) -> str:
    if presence is None or presence.contract_on(day) is None:
        left = presence.left_within([day]) if presence is not None else None
        since = f" (parti le {left:%d/%m/%Y})" if left else ""
        return f"Pas sous contrat ce jour-là{since} : retirez ces heures, ou corrigez le contrat dans « Mes salariés »."
    if away := presence.away_on(day):
        return (
            f"Au planning ce jour-là : « {away} ». L’indemnité ne se cumule pas (L5424-13) : retirez ces heures, ou "
            "changez l’absence au planning."
        )
    return ""


def hours_elsewhere(case: StoppageCase, employee_ids: Collection[int], days: Collection[date]) -> dict[Key, Decimal]:
    """Of the other stoppages: as they were sent, or as they are being written when nothing was. One query."""
    asked = {"adherent_id": case.adherent_id, "employee_id__in": employee_ids, "day__range": (min(days), max(days))}
    sent = DeclaredDay.objects.filter(declaration__is_current=True, case__dropped_at__isnull=True, **asked)
    writing = LostDay.objects.filter(case__state__in=IN_WRITING, **asked)
    columns = ("pk", "employee_id", "day", "hours")
    first, second = (rows.exclude(case=case).order_by().values_list(*columns) for rows in (sent, writing))
    together: dict[Key, Decimal] = defaultdict(Decimal)
    for _, employee_id, day, hours in first.union(second, all=True):
        together[employee_id, day] += hours
    return together
