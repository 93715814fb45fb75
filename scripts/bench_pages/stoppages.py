"""The stoppages of a company of thousands: two thousand cases, listed, opened, exported; a crew of two hundred."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import server_work
from bench_budgets import Figure, Kind
from bench_visitors import holder_of_thousands
from django.db import transaction
from django.utils import timezone

from bench_pages import Page
from bench_pages.absences import access_of
from core.access import Access
from core.references import new_public_id
from employees.models import Employee
from stoppages.arithmetic.deadlines import PARIS
from stoppages.arithmetic.figures import campaign_of
from stoppages.enums import CaseState, WeatherCause
from stoppages.exports.campaign import campaign_rows
from stoppages.final.presence import Presence, presence_of
from stoppages.final.rules import Lost
from stoppages.final.services.hours import Area, save_hours
from stoppages.final.services.people import write_people
from stoppages.models import LostDay, StoppageCase, Worksite
from stoppages.weather.services import open_weather
from stoppages.weather.values import WeatherValues

MAX_GRID_SECONDS = 1
MAX_EXPORT_SECONDS = 10
_CREW, _DAYS = 200, 15
_WORKING_DAYS = 5


def pages() -> list[Page]:
    place = holder_of_thousands()
    case = StoppageCase.objects.filter(adherent=place.adherent, state=CaseState.REIMBURSED).order_by("-pk")[0]
    return [
        Page("stoppages of a company", Kind.CASE, place.visitor, place.path("stoppages:index")),
        Page("a case", Kind.CASE, place.visitor, place.path("stoppages:case", case.public_id)),
        Page("reimbursements of a company", Kind.CASE, place.visitor, place.path("stoppages:reimbursements")),
    ]


def figures() -> list[Figure]:
    place = holder_of_thousands()
    access = access_of(place.user, place.adherent)
    year = campaign_of(timezone.localdate()).year
    return [
        Figure("a grid of 200 people × 15 days saved", _grid_seconds(access), "s", MAX_GRID_SECONDS),
        Figure("a campaign exported", _seconds(lambda: list(campaign_rows(access, year))), "s", MAX_EXPORT_SECONDS),
    ]


def _seconds(act: Callable[[], object]) -> float:
    return server_work.work_of(act)[1].wall / 1000


def _grid_seconds(access: Access) -> float:
    """Three weeks of a stoppage, every hour typed; rolled back."""
    with transaction.atomic():
        case, people, days = _stopped(access)
        lost = {(one.pk, day): Lost(Decimal(7)) for one in people for day in days}
        area = Area([one.pk for one in people], days)
        version = StoppageCase.objects.values_list("version", flat=True).get(pk=case.pk)
        seconds = _seconds(
            lambda: save_hours(access=access, case=case, version=version, area=area, lost=lost, is_complete=False)
        )
        if case.lostdays.count() != _CREW * _DAYS:
            raise SystemExit(f"{case.lostdays.count()} days were saved")
        transaction.set_rollback(True)
    return seconds


def _stopped(access: Access) -> tuple[StoppageCase, list[Employee], list[date]]:
    """Two hundred people who have no absence in these weeks, and the days that they would have worked."""
    first = timezone.localdate() - timedelta(days=timezone.localdate().weekday() + 28)
    days = [first + timedelta(days=7 * (rank // _WORKING_DAYS) + rank % _WORKING_DAYS) for rank in range(_DAYS)]
    worksite = Worksite.objects.filter(adherent_id=access.tiers.adherent_id).order_by("pk")[0]
    starts_at = datetime.combine(first, time(8), tzinfo=PARIS)
    values = WeatherValues(worksite, WeatherCause.SNOW, starts_at, starts_at + timedelta(days=21), None, _CREW)
    case = open_weather(access=access, values=values, attempt=new_public_id())
    people = _free(access, days)
    write_people(access=access, case=case, version=case.version, added=people)
    return case, people, days


def _free(access: Access, days: list[date]) -> list[Employee]:
    """Two hundred who are under contract and at work on every one of these days, and whom no stoppage has already."""
    adherent_id = access.tiers.adherent_id
    stopped = LostDay.objects.filter(adherent_id=adherent_id, day__range=(days[0], days[-1])).values("employee_id")
    people = list(Employee.objects.filter(adherent_id=adherent_id).exclude(pk__in=stopped).order_by("pk"))
    presences = presence_of(access, adherent_id, [one.pk for one in people], days)
    free = [one for one in people if _is_free(presences[one.pk], days)]
    if len(free) < _CREW:
        raise SystemExit(f"only {len(free)} people could be stopped on these days")
    return free[:_CREW]


def _is_free(presence: Presence, days: list[date]) -> bool:
    return all(presence.contract_on(day) and not presence.away_on(day) for day in days)
