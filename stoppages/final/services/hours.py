"""The hours lost: saved whole or by parts of the grid, said to be complete, told to whoever certifies."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from core.access import Access
from stoppages.arithmetic.sentences import number
from stoppages.enums import WRITABLE, EventKind
from stoppages.final.days import days_of
from stoppages.final.emails import hours_entered
from stoppages.final.presence import presence_of
from stoppages.final.rules import Key, Lost, hours_elsewhere, problems_of
from stoppages.final.services import turn
from stoppages.models import LostDay, StoppageCase
from stoppages.services.cases import held
from stoppages.services.history import note
from stoppages.services.refusals import StoppageRefused

_OUTSIDE = "Hors de l’arrêt : retirez ces heures, ou changez le jour de la reprise."


class HoursRefused(StoppageRefused):
    """`problems`: by cell, in words."""

    def __init__(self, problems: Mapping[Key, str]) -> None:
        super().__init__("Des heures sont à corriger.")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Area:
    """The part of the grid that is saved: what it holds no hours for is emptied, the rest stays as it is."""

    employee_ids: Collection[int]
    days: Collection[date]


@transaction.atomic
def save_hours(
    *,
    access: Access,
    case: StoppageCase,
    version: int,
    area: Area,
    lost: Mapping[Key, Lost],
    is_complete: bool = False,
) -> StoppageCase:
    """In a number of queries that does not grow with the crew. Raises StoppageRefused, PermissionDenied."""
    case = held(access, case, version=version, states=WRITABLE)
    people = set(case.stoppedpersons.values_list("employee_id", flat=True))
    kept = {key: one for key, one in lost.items() if one.hours and key[0] in people and key[1] in area.days}
    _check(access, case, area, kept)
    is_changed = _write(case, area, kept)
    if is_complete:
        _complete(access, case)
    elif is_changed and case.weather.hours_entered_at is not None:
        _say_entered(case, "")
    turn(case)
    note(case, EventKind.HOURS_ENTERED, access=access, message=_summed_up(case))
    if is_complete:
        hours_entered(case, by=access.user)
    return case


def _check(access: Access, case: StoppageCase, area: Area, lost: Mapping[Key, Lost]) -> None:
    if not lost:
        return
    days = set(days_of(case.weather))
    if outside := {key: _OUTSIDE for key in lost if key[1] not in days}:
        raise HoursRefused(outside)
    presences = presence_of(access, case.adherent_id, area.employee_ids, area.days)
    problems = problems_of(lost, presences, hours_elsewhere(case, area.employee_ids, area.days))
    if problems:
        raise HoursRefused(problems)


def _write(case: StoppageCase, area: Area, lost: Mapping[Key, Lost]) -> bool:
    """Only what differs; whether anything does."""
    area_rows = case.lostdays.filter(employee_id__in=area.employee_ids, day__in=area.days)
    rows = area_rows.values_list("employee_id", "day", "hours", "replaced", "pk")
    known = {(employee_id, day): (hours, replaced, pk) for employee_id, day, hours, replaced, pk in rows}
    gone = [pk for key, (_, _, pk) in known.items() if key not in lost]
    if gone:
        LostDay.objects.filter(pk__in=gone).delete()
    mine = {"case": case, "adherent_id": case.adherent_id}
    written = [
        LostDay(employee_id=key[0], day=key[1], hours=one.hours, replaced=one.replaced, **mine)
        for key, one in lost.items()
        if key not in known or known[key][:2] != (one.hours, one.replaced)
    ]
    LostDay.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["case", "employee", "day"],
        update_fields=["hours", "replaced"],
    )
    return bool(gone or written)


def _complete(access: Access, case: StoppageCase) -> None:
    if case.weather.resumes_at is None:
        raise StoppageRefused("Dites d’abord quand le travail a repris : les heures ne sont complètes qu’alors.")
    if not case.lostdays.exists():
        raise StoppageRefused("Aucune heure perdue n’est saisie : saisissez-les, puis terminez.")
    _say_entered(case, str(access.user)[:200])


def _say_entered(case: StoppageCase, by: str) -> None:
    weather = case.weather
    weather.hours_entered_at = timezone.now() if by else None
    weather.hours_entered_by_label = by
    weather.save(update_fields=["hours_entered_at", "hours_entered_by_label"])


def _summed_up(case: StoppageCase) -> str:
    hours: Iterable[Decimal] = case.lostdays.values_list("hours", flat=True)
    return f"{number(sum(hours, Decimal(0)))} h perdues en tout"
