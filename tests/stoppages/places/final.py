"""The final declaration, for the tests that look at every page."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse

from delegations import authority
from stoppages.final.rules import Lost
from stoppages.final.services.hours import Area, save_hours
from stoppages.final.services.people import write_people
from stoppages.final.services.sending import send_final
from stoppages.models import CampaignWages, StoppageCase
from tests.absences.factories import AbsenceFactory
from tests.e2e.places import Visit, place
from tests.e2e.steps import press
from tests.employees.factories import EmployeeFactory, EmploymentFactory
from tests.stoppages.factories import WorksiteFactory, weather_case

MONDAY = date(2026, 6, 8)
NAMES = ("Benali", "Nowak", "Saint-Hilaire de Montmorency", "Ferreira da Silva", "Diallo", "Garcia-Fernandez")


def hired(adherent: Any, name: str, **contract: Any) -> Any:
    person = EmployeeFactory(adherent=adherent, last_name=name, first_name="Karim")
    EmploymentFactory(employee=person, **{"hourly_wage": Decimal("18.50"), **contract})
    return person


def written(member: Any, *, hours: str = "8", days: int = 10, starts: str = "2026-06-08 10:00") -> StoppageCase:
    """Two weeks of rain; six people, one who left, one on leave for two days."""
    adherent = member.adherent
    site = WorksiteFactory(adherent=adherent, name="Résidence des Tilleuls, bâtiment C", is_public_works=True)
    case = weather_case(site, starts=starts, resumes="2026-06-19 13:30", cause="rain")
    people = [hired(adherent, name) for name in NAMES] + [hired(adherent, "Petit", ends_on=date(2026, 6, 12))]
    AbsenceFactory(employee=people[1], key="paid_leave", starts_on=date(2026, 6, 15), ends_on=date(2026, 6, 16))
    for person in (hired(adherent, "Zola"), hired(adherent, "Zidane")):
        AbsenceFactory(employee=person, key="sickness", starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30))
    access = authority.resolve(member.user, adherent.public_id)
    case = write_people(access=access, case=case, version=case.version, added=people)
    if not hours:
        return case
    worked = [day for day in (MONDAY + timedelta(days=rank) for rank in range(days)) if day.weekday() < 5]
    lost = {(one.pk, day): Lost(Decimal(hours)) for one in people for day in worked}
    lost = {key: one for key, one in lost.items() if key[0] not in {people[1].pk, people[-1].pk}}
    area = Area([one.pk for one in people], worked)
    return save_hours(access=access, case=case, version=case.version, area=area, lost=lost, is_complete=True)


def go(visit: Visit, case: StoppageCase, name: str) -> None:
    visit.go(reverse(f"stoppages:{name}", args=[case.adherent.public_id, case.public_id]))


@place("stoppage-resumption")
def resumption(visit: Visit) -> None:
    go(visit, written(visit.signed_in(), hours=""), "work_resumed")
    visit.page.locator("#id_resumes_on").fill("hier")
    press(visit.page, "Enregistrer et continuer")


@place("stoppage-people", is_signed_in=True)
def people(visit: Visit) -> None:
    go(visit, written(visit.signed_in(), hours=""), "people")


@place("stoppage-people-nobody")
def people_nobody(visit: Visit) -> None:
    member = visit.signed_in()
    case = weather_case(WorksiteFactory(adherent=member.adherent), starts="2026-06-08 10:00")
    go(visit, case, "people")


@place("stoppage-hours", is_signed_in=True)
def hours(visit: Visit) -> None:
    go(visit, written(visit.signed_in()), "hours")


@place("stoppage-hours-wrong")
def hours_wrong(visit: Visit) -> None:
    go(visit, written(visit.signed_in()), "hours")
    for cell, text in (("#c0-0", "pluie"), ("#c1-3", "25"), ("#c2-2", "-4")):
        visit.page.locator(cell).fill(text)
    press(visit.page, "Enregistrer")


@place("stoppage-hours-nobody")
def hours_nobody(visit: Visit) -> None:
    member = visit.signed_in()
    go(visit, weather_case(WorksiteFactory(adherent=member.adherent), starts="2026-06-08 10:00"), "hours")


@place("stoppage-hours-replaced")
def hours_replaced(visit: Visit) -> None:
    go(visit, written(visit.signed_in()), "hours")
    visit.page.get_by_role("link", name="Dont remplacées").click()


@place("stoppage-wages", is_signed_in=True)
def wages(visit: Visit) -> None:
    case = written(visit.signed_in())
    first, second, third = case.stoppedpersons.order_by("employee__plain_name")[:3]
    for one, wage in ((first, "62.10"), (second, "19.75"), (third, None)):
        one.hourly_wage = wage
        one.save()
    go(visit, case, "wages")


@place("stoppage-certify", is_signed_in=True)
def certify(visit: Visit) -> None:
    go(visit, written(visit.signed_in(), hours="10"), "certify")


@place("stoppage-certify-refused")
def certify_refused(visit: Visit) -> None:
    case = written(visit.signed_in())
    case.stoppedpersons.update(hourly_wage=None)
    go(visit, case, "certify")
    press(visit.page, "Certifier et envoyer")


@place("stoppage-estimate", is_signed_in=True)
def estimate(visit: Visit) -> None:
    member = visit.signed_in()
    case = written(member, hours="10", starts="2026-06-08 10:00")
    CampaignWages.objects.create(
        adherent=member.adherent, campaign=date(2026, 4, 1), amount=Decimal("412300.50"), said_by_label="Alice Martin"
    )
    go(visit, case, "estimate")


@place("stoppage-amend", is_signed_in=True)
def amend(visit: Visit) -> None:
    """Two versions sent, and a third one begun."""
    member = visit.signed_in()
    access, case = authority.resolve(member.user, member.adherent.public_id), written(member)
    certified = [("L’indemnité a été payée aux salariés", f"Certifié par {member.user}")]
    for hours in ("8", "7", "6"):
        case = StoppageCase.objects.get(pk=case.pk)
        case.lostdays.filter(day=MONDAY).update(hours=Decimal(hours))
        if hours != "6":
            send_final(access=access, case=case, version=case.version, certified=certified)
    go(visit, case, "amend")
