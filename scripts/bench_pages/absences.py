"""The planning of a company of thousands and of its sixty thousand absences: the grid, an entry, what is taken away."""

import statistics
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import server_work
from bench_budgets import Figure, Kind
from bench_visitors import holder_of_thousands
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from absences.models import AbsenceKind
from absences.services.entering import enter_absence
from absences.stretches import Stretch
from absences.values import AbsenceValues
from accounts.models import User
from adherents.models import Adherent
from bench_pages import Page
from core.access import Access
from delegations import authority
from employees.models import Employee, Employment

# What the absences already there may add to the price of one more.
MAX_SAVING_GROWTH = 1.1
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
        Page("planning, year of 50", Kind.MONTH_OF_50, place.visitor, f"{planning}?vue=annee"),
        Page("planning, week of 50", Kind.CASE, place.visitor, f"{planning}?vue=semaine"),
        Page("form of an absence", Kind.ORDINARY, place.visitor, path),
        Page(
            "an absence saved", Kind.ABSENCE_SAVED, place.visitor, path, typed, status=302, first_day=first.isoformat()
        ),
    ]


def figures() -> list[Figure]:
    return [Figure("an absence saved, among 60,000", _saving_growth(), "times", MAX_SAVING_GROWTH)]


def _with_room_ahead(adherent: Adherent) -> Employee:
    """Somebody whose days to come are free for long enough: each run takes some for good."""
    limit = timezone.localdate() + settings.ABSENCE_MAX_AHEAD - _ROOM
    people = Employee.objects.filter(adherent=adherent, employments__ends_on=None)
    return people.annotate(last_day=Max("absences__ends_on")).filter(last_day__lt=limit).order_by("pk")[0]


def _saving_growth() -> float:
    """Of the service, in two companies: one has sixty thousand absences, the other one none; in turn, rolled back."""
    place = holder_of_thousands()
    empty = Employment.objects.filter(adherent__absences=None, adherent__memberships__isnull=False, ends_on=None)
    other = empty.exclude(adherent=place.adherent).select_related("employee", "adherent").order_by("pk")[0]
    asks = [
        _saving(_access(place.user, place.adherent), _with_room_ahead(place.adherent)),
        _saving(_access(other.adherent.memberships.order_by("pk")[0].user, other.adherent), other.employee),
    ]
    spent: list[list[float]] = [[], []]
    for turn in range(_SAVED):
        for rank in (0, 1) if turn % 2 else (1, 0):
            spent[rank].append(server_work.work_of(asks[rank])[1].judged)
    return statistics.median(spent[0]) / statistics.median(spent[1])


def _access(user: User, adherent: Adherent) -> Access:
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
