"""What an absence would do, told before it is entered: how it is counted, what it takes days from, what is left after
it, what the rules say. Nothing is written.
"""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from absences.balance.advice import MAIN, Advice, PeriodPlan, Situation, advise, change_too_late
from absences.balance.lines import BalanceLine, Weights
from absences.balance.queries import LeaveBook, leave_book
from absences.entry.count_words import how_counted
from absences.entry.words import days_in_words, said_given_back
from absences.enums import Unit
from absences.models import Absence
from absences.motives import sees_motives, shown_kind
from absences.placing import Placement, placed
from absences.queries.contracts import as_stretches
from absences.queries.rules import leave_is_in_whole_days, rule_for
from absences.services.refusals import AlreadyAbsent, CutOutside, NothingLeft, OutOfContract
from absences.stretches import Stretch
from absences.values import AbsenceValues
from core.access import Access
from employees.leave.arithmetic.periods import day_label
from employees.leave.arithmetic.rule import WORKER
from employees.leave.arithmetic.spans import Days
from employees.models import Employee

_REPORT = Advice(
    "Dans le mois de la reprise, dites au salarié les jours de congé qui lui restent et jusqu’à quand les prendre.",
    "L3141-19-3",
)


@dataclass(frozen=True, slots=True)
class Preview:
    """`problem`: why it would be refused, or empty; then the rest is empty too."""

    problem: str = ""
    counted: list[str] = field(default_factory=list)
    by_period: str = ""
    given_back: list[str] = field(default_factory=list)
    lines: list[BalanceLine] = field(default_factory=list)
    advice: list[Advice] = field(default_factory=list)


def preview_of(
    access: Access,
    employee: Employee,
    values: AbsenceValues,
    *,
    today: date,
    own_ref: str = "",
    read: LeaveBook | None = None,
) -> Preview:
    """`own_ref`: the reference of the absence that is changed; `read`: the book of this person, for who has it already.
    Seven queries.
    """
    book = read or leave_book(access, employee, today)
    own = next((one for one in book.absences if one.public_id == own_ref), None)
    met = [one for one in book.absences if one.stretch.meets(values.stretch) and (own is None or one.pk != own.pk)]
    stretches = [values.stretch, *(one.stretch for one in met)]
    placement = placed(values, met, in_whole_days=leave_is_in_whole_days(access.tiers.caisse_id, stretches))
    if problem := _problem(access, employee, values, book, placement):
        return Preview(problem)
    schedule, unit = book.known.schedule, values.kind.unit
    counted = [how_counted(piece, unit, schedule) for piece in placement.pieces]
    if not values.kind.is_paid_leave:
        said = [said_given_back(one, schedule, is_done=False) for one in placement.cut]
        return Preview(counted=counted, given_back=said, advice=[_REPORT] if said else [])
    lines = book.lines_after(placement.pieces, own=own)
    situation = _situation(access, book, values, placement.pieces, lines, own)
    return Preview(counted=counted, by_period=_by_period(lines), lines=lines, advice=advise(situation))


def split_preview(access: Access, absence: Absence, on: date, *, today: date) -> Preview:
    """What cutting it on that day would do: each part is counted, the leave is judged whole. Seven queries."""
    parts = absence.stretch.cut_at(on)
    if parts is None:
        return Preview(str(CutOutside()))
    book = leave_book(access, absence.employee, today)
    schedule, unit = book.known.schedule, absence.kind.unit
    counted = [
        _of_part("Première partie", how_counted(parts[0], unit, schedule, then="du jour de travail suivant")),
        _of_part("Seconde partie", how_counted(parts[1], unit, schedule)),
    ]
    if not absence.kind.is_paid_leave:
        return Preview(counted=counted)
    own = next((one for one in book.absences if one.pk == absence.pk), absence)
    lines, values = book.lines_after(parts, own=own), AbsenceValues(absence.kind, absence.stretch)
    situation = _situation(access, book, values, list(parts), lines, own)
    return Preview(counted=counted, by_period=_by_period(lines), lines=lines, advice=advise(situation))


def _of_part(name: str, counted: str) -> str:
    """« Première partie, du lundi 3 août au mercredi 5 août : … »."""
    return f"{name}, {counted[0].lower()}{counted[1:]}"


def cancelling_advice(access: Access, absence: Absence) -> list[Advice]:
    """What the rules say of a leave that is taken back."""
    if not absence.kind.is_paid_leave:
        return []
    return list(change_too_late(timezone.localdate(), absence.stretch, None, rule_for(access.tiers.caisse_id)))


def _problem(access: Access, employee: Employee, values: AbsenceValues, book: LeaveBook, placement: Placement) -> str:
    here = (
        (one.starts_on, one.ends_on)
        for one in book.known.schedule.contracts
        if access.tiers.establishment_id in (None, one.establishment_id)
    )
    if missing := values.stretch.without(as_stretches(here)):
        return str(OutOfContract(employee.full_name, missing[0].label))
    for one in placement.in_the_way:
        name = shown_kind(one.kind, with_motives=sees_motives(access)).name
        return str(AlreadyAbsent(employee.full_name, name, one.stretch.label))
    return "" if placement.pieces else str(NothingLeft(with_motives=sees_motives(access)))


def _situation(
    access: Access,
    book: LeaveBook,
    values: AbsenceValues,
    pieces: list[Stretch],
    lines: list[BalanceLine],
    own: Absence | None,
) -> Situation:
    days, facts = book.days_of(pieces), book.known.facts
    return Situation(
        today=book.today,
        key=values.kind.key,
        stretch=values.stretch,
        days=days,
        at_once=book.days_at_once(pieces, own=own),
        category=facts.category if facts is not None else WORKER,
        plans=tuple(_plan(book, line, days if values.kind.key == MAIN else {}, own) for line in lines),
        count=book.known.schedule.calendar.ouvrables,
        rule=rule_for(access.tiers.caisse_id),
        leave_rule=book.rule,
        was=own.stretch if own is not None and own.kind.is_paid_leave else None,
    )


def _plan(book: LeaveBook, line: BalanceLine, asked: Weights, own: Absence | None) -> PeriodPlan:
    leave = next((one for one in book.periods if one.period == line.period), None)
    if leave is None or book.known.facts is None:
        return PeriodPlan(line)
    others = book.leaves(own)
    main = Days().union(asked, *(book.count(one.stretch) for one in others if one.kind.key == MAIN))
    apart = Days().union(*(book.count(one.stretch) for one in others if one.kind.key != MAIN))
    window = range(line.period.taking_starts_on.toordinal(), line.period.taking_ends_on.toordinal() + 1)
    return PeriodPlan(
        line,
        acquired=int(leave.acquired),
        main_leave=int(leave.acquired - leave.fifth_week),
        main_days=((book.known.charged_days | main) - apart) & Days(window),
        waived_on=book.known.facts.split_waived_on(line.period),
    )


def _by_period(lines: list[BalanceLine]) -> str:
    """What a leave across 30 April takes from each period."""
    if len(lines) < 2:  # noqa: PLR2004
        return ""
    parts = [f"{days_in_words(line.asked, Unit.OUVRABLES)} jusqu’au {_last_day(line)}" for line in lines]
    return f"Dont {', puis '.join(parts)} : des périodes de prise différentes, chacune avec son solde."


def _last_day(line: BalanceLine) -> str:
    return day_label(line.period.taking_ends_on)
