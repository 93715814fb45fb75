"""The planning of a company of thousands and of its sixty thousand absences: the grid, an entry, what is taken away."""

import statistics
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import server_work
from bench_budgets import Figure, Kind
from bench_visitors import Place, holder_of_thousands
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from absences.calendars.events import events_of
from absences.calendars.writing import written
from absences.collective.preview import contracts_meant
from absences.exports.services import print_planning
from absences.models import AbsenceKind, CalendarSubscription
from absences.selection import Selection
from absences.services import collective as services
from absences.services.entering import enter_absence
from absences.stretches import Stretch
from absences.values import AbsenceValues, CollectiveValues
from accounts.models import User
from adherents.calendar import months_later
from adherents.models import Adherent
from bench_pages import Page
from core.access import Access
from delegations import authority
from employees.models import Crew, Employee, Employment

# What the absences already there may add to the price of one more.
MAX_SAVING_GROWTH = 1.1
MAX_CLOSING_SECONDS = 10
MAX_PRINT_SECONDS = 10
MAX_CALENDAR_SECONDS = 20
_CLOSED = 500
_SAVED = 40
# More days than a run sends.
_ROOM = timedelta(days=200)


def pages() -> list[Page]:
    place = holder_of_thousands()
    planning = place.path("absences:planning")
    someone = _with_room_ahead(place.adherent)
    path = f"{place.path('absences:enter')}?salarie={someone.public_id}"
    typed = {"kind": "rtt", "starts_on": "{day}", "ends_on": "{day}", "note": ""}
    first = max(someone.last_day, timezone.localdate() + timedelta(days=366)) + timedelta(days=1)
    return [
        Page("planning, month of 50", Kind.MONTH_OF_50, place.visitor, planning),
        Page("planning, month of 500", Kind.MONTH_OF_500, place.visitor, f"{planning}?par=500"),
        Page("planning, year of 50", Kind.YEAR_OF_50, place.visitor, f"{planning}?vue=annee"),
        Page("planning, week of 50", Kind.MONTH_OF_50, place.visitor, f"{planning}?vue=semaine"),
        Page("form of an absence", Kind.ORDINARY, place.visitor, path),
        Page(
            "an absence saved", Kind.ABSENCE_SAVED, place.visitor, path, typed, status=302, first_day=first.isoformat()
        ),
    ]


def figures() -> list[Figure]:
    place = holder_of_thousands()
    access = access_of(place.user, place.adherent)
    return [
        Figure("an absence saved, among 60,000", _saving_growth(), "times", MAX_SAVING_GROWTH),
        Figure("closing for 500 people", _closing_seconds(access), "s", MAX_CLOSING_SECONDS),
        Figure("planning of hundreds in PDF", _seconds(lambda: _printed(access)), "s", MAX_PRINT_SECONDS),
        Figure("calendar of a company", _seconds(lambda: _calendar(place, access)), "s", MAX_CALENDAR_SECONDS),
    ]


def _seconds(act: Callable[[], object]) -> float:
    return server_work.work_of(act)[1].wall / 1000


def _printed(access: Access) -> bytes:
    """This month of a site's crew: five or six hundred lines."""
    first = timezone.localdate().replace(day=1)
    crew = Crew.objects.filter(adherent_id=access.tiers.adherent_id).order_by("pk")[0]
    month = Selection(first, months_later(first, 1) - timedelta(days=1), crew=crew.public_id)
    return print_planning(access=access, selection=month, with_motives=True)


def _calendar(place: Place, access: Access) -> bytes:
    """Of five thousand people, as a program asks for it that does not hold it yet."""
    calendar = CalendarSubscription(adherent=place.adherent, user=place.user, label="Mesure")
    return written(calendar.label, events_of(access, calendar, timezone.localdate()))


def _closing_seconds(access: Access) -> float:
    """Prepared, asked for and entered, for five hundred people; rolled back."""
    day = timezone.localdate() + timedelta(days=366 + 400)
    values = CollectiveValues("Mesure", AbsenceKind.objects.get(key="rtt"), Stretch(day, day + timedelta(days=4)))
    entered: list[int] = []

    def close() -> None:
        with transaction.atomic():
            collective = services.prepare_collective(access=access, values=values)
            meant = contracts_meant(access, collective).values_list("employee_id", flat=True)
            collective.left_out = list(meant)[_CLOSED:]
            collective.save(update_fields=["left_out"])
            services.request_application(access=access, collective=collective, all_or_none=False)
            services.apply_collective(collective.pk, access.user.pk)
            entered.append(collective.absences.count())
            transaction.set_rollback(True)

    seconds = _seconds(close)
    if entered[0] < _CLOSED // 2:
        raise SystemExit(f"{entered[0]} people were entered")
    return seconds


def _with_room_ahead(adherent: Adherent) -> Employee:
    """Somebody whose days to come are free for long enough: each run takes some for good."""
    limit = timezone.localdate() + settings.ABSENCE_MAX_AHEAD - _ROOM
    people = Employee.objects.filter(adherent=adherent, employments__ends_on=None)
    return people.annotate(last_day=Max("absences__ends_on")).filter(last_day__lt=limit).order_by("-pk")[0]


def _saving_growth() -> float:
    """Of the service, in two companies: one has sixty thousand absences, the other one none; in turn, rolled back."""
    place = holder_of_thousands()
    empty = Employment.objects.filter(adherent__absences=None, adherent__memberships__isnull=False, ends_on=None)
    other = empty.exclude(adherent=place.adherent).select_related("employee", "adherent").order_by("pk")[0]
    asks = [
        _saving(access_of(place.user, place.adherent), _with_room_ahead(place.adherent)),
        _saving(access_of(other.adherent.memberships.order_by("pk")[0].user, other.adherent), other.employee),
    ]
    spent: list[list[float]] = [[], []]
    for turn in range(_SAVED):
        for rank in (0, 1) if turn % 2 else (1, 0):
            spent[rank].append(server_work.work_of(asks[rank])[1].judged)
    return statistics.median(spent[0]) / statistics.median(spent[1])


def access_of(user: User, adherent: Adherent) -> Access:
    """As the authority answers for one of its holders."""
    access = authority.resolve(user, adherent.public_id)
    if access is None:
        raise SystemExit(f"{user} holds nothing of {adherent}")
    return access


def _saving(access: Access, someone: Employee) -> Callable[[], None]:
    days = count(366 + 150)
    kind = AbsenceKind.objects.get(key="rtt")

    def save() -> None:
        day = timezone.localdate() + timedelta(days=next(days))
        with transaction.atomic():
            enter_absence(access=access, employee=someone, values=AbsenceValues(kind, Stretch(day, day)))
            transaction.set_rollback(True)

    return save
