"""The page of somebody and what is done from it, for the tests that look at every page."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import expect

from employees.enums import CaisseState, EventKind, MovementKind, MovementState
from employees.leave.arithmetic import period_taken_on
from employees.models import Employee, EmployeeEvent, Employment, Movement, SplitWaiver
from tests.e2e.places import Visit, place
from tests.e2e.steps import field, press
from tests.employees.factories import (
    CrewFactory,
    DepartureFactory,
    EmployeeFactory,
    EmploymentFactory,
    KnownAbsenceFactory,
    MovementFactory,
    SplitWaiverFactory,
    new_nir,
)


def somebody(visit: Visit, **changes: Any) -> Employment:
    """Two contracts: one over, its sortie recorded; one that lasts."""
    adherent = visit.signed_in().adherent
    person = EmployeeFactory(
        adherent=adherent,
        sex="F",
        last_name="de La Tour-d’Auvergne",
        first_name="Marie-Antoinette",
        birth_name="Benali",
        in_btp_since=date(2009, 9, 1),
        nir=new_nir(sex="F"),
    )
    old = EmploymentFactory(
        employee=person,
        contract_kind="fixed_term",
        fixed_term_reason="increase",
        starts_on=date(2018, 1, 8),
        planned_end_on=date(2018, 12, 21),
        ends_on=date(2018, 12, 21),
        caisse_state=CaisseState.DEPARTURE_RECORDED,
        is_current=False,
    )
    DepartureFactory(
        employment=old,
        last_day=date(2018, 12, 21),
        departure_reason="end_of_fixed_term",
        certificate_requested=True,
        state=MovementState.ACCEPTED,
        treated_at=timezone.now(),
        reference="S-2B7K4M9P",
        sent_at=timezone.now() - timedelta(days=2900),
    )
    crew = CrewFactory(establishment=adherent.head_office, name="Gros œuvre, équipe du matin")
    employment: Employment = EmploymentFactory(
        employee=person, crew=crew, former_employer="Maçonnerie Legrand", **changes
    )
    for rank in range(12):
        EmployeeEvent.objects.create(
            employee=person,
            adherent=adherent,
            kind=EventKind.CHANGED,
            actor_label="Alice Martin",
            via="Cabinet Lemoine" if rank % 3 else "",
            at=timezone.now() - timedelta(days=rank * 40),
            changes={"hourly_wage": [f"{13 + rank},10", "14,25"], "street": ["3 rue du Mur", "12 rue du Fil-à-Plomb"]},
        )
    return employment


def leaving(visit: Visit, **changes: Any) -> Movement:
    """Their sortie, that the caisse examines."""
    state = CaisseState.DEPARTURE_TO_CORRECT if "message" in changes else CaisseState.DEPARTURE_SENT
    last_day = timezone.localdate() + timedelta(days=20)
    employment = somebody(visit, caisse_state=state, ends_on=last_day)
    values = {"last_day": last_day, "certificate_requested": True, "reference": "S-7K2M9TQ4", **changes}
    departure: Movement = DepartureFactory(employment=employment, **values)
    return departure


def recorded(visit: Visit) -> Movement:
    return leaving(visit, state=MovementState.ACCEPTED, treated_at=timezone.now())


def asking(visit: Visit) -> Movement:
    employment = somebody(visit)
    request: Movement = MovementFactory(
        employment=employment,
        kind=MovementKind.HIRE_CHANGE,
        asked={"last_name": "de La Tour", "starts_on": "2020-03-09"},
        reference="D-9P4M7K2B",
    )
    return request


def section_of(adherent: Any, path: str = "") -> str:
    return f"/espace/{adherent.public_id}/salaries/{path}"


def go_to_person(visit: Visit, person: Employee, path: str = "") -> None:
    visit.go(section_of(person.adherent, f"{person.public_id}/{path}"))


@place("person")
def person(visit: Visit) -> None:
    go_to_person(visit, somebody(visit).employee)


@place("person-nir")
def person_nir(visit: Visit) -> None:
    person(visit)
    visit.page.get_by_role("button", name="Afficher").click()
    expect(visit.page.get_by_text("Cet affichage est inscrit au journal.")).to_be_visible()


@place("person-departure-to-correct")
def person_departure_to_correct(visit: Visit) -> None:
    message = "Le dernier jour n’est pas celui de la DSN : vérifiez-le, et corrigez la sortie."
    departure = leaving(visit, state=MovementState.TO_CORRECT, message=message, treated_at=timezone.now())
    go_to_person(visit, departure.employment.employee)


@place("person-departure-recorded")
def person_departure_recorded(visit: Visit) -> None:
    go_to_person(visit, recorded(visit).employment.employee)


@place("person-request")
def person_request(visit: Visit) -> None:
    go_to_person(visit, asking(visit).employment.employee)


@place("person-hire-sent")
def person_hire_sent(visit: Visit) -> None:
    employment = somebody(visit, caisse_state=CaisseState.HIRE_SENT, starts_on=timezone.localdate() + timedelta(days=9))
    MovementFactory(employment=employment, reference="E-7K2M9TQ4")
    go_to_person(visit, employment.employee)


@place("person-history")
def person_history(visit: Visit) -> None:
    go_to_person(visit, somebody(visit).employee, "historique/")


@place("person-change")
def person_change(visit: Visit) -> None:
    go_to_person(visit, somebody(visit).employee, "modifier/")


@place("person-change-refused")
def person_change_refused(visit: Visit) -> None:
    person_change(visit)
    field(visit.page, "Code postal").fill("94")
    field(visit.page, "Dans le BTP depuis le").fill("31/02/2010")
    press(visit.page, "Enregistrer")
    expect(visit.page.get_by_role("alert")).to_be_visible()


@place("person-change-meanwhile")
def person_change_meanwhile(visit: Visit) -> None:
    person_change(visit)
    Employee.objects.update(street="1 place Neuve")
    field(visit.page, "Ville").fill("Montreuil")
    press(visit.page, "Enregistrer")
    expect(visit.page.get_by_role("alert")).to_contain_text("1 place Neuve")


def giving_up(visit: Visit) -> SplitWaiver:
    """Somebody whose leave of this year was taken in parts, and who gave up the days that it adds."""
    person = somebody(visit).employee
    period = period_taken_on(timezone.localdate())
    summer, winter = (date(period.taking_starts_on.year, month, 6) for month in (7, 11))
    for first, days in ((summer, 16), (winter, 9)):
        last = first + timedelta(days=days)
        KnownAbsenceFactory(employee=person, kind="paid_leave", starts_on=first, ends_on=last)
    waiver: SplitWaiver = SplitWaiverFactory(
        employee=person, taking_starts_on=period.taking_starts_on, signed_on=timezone.localdate()
    )
    return waiver


@place("person-waiver")
def person_waiver(visit: Visit) -> None:
    go_to_person(visit, giving_up(visit).employee)


@place("waiver")
def waiver(visit: Visit) -> None:
    go_to_person(visit, somebody(visit).employee, "renonciation/")


@place("waiver-refused")
def waiver_refused(visit: Visit) -> None:
    waiver(visit)
    field(visit.page, "Date de la signature").fill("31/02/2026")
    press(visit.page, "Enregistrer la renonciation")
    expect(visit.page.get_by_role("alert")).to_be_visible()


@place("waiver-withdrawal")
def waiver_withdrawal(visit: Visit) -> None:
    given_up = giving_up(visit)
    visit.go(section_of(given_up.adherent, f"renonciations/{given_up.public_id}/retirer/"))


@place("contract-change")
def contract_change(visit: Visit) -> None:
    employment = somebody(visit)
    visit.go(section_of(employment.adherent, f"contrats/{employment.public_id}/modifier/"))


@place("hire-change")
def hire_change(visit: Visit) -> None:
    employment = somebody(visit)
    visit.go(section_of(employment.adherent, f"contrats/{employment.public_id}/demander-une-modification/"))


@place("request-withdrawal")
def request_withdrawal(visit: Visit) -> None:
    request = asking(visit)
    visit.go(section_of(request.adherent, f"demandes/{request.public_id}/retirer/"))


@place("departure")
def departure(visit: Visit) -> None:
    employment = somebody(visit)
    visit.go(section_of(employment.adherent, f"contrats/{employment.public_id}/sortie/"))


@place("departure-refused")
def departure_refused(visit: Visit) -> None:
    departure(visit)
    field(visit.page, "Dernier jour").fill("31/02/2027")
    press(visit.page, "Continuer")
    expect(visit.page.get_by_role("alert")).to_be_visible()


@place("departure-review")
def departure_review(visit: Visit) -> None:
    departure(visit)
    field(visit.page, "Dernier jour").fill(f"{timezone.localdate():%d/%m/%Y}")
    visit.page.get_by_label("Motif de sortie").select_option(label="Démission")
    press(visit.page, "Continuer")
    expect(visit.page.get_by_role("heading", name="Ce qui va se passer")).to_be_visible()


for _name, _make, _path in (
    ("departure-correction", leaving, "corriger"),
    ("departure-cancellation", leaving, "annuler"),
    ("departure-change-request", recorded, "demander-une-modification"),
    ("departure-cancellation-request", recorded, "demander-une-annulation"),
):

    @place(_name)
    def of_departure(visit: Visit, make: Any = _make, path: str = _path) -> None:
        found = make(visit)
        visit.go(section_of(found.adherent, f"sorties/{found.public_id}/{path}/"))
