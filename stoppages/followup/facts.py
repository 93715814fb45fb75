"""What a case is about, as facts by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from core.access import Access
from core.templatetags.portal import euros, french_date, instant
from stoppages.enums import CaseState
from stoppages.models import SickLeave, StoppageCase, WeatherStoppage
from stoppages.policies import sees_wages
from stoppages.sick_leave.leave_rights import carried_from
from stoppages.sick_leave.words import NOT_REIMBURSED
from stoppages.words import gap_words


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str


def facts_of(case: StoppageCase) -> list[Fact]:
    told = _of_weather(case.weather) if case.is_weather else _of_sick_leave(case.sick_leave)
    rows = [*told, ("Site", case.establishment.name), ("Ouvert par", case.created_by_label)]
    return [Fact(label, value) for label, value in rows if value]


def amounts_of(access: Access, case: StoppageCase) -> list[Fact]:
    """What was paid, of any reader; the estimate, of whoever may read wages."""
    is_estimated = sees_wages(access) and case.estimated is not None
    if not case.reimbursed and not is_estimated:
        return []
    rows = [("Remboursé", euros(case.reimbursed))]
    if is_estimated and case.estimated is not None:
        rows.append(("Estimé", euros(case.estimated)))
        rows.append(("Écart", gap_words(case.estimated, case.reimbursed) if case.reimbursed else ""))
    return [Fact(label, value) for label, value in rows if value]


def _of_weather(weather: WeatherStoppage) -> Iterator[tuple[str, str]]:
    site = weather.worksite
    yield "Chantier", f"{site.name}, {site.address}, {site.place}"
    yield "Travaux publics", f"Oui, maître d’ouvrage : {site.owner or 'non indiqué'}" if site.is_public_works else ""
    yield "Cause", str(weather.get_cause_display())
    yield "Arrêt du travail", instant(weather.starts_at)
    yield "Reprise du travail", instant(weather.resumes_at) if weather.resumes_at else "Pas encore indiquée"
    yield "Salariés concernés, environ", str(weather.expected_people or "")
    yield "Travail de remplacement", weather.replacement
    yield "Heures saisies par", weather.hours_entered_by_label


def _of_sick_leave(leave: SickLeave) -> Iterator[tuple[str, str]]:
    yield "Salarié", leave.employee.full_name
    yield "Motif de l’arrêt", str(leave.get_reason_display())
    yield "Dernier jour travaillé", _day(leave.last_worked_on)
    yield "Premier jour d’arrêt", _day(leave.starts_on)
    yield "Fin prévisionnelle", _day(leave.expected_end_on)
    yield "Accident ou maladie du", _day(leave.accident_on)
    yield "Reprise", _day(leave.resumed_on)
    yield "Motif de la reprise", str(leave.get_resumption_reason_display()) if leave.resumption_reason else ""
    yield "Subrogation", _subrogation(leave)
    yield "Lettre sur les congés établie", _day(leave.letter_made_at and timezone.localdate(leave.letter_made_at))
    yield "Lettre reçue par le salarié", _day(leave.letter_received_on)
    yield "Congés reportés jusqu’au", _day(leave.letter_received_on and carried_from(leave.letter_received_on))
    yield "Remboursement", NOT_REIMBURSED if leave.case.state == CaseState.RECORDED else ""


def _subrogation(leave: SickLeave) -> str:
    if not leave.has_subrogation:
        return "Non"
    days = [("du", leave.subrogation_from), ("au", leave.subrogation_to)]
    return ", ".join(["Oui", *(f"{word} {_day(day)}" for word, day in days if day is not None)])


def _day(day: date | None) -> str:
    return french_date(day) if day is not None else ""
