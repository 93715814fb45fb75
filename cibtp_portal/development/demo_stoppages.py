"""Loads the arrêts of one company: a worksite that stopped this week, others at every stage, two arrêts de travail.

Everything goes through the services, as the holder and the caisse would, on the days when they would have.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from unittest import mock

from django.utils import timezone

from accounts.models import User
from adherents.models import Adherent
from cibtp_portal.development import trade
from cibtp_portal.development.holders import holder_of, this_monday
from core.access import Access
from core.references import new_public_id
from employees.models import Employee
from stoppages.arithmetic.deadlines import PARIS
from stoppages.enums import ReimbursementKind, ResumptionReason, SickLeaveReason, WeatherCause
from stoppages.final.rules import Lost
from stoppages.final.services.hours import Area, save_hours
from stoppages.final.services.people import write_people
from stoppages.final.services.resuming import say_resumed
from stoppages.final.services.sending import send_final
from stoppages.models import StoppageCase, Worksite
from stoppages.queries.proposing import proposal_of
from stoppages.services.deciding import accept_as_proposed
from stoppages.services.paying import Payment, pay
from stoppages.services.treating import ask, begin_examination
from stoppages.sick_leave.services.sending import resume_work as return_to_work
from stoppages.sick_leave.services.sending import send_sick_leave
from stoppages.sick_leave.services.writing import start_sick_leave
from stoppages.sick_leave.values import Resumption, SickLeaveValues
from stoppages.weather.services import open_weather, send_provisional
from stoppages.weather.values import WeatherValues
from stoppages.worksites.services import add_worksite
from stoppages.worksites.values import WorksiteValues

_DAY = timedelta(days=1)
_MORNING, _HOURS = time(8), Decimal(7)
_CERTIFIED = (
    ("Conditions", "Les intempéries rendaient le travail dangereux ou impossible."),
    ("Comité social et économique", "L’entreprise n’en a pas."),
    ("Indemnité", "Elle est payée à l’échéance de la paie."),
)
_SITES = (
    ("Résidence du Fil-à-Plomb", "14 rue du Fil-à-Plomb", "93170", "Bagnolet", "93"),
    ("Groupe scolaire Pauline-Kergomard", "2 allée des Écoles", "94200", "Ivry-sur-Seine", "94"),
)


@dataclass(frozen=True, slots=True)
class Stopped:
    """`week`: of its Monday, in weeks from this one; `days`: lost in a row from then; `step`: how far it went."""

    site: int
    cause: WeatherCause
    week: int
    days: int
    people: tuple[str, ...]
    step: str


ACME = (
    Stopped(0, WeatherCause.SNOW, -42, 3, ("Benali", "Traoré", "Ribeiro"), "paid"),
    Stopped(1, WeatherCause.FROST, -41, 1, ("Benali", "El Mansouri"), "accepted"),
    Stopped(0, WeatherCause.RAIN, -4, 2, ("Traoré", "Ribeiro", "Yılmaz"), "asked"),
    Stopped(1, WeatherCause.FROST, -2, 2, ("Benali", "Ribeiro"), "hours"),
    Stopped(0, WeatherCause.FROST, 0, 1, ("Benali", "Traoré"), "draft"),
)


def load() -> None:
    access = holder_of("acme")
    sites = [_site(access, *place) for place in _SITES]
    for stopped in ACME:
        _stop(access, sites[stopped.site], stopped)
    _sick_leaves(access)


def _site(access: Access, name: str, address: str, postal_code: str, commune: str, departement: str) -> Worksite:
    office = Adherent.objects.get(pk=access.tiers.adherent_id).establishments.get(is_head_office=True)
    values = WorksiteValues(office, name, address, postal_code, commune, departement, False, "")
    return add_worksite(access=access, values=values, attempt=new_public_id())


def _stop(access: Access, site: Worksite, stopped: Stopped) -> None:
    first = this_monday() + 7 * stopped.week * _DAY
    starts_at, resumes_at = _at(first), _at(first + stopped.days * _DAY)
    values = WeatherValues(site, stopped.cause, starts_at, None, None, len(stopped.people))
    with as_of(starts_at):
        case = open_weather(access=access, values=values, attempt=new_public_id())
    if stopped.step == "draft":
        return
    with as_of(starts_at + timedelta(hours=3)):
        send_provisional(access=access, case=case, version=case.version)
    with as_of(resumes_at):
        case.refresh_from_db()
        say_resumed(access=access, case=case, version=case.version, resumes_at=resumes_at, replacement="")
    with as_of(resumes_at + 2 * _DAY):
        _enter_hours(access, case, stopped.people, [first + rank * _DAY for rank in range(stopped.days)])
        if stopped.step == "hours":
            return
        case.refresh_from_db()
        send_final(access=access, case=case, version=case.version, certified=_CERTIFIED)
    _treat(case, stopped.step, resumes_at + 9 * _DAY)


def _enter_hours(access: Access, case: StoppageCase, names: tuple[str, ...], days: list[date]) -> None:
    people = [_person(access, name) for name in names]
    case.refresh_from_db()
    case = write_people(access=access, case=case, version=case.version, added=people)
    lost = {(one.pk, day): Lost(_HOURS) for one in people for day in days}
    area = Area([one.pk for one in people], days)
    save_hours(access=access, case=case, version=case.version, area=area, lost=lost, is_complete=True)


def _treat(case: StoppageCase, step: str, then: datetime) -> None:
    sami = User.objects.get(email=next(person.email for person in trade.PEOPLE if person.key == "sami"))
    case.refresh_from_db()
    with as_of(then):
        if step == "asked":
            text = "Le vent a-t-il aussi arrêté la grue ce jour-là ? Joignez le relevé de l’anémomètre si vous l’avez."
            ask(case=case, by=sami, version=case.version, text=text, due_on=timezone.localdate() + 15 * _DAY)
            return
        begin_examination(case=case, by=sami, version=case.version)
        case.refresh_from_db()
        proposal = proposal_of(case)
        if proposal.total is None:
            return
        accept_as_proposed(case=case, by=sami, version=case.version, shown=proposal.total)
    if step == "paid" and proposal.total:
        case.refresh_from_db()
        amounts = {line.key: line.amount for line in proposal.lines if line.amount}
        payment = Payment(ReimbursementKind.PROVISIONAL, (then + 6 * _DAY).date(), "VIR-0417", proposal.total, amounts)
        with as_of(then + 6 * _DAY):
            pay(case=case, by=sami, version=case.version, payment=payment)


def _sick_leaves(access: Access) -> None:
    """Of the two who are away for that in the planning: one is not back, the other waits for the letter."""
    monday = this_monday()
    ill = monday - 7 * _DAY + 2 * _DAY
    _sick_leave(access, "Diallo", SickLeaveReason.ILLNESS, ill, ill + 15 * _DAY)
    hurt = monday - 6 * 7 * _DAY + _DAY
    case = _sick_leave(access, "Garcia", SickLeaveReason.WORK_ACCIDENT, hurt, hurt + 25 * _DAY)
    back = Resumption(hurt + 26 * _DAY, ResumptionReason.NORMAL)
    case.refresh_from_db()
    with as_of(_at(back.on)):
        return_to_work(access=access, case=case, resumption=back, version=case.version, attempt=new_public_id())


def _sick_leave(access: Access, name: str, reason: SickLeaveReason, first: date, last: date) -> StoppageCase:
    accident = first if reason == SickLeaveReason.WORK_ACCIDENT else None
    values = SickLeaveValues(reason, first - _DAY, first, last, accident_on=accident)
    with as_of(_at(first + _DAY)):
        case = start_sick_leave(access=access, employee=_person(access, name), values=values, attempt=new_public_id())
        send_sick_leave(access=access, case=case, version=case.version, attempt=new_public_id())
    return case


@contextmanager
def as_of(instant: datetime) -> Iterator[None]:
    """As if it were that time, but never later than now."""
    with mock.patch.object(timezone, "now", return_value=min(instant, timezone.now())):
        yield


def _at(day: date) -> datetime:
    return datetime.combine(day, _MORNING, tzinfo=PARIS)


def _person(access: Access, name: str) -> Employee:
    person: Employee = Employee.objects.get(adherent_id=access.tiers.adherent_id, last_name=name)
    return person
