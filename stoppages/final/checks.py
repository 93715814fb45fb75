"""Everything that is looked at before a final declaration leaves: what stops it, and what is only said.

Nothing that the caisse alone decides ever stops it: neither a cap, nor the 200 hours, nor a reimbursement of nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.access import Access
from core.french import counted
from stoppages.arithmetic import Answer, FiguresOn
from stoppages.arithmetic.sentences import number
from stoppages.enums import FileKind
from stoppages.final.content import Declared
from stoppages.final.days import days_of
from stoppages.final.eligibility import worked_before
from stoppages.final.presence import Presence, presence_of
from stoppages.final.rules import Lost, hours_elsewhere, problems_of
from stoppages.models import StoppageCase
from stoppages.queries.counting import ByPerson

_NAMED = 3
Presences = Mapping[int, Presence]


@dataclass(frozen=True, slots=True)
class Check:
    """`page`: the route where it is mended, empty when nothing is."""

    text: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class LookedAt:
    """`blocking`: to be mended before it is sent; `warnings`: said, and stopping nothing."""

    blocking: list[Check]
    warnings: list[Check]


def blocking(access: Access, case: StoppageCase, declared: Declared) -> list[Check]:
    return list(_blocking(case, declared, presences_of(access, case, declared)))


def look_at(
    case: StoppageCase, declared: Declared, presences: Presences, counted_by: ByPerson, figures: FiguresOn
) -> LookedAt:
    """`presences`: as `presences_of` reads them."""
    stops = list(_blocking(case, declared, presences))
    if not declared.people:
        return LookedAt(stops, [])
    told = [
        *_left(case, declared, presences),
        *_short_of_hours(case, declared, presences, figures),
        *_capped(case, counted_by),
        *_paper(case),
        *_place(case),
        *_without_hours(declared),
    ]
    return LookedAt(stops, told)


def presences_of(access: Access, case: StoppageCase, declared: Declared, *, since: date | None = None) -> Presences:
    """Of those declared, over the stoppage, and from `since`."""
    days = {*days_of(case.weather), *(one.day for one in declared.days), *([since] if since else [])}
    return presence_of(access, case.adherent_id, [one.employee_id for one in declared.people], days)


def _blocking(case: StoppageCase, declared: Declared, presences: Presences) -> Iterator[Check]:
    yield from _missing(case, declared)
    yield from _hours_refused(case, declared, presences)


def _missing(case: StoppageCase, declared: Declared) -> Iterator[Check]:
    if case.weather.resumes_at is None:
        yield Check("Le travail n’a pas repris : dites le jour et l’heure de la reprise.", "stoppages:work_resumed")
    if not declared.people:
        yield Check("Aucune heure perdue n’est saisie : saisissez celles de chaque salarié.", "stoppages:hours")
    unpaid = [one.employee.full_name for one in declared.people if one.hourly_wage is None]
    if unpaid:
        yield Check(f"Le salaire horaire manque : {_named(unpaid)}. Saisissez-le.", "stoppages:wages")


def _hours_refused(case: StoppageCase, declared: Declared, presences: Presences) -> Iterator[Check]:
    if not declared.days:
        return
    ids, days = [one.employee_id for one in declared.people], {one.day for one in declared.days}
    lost = {(one.employee_id, one.day): Lost(one.hours, one.replaced) for one in declared.days}
    problems = problems_of(lost, presences, hours_elsewhere(case, ids, days))
    names = {one.employee_id: one.employee.full_name for one in declared.people}
    for (employee_id, day), problem in problems.items():
        yield Check(f"{names[employee_id]}, {day:%d/%m/%Y} : {problem}", "stoppages:hours")
    yield from _outside(case, days)


def _outside(case: StoppageCase, days: Iterable[date]) -> Iterator[Check]:
    """The stoppage was made shorter after its hours were entered."""
    outside = sorted(set(days) - set(days_of(case.weather)))
    if outside:
        dates = _named([f"{day:%d/%m/%Y}" for day in outside])
        yield Check(
            f"Des heures sont saisies hors de l’arrêt : {dates}. Retirez-les, ou changez la reprise.", "stoppages:hours"
        )


def _left(case: StoppageCase, declared: Declared, presences: Presences) -> Iterator[Check]:
    days = days_of(case.weather)
    for person in declared.people:
        left = presences[person.employee_id].left_within(days)
        if left is not None and left >= days[0]:
            yield Check(
                f"{person.employee.full_name} est parti le {left:%d/%m/%Y}, pendant l’arrêt : ses heures s’arrêtent "
                "là. Remettez-lui le certificat des heures indemnisées (D5424-31)."
            )


def _short_of_hours(
    case: StoppageCase, declared: Declared, presences: Presences, figures: FiguresOn
) -> Iterator[Check]:
    """200 hours in the two months before (D5424-11), known by the contract and the planning, or stated."""
    before = worked_before(case, declared.people, presences, figures)
    short = [one for one in declared.people if before[one.employee_id].answer == Answer.NO]
    if short:
        first = before[short[0].employee_id]
        names = _named(
            [f"{one.employee.full_name} ({number(before[one.employee_id].hours or Decimal(0))} h)" for one in short]
        )
        yield Check(
            f"Moins de {counted(first.needed, 'heure')} depuis le {first.since:%d/%m/%Y} (D5424-11) : {names}. Ajoutez "
            "celles faites chez un autre employeur du BTP, ou laissez votre caisse décider.",
            "stoppages:people",
        )


def _capped(case: StoppageCase, counted_by: ByPerson) -> Iterator[Check]:
    caps: tuple[tuple[str, Callable[..., Decimal]], ...] = (
        ("un jour est indemnisé dans la limite de 9 heures (D5424-13)", lambda part: part.over_day),
        ("une semaine dans la limite de 45 heures (D5424-13)", lambda part: part.over_week),
        ("une année dans la limite de 55 jours (D5424-14)", lambda part: part.over_year),
    )
    parts = [part for one in counted_by.values() for part in one.of(case.public_id)]
    for words, over in caps:
        hours = sum(map(over, parts), Decimal(0))
        if hours:
            yield Check(
                f"{number(hours)} h ne seront pas indemnisées : {words}. Déclarez-les telles quelles.",
                "stoppages:estimate",
            )


def _paper(case: StoppageCase) -> Iterator[Check]:
    if not case.casefiles.filter(kind=FileKind.STATEMENT, purged_at__isnull=True).exists():
        yield Check(
            "Aucune déclaration signée n’est jointe : chaque salarié déclare les jours déjà indemnisés depuis le 1er "
            "janvier. Joignez-les ; votre caisse peut aussi vous les demander.",
            "stoppages:people",
        )


def _place(case: StoppageCase) -> Iterator[Check]:
    if not case.weather.worksite.is_covered:
        yield Check("Ce chantier est hors de la métropole, seule couverte par le régime : votre caisse peut refuser.")


def _without_hours(declared: Declared) -> Iterator[Check]:
    if declared.without_hours:
        yield Check(
            f"{counted(declared.without_hours, 'salarié')} de la liste sans heure perdue : non déclarés.",
            "stoppages:hours",
        )


def _named(names: list[str]) -> str:
    """The first ones, and how many more."""
    shown, more = names[:_NAMED], len(names) - _NAMED
    return ", ".join(shown) + (f" et {counted(more, 'autre')}" if more > 0 else "")
