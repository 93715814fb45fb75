"""Rows of the stoppages, for tests."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import factory

from employees.models import Employee
from stoppages.enums import DeclarationKind, Nature, SickLeaveReason
from stoppages.models import (
    DeclaredDay,
    DeclaredPerson,
    LostDay,
    SickLeave,
    StoppageCase,
    StoppageDeclaration,
    StoppedPerson,
    WeatherStoppage,
    Worksite,
)
from stoppages.services.declaring import fingerprint
from stoppages.services.settling import settle
from tests.employees.factories import EmployeeFactory
from tests.factories import AdherentFactory

PARIS = ZoneInfo("Europe/Paris")


def at(text: str) -> datetime:
    """« 2026-01-12 08:00 », in Paris."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


class WorksiteFactory(factory.django.DjangoModelFactory):
    """Of the head office, in the Bouches-du-Rhône."""

    class Meta:
        model = Worksite

    adherent = factory.SubFactory(AdherentFactory)
    establishment = factory.LazyAttribute(lambda site: site.adherent.establishments.get(is_head_office=True))
    name = factory.Sequence(lambda n: f"Les Tilleuls {n}")
    address = "3 rue du Port"
    postal_code = "13002"
    commune = "Marseille"
    departement = "13"


class StoppageCaseFactory(factory.django.DjangoModelFactory):
    """Without its detail: use `weather_case` or `sick_leave_case`."""

    class Meta:
        model = StoppageCase

    adherent = factory.SubFactory(AdherentFactory)
    establishment = factory.LazyAttribute(lambda case: case.adherent.establishments.get(is_head_office=True))
    reference = factory.Sequence(lambda n: f"I-TEST{n:04d}")
    nature = Nature.WEATHER
    starts_on = date(2026, 1, 12)
    created_by_label = "Alice Martin"


def weather_case(
    worksite: Worksite | None = None,
    *,
    starts: str = "2026-01-12 08:00",
    resumes: str = "",
    cause: str = "frost",
    **fields: object,
) -> StoppageCase:
    """A draft; `resumes` empty: work has not resumed."""
    site = worksite or WorksiteFactory()
    case = StoppageCaseFactory(adherent=site.adherent, establishment=site.establishment, **fields)
    WeatherStoppage.objects.create(
        case=case,
        adherent=case.adherent,
        worksite=site,
        cause=cause,
        starts_at=at(starts),
        resumes_at=at(resumes) if resumes else None,
    )
    settle(case)
    return case


def lose(case: StoppageCase, employee: Employee, hours: dict[str, str], *, wage: str | None = "20") -> StoppedPerson:
    """Hours by day, in writing: `{"2026-01-12": "8"}`."""
    employment = employee.employments.order_by("-starts_on").first()
    person, _ = StoppedPerson.objects.get_or_create(
        case=case,
        employee=employee,
        defaults={
            "adherent": case.adherent,
            "employment": employment,
            "hourly_wage": Decimal(wage) if wage is not None else None,
        },
    )
    for day, lost in hours.items():
        LostDay.objects.create(
            case=case, adherent=case.adherent, employee=employee, day=date.fromisoformat(day), hours=Decimal(lost)
        )
    return person


def sent(case: StoppageCase, kind: str = DeclarationKind.FINAL, **fields: object) -> StoppageDeclaration:
    """What is in writing, sent as it is."""
    number = case.stoppagedeclarations.filter(kind=kind).count() + 1
    case.stoppagedeclarations.filter(kind=kind).update(is_current=False)
    columns = {}
    if case.is_weather:
        one = case.weather
        columns = {
            "worksite": one.worksite,
            "cause": one.cause,
            "starts_at": one.starts_at,
            "resumes_at": one.resumes_at,
        }
    declaration = StoppageDeclaration.objects.create(
        case=case,
        adherent=case.adherent,
        kind=kind,
        number=number,
        reference=fields.pop("reference", f"D-{case.reference}-{kind[:1]}{number}"),
        attempt=f"{case.pk}{kind}{number}",
        content=fields.pop("content", {}),
        fingerprint=fingerprint({}),
        sent_by_label=fields.pop("sent_by_label", "Alice Martin"),
        **columns,
        **fields,
    )
    mine = {"declaration": declaration, "case": case, "adherent": case.adherent}
    if kind == DeclarationKind.FINAL:
        for person in case.stoppedpersons.all():
            DeclaredPerson.objects.create(
                employee=person.employee,
                hourly_wage=person.hourly_wage or Decimal(20),
                days_before=person.days_before or 0,
                **mine,
            )
        for day in case.lostdays.all():
            DeclaredDay.objects.create(
                employee=day.employee, day=day.day, hours=day.hours, replaced=day.replaced, **mine
            )
    case.sent_at = declaration.sent_at
    settle(case)
    return declaration


def sick_leave_case(employee: Employee | None = None, **fields: object) -> StoppageCase:
    """A week of illness, in writing."""
    person = employee or EmployeeFactory()
    starts_on = fields.pop("starts_on", date(2026, 2, 2))
    detail = {
        "reason": SickLeaveReason.ILLNESS,
        "last_worked_on": starts_on,
        "expected_end_on": date(2026, 2, 8),
        **{name: fields.pop(name) for name in list(fields) if name in _OF_A_SICK_LEAVE},
    }
    case = StoppageCaseFactory(adherent=person.adherent, nature=Nature.SICK_LEAVE, starts_on=starts_on, **fields)
    SickLeave.objects.create(case=case, adherent=case.adherent, employee=person, starts_on=starts_on, **detail)
    settle(case)
    return case


_OF_A_SICK_LEAVE = {
    "reason",
    "first",
    "last_worked_on",
    "expected_end_on",
    "accident_on",
    "resumed_on",
    "resumption_reason",
    "has_subrogation",
    "subrogation_from",
    "subrogation_to",
    "absence",
    "letter_made_at",
    "letter_received_on",
}
