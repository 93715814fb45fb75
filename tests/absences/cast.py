"""The absences of each company of the cast, with the mark of the company in every text."""

from dataclasses import dataclass
from datetime import date

from absences.enums import EventKind
from absences.models import (
    Absence,
    AbsenceEvent,
    AbsenceRule,
    CalendarSubscription,
    CollectiveAbsence,
    CrewNeed,
    LeaveDeclaration,
    LeaveNotice,
    RefusalReason,
)
from tests.absences.factories import (
    AbsenceFactory,
    CalendarSubscriptionFactory,
    LeaveDeclarationFactory,
    LeaveNoticeFactory,
)
from tests.cast import Company

SECRETS = {"ACME": "0123456789abcdef" * 2}


@dataclass(frozen=True, slots=True)
class Planned:
    """Of the person recorded: a leave to declare, one declared, a stoppage whose motive is private; a rule and a reason
    of the caisse.
    """

    leave: Absence
    declared: Absence
    sickness: Absence
    declaration: LeaveDeclaration
    notice: LeaveNotice
    calendar: CalendarSubscription
    rule: AbsenceRule
    reason: RefusalReason
    collective: CollectiveAbsence


def rows_of(company: Company) -> dict[str, Planned]:
    employee, mark = company.people.employee, company.mark
    leave = AbsenceFactory(employee=employee, note=f"Note {mark}", created_by_label=f"Auteur {mark}")
    declared = AbsenceFactory(employee=employee, starts_on=date(2026, 12, 21), ends_on=date(2026, 12, 24))
    declaration = LeaveDeclarationFactory(
        absence=declared, reference=f"C-{mark}", sent={"person": f"Salarié {mark}"}, sent_by_label=f"Auteur {mark}"
    )
    sickness = AbsenceFactory(
        employee=employee, key="sickness", starts_on=date(2026, 10, 5), ends_on=date(2026, 10, 9), note=f"Motif {mark}"
    )
    AbsenceEvent.objects.create(
        absence=leave, adherent=company.adherent, kind=EventKind.ENTERED, actor_label=f"Acteur {mark}"
    )
    CrewNeed.objects.create(adherent=company.adherent, crew=company.people.crew, by_weekday=[1] * 5 + [None] * 2)
    notice = LeaveNoticeFactory(absence=leave, told_by_label=f"Lecteur {mark}")
    calendar = CalendarSubscriptionFactory(
        adherent=company.adherent, user=company.holder, label=f"Agenda {mark}", secret=SECRETS.get(mark, "f" * 32)
    )
    caisse = company.adherent.caisse
    rule = AbsenceRule.objects.create(caisse=caisse, starts_on=date(2019, 1, 1), source=f"Règle {mark}")
    reason = RefusalReason.objects.create(caisse=caisse, label=f"Motif {mark}")
    collective = CollectiveAbsence.objects.create(
        adherent=company.adherent,
        title=f"Pont {mark}",
        kind=leave.kind,
        starts_on=date(2026, 11, 12),
        ends_on=date(2026, 11, 13),
        created_by_label=f"Auteur {mark}",
    )
    return {"planned": Planned(leave, declared, sickness, declaration, notice, calendar, rule, reason, collective)}
