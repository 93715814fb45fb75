"""Who is on the list of a stoppage, and who may be added to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from core.access import Access
from core.french import counted
from core.search import holding, search_words
from employees.models import Employee, Employment
from employees.models.employments import EmploymentQuerySet
from stoppages.arithmetic import Answer, HoursBefore
from stoppages.arithmetic.sentences import number
from stoppages.final.presence import Presence
from stoppages.models import StoppageCase

SHOWN = 300


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list: what was stated, as texts, and what there is to say of them."""

    ref: str
    name: str
    days_before: str
    hours_before: str
    hours_words: str
    notes: list[str]
    errors: list[str]
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class Proposed:
    """Somebody who may be added; ticked when nothing kept them away and the list is empty."""

    ref: str
    name: str
    place: str
    note: str
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    people: list[Proposed]
    has_more: bool
    whose: str


def proposal_for(
    access: Access, case: StoppageCase, days: list[date], known: Iterable[int], typed: str
) -> tuple[list[Employment], str, bool]:
    """The contracts of those to propose, whose they are in words, whether there are more: by what was searched, else of
    the crew, else of the site. One query.
    """
    rows, whose = _meant(access, case, typed)
    until = Q(ends_on__isnull=True) | Q(ends_on__gte=days[0])
    there = rows.real().filter(until, starts_on__lte=days[-1]).exclude(employee__in=list(known))
    ordered = there.select_related("employee", "crew").order_by("employee__plain_name", "employee_id", "starts_on")
    read = list(ordered[: SHOWN + 1])
    people = list({one.employee_id: one for one in read[:SHOWN]}.values())
    return people, whose, len(read) > SHOWN


def proposed(
    contracts: Iterable[Employment], presences: Mapping[int, Presence], days: list[date], *, ticks: bool
) -> list[Proposed]:
    return [
        Proposed(
            one.employee.public_id,
            one.employee.full_name,
            one.crew.name if one.crew is not None else one.qualification,
            note := _away_days(presences[one.employee_id], days),
            ticks and not note,
        )
        for one in contracts
    ]


def notes_of(presence: Presence, days: list[date]) -> list[str]:
    """What keeps them away on some of the days, with the way out."""
    notes = []
    if presence.contract_of(days) is None:
        notes.append("Plus sous contrat pendant l’arrêt : retirez cette personne, ou corrigez son contrat.")
    elif left := presence.left_within(days):
        notes.append(f"Parti le {left:%d/%m/%Y}, pendant l’arrêt : ses heures s’arrêtent à ce jour.")
    if away := _away_days(presence, days):
        notes.append(f"{away} : pas d’heure perdue ces jours-là (L5424-13), ou changez l’absence au planning.")
    return notes


def hours_words(before: HoursBefore) -> str:
    """What is known or stated of the 200 hours."""
    if before.hours is None:
        return "Heures des deux mois d’avant : inconnues"
    said = "indiquées" if before.is_stated else "d’après le contrat et le planning"
    words = f"{number(before.hours)} h {said}"
    if before.answer == Answer.NO:
        return f"{words}, moins que les {counted(before.needed, 'heure demandée')} (D5424-11)"
    return words


def added_from(access: Access, refs: Iterable[str]) -> list[Employee]:
    return list(Employee.objects.for_access(access).filter(public_id__in=list(refs)))


def written(value: Decimal | int | None) -> str:
    return "" if value is None else number(Decimal(value))


def _meant(access: Access, case: StoppageCase, typed: str) -> tuple[EmploymentQuerySet, str]:
    rows: EmploymentQuerySet = Employment.objects.for_access(access)
    if words := search_words(typed):
        return holding(rows, words, "employee__plain_name"), "Résultats de la recherche"
    crew = case.weather.crew
    if crew is not None:
        return rows.filter(crew=crew), f"Équipe {crew.name}"
    return rows.filter(establishment=case.establishment_id), f"Sous contrat à {case.establishment.name}"


def _away_days(presence: Presence, days: list[date]) -> str:
    """« Congés payés, du 12/01/2026 au 13/01/2026 »."""
    away = [(day, name) for day in days if (name := presence.away_on(day))]
    if not away:
        return ""
    (first, name), (last, _) = away[0], away[-1]
    when = f"le {first:%d/%m/%Y}" if first == last else f"entre le {first:%d/%m/%Y} et le {last:%d/%m/%Y}"
    return f"{name}, {when}"
