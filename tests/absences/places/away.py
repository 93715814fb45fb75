"""The planning taken away: what to print, the order of leave, calendars."""

from datetime import date, timedelta

from django.utils import timezone

from absences.models import Absence
from tests.absences.factories import AbsenceFactory, CalendarSubscriptionFactory, LeaveNoticeFactory
from tests.e2e.places import Visit, place
from tests.employees.places.people_list import staffed


def planned(visit: Visit, path: str) -> None:
    """People of two sites, of whom some leave in the months to come, in every state of being told."""
    member = staffed(visit)
    today, leaves = timezone.localdate(), []
    for rank, contract in enumerate(member.adherent.employments.filter(ends_on=None).order_by("pk")[:12]):
        first = today + timedelta(days=10 + 9 * rank)
        leaves.append(AbsenceFactory(employee=contract.employee, starts_on=first, ends_on=first + timedelta(days=5)))
    for leave in leaves[1::3]:
        LeaveNoticeFactory(absence=leave, told_on=today - timedelta(days=1))
    LeaveNoticeFactory(absence=leaves[2], starts_on=date(2026, 8, 3), ends_on=date(2026, 8, 8))
    assert Absence.objects.count() == 12
    CalendarSubscriptionFactory(adherent=member.adherent, user=member.user, label="Absences du dépôt")
    CalendarSubscriptionFactory(
        adherent=member.adherent, user=member.user, crew=member.adherent.crews.last(), names_kinds=True
    )
    visit.go(f"/espace/{member.adherent.public_id}/planning/{path}")


def nothing_planned(visit: Visit, path: str) -> None:
    member = visit.signed_in()
    visit.go(f"/espace/{member.adherent.public_id}/planning/{path}")


@place("planning-print")
def planning_print(visit: Visit) -> None:
    planned(visit, "imprimer/")


@place("planning-print-refused")
def planning_print_refused(visit: Visit) -> None:
    planned(visit, "imprimer/planning/?du=31/08/2026&au=01/08/2026")


@place("leave-order")
def leave_order(visit: Visit) -> None:
    planned(visit, "ordre-des-departs/")


@place("leave-order-refused")
def leave_order_refused(visit: Visit) -> None:
    planned(visit, "ordre-des-departs/")
    visit.page.get_by_role("button", name="Noter").click()


@place("leave-order-none")
def leave_order_none(visit: Visit) -> None:
    nothing_planned(visit, "ordre-des-departs/")


@place("calendars")
def calendars(visit: Visit) -> None:
    planned(visit, "calendriers/")


@place("calendars-none")
def calendars_none(visit: Visit) -> None:
    nothing_planned(visit, "calendriers/")


@place("calendar-new")
def calendar_new(visit: Visit) -> None:
    planned(visit, "calendriers/nouveau/")


@place("calendar-address")
def calendar_address(visit: Visit) -> None:
    nothing_planned(visit, "calendriers/nouveau/")
    visit.page.get_by_role("button", name="Créer l’agenda").click()


@place("calendar-revoke")
def calendar_revoke(visit: Visit) -> None:
    planned(visit, "calendriers/")
    visit.page.get_by_role("link", name="Retirer l’agenda Absences du dépôt").click()
