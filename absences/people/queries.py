"""The absences of somebody, as their page tells them: to come, past, and what they leave of the rights."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from absences.balance.lines import BalanceLine
from absences.balance.queries import LeaveBook, leave_book
from absences.counting import count
from absences.entry.words import days_in_words
from absences.enums import AfterDeparture
from absences.models import Absence
from absences.motives import sees_motives
from absences.queries.planned import ShownAbsence, shown
from core.access import Access
from core.rights import Right
from employees.leave.schedules import Schedule
from employees.models import Employee, Employment

SHOWN_PAST = 5
SHOWN_AHEAD = 10
SHOWN_CANCELLED = 30


@dataclass(frozen=True, slots=True)
class Line:
    """`days`: how many, in words; empty for somebody without a contract."""

    absence: ShownAbsence
    days: str


@dataclass(frozen=True, slots=True)
class PersonAbsences:
    """`to_come`: those that go on too; `past`, and `cancelled` since the year began: the latest first; `balances`: of
    the periods where leave is planned or declared; `after_departure`: how many no contract holds any more;
    `to_put_back`: how many may be, the sortie for which they were cancelled being cancelled too.
    """

    to_come: list[Line]
    past: list[Line]
    has_more_ahead: bool
    has_more_past: bool
    cancelled: list[Line]
    balances: list[BalanceLine]
    after_departure: int
    to_put_back: int
    may_act: bool


def absences_of(access: Access, employee: Employee, today: date) -> PersonAbsences:
    """Two queries, on a page that has read the rights of the person."""
    book = leave_book(access, employee, today)
    schedule = book.known.schedule
    seen = [one for one in book.absences if _is_seen(access, one, schedule.contracts)]
    ahead = [one for one in seen if one.ends_on >= today]
    over = [one for one in reversed(seen) if one.ends_on < today]
    return PersonAbsences(
        to_come=_lines(access, ahead[:SHOWN_AHEAD], schedule),
        has_more_ahead=len(ahead) > SHOWN_AHEAD,
        past=_lines(access, over[:SHOWN_PAST], schedule),
        has_more_past=len(over) > SHOWN_PAST,
        cancelled=_lines(access, _cancelled_this_year(access, book), schedule),
        balances=[line for line in book.lines() if line.planned or line.declared],
        after_departure=sum(one.after_departure == AfterDeparture.TO_RESOLVE for one in seen),
        to_put_back=sum(_is_seen(access, one, schedule.contracts) for one in book.to_put_back),
        may_act=access.has(Right.ABSENCES_ACT),
    )


def _cancelled_this_year(access: Access, book: LeaveBook) -> list[Absence]:
    """The latest first."""
    contracts, first = book.known.schedule.contracts, book.today.replace(month=1, day=1)
    seen = [one for one in book.cancelled if one.ends_on >= first and _is_seen(access, one, contracts)]
    return seen[::-1][:SHOWN_CANCELLED]


def _lines(access: Access, absences: Iterable[Absence], schedule: Schedule) -> list[Line]:
    return [_line(shown(one, with_motives=sees_motives(access)), schedule) for one in absences]


def _line(absence: ShownAbsence, schedule: Schedule) -> Line:
    if not schedule.contracts:
        return Line(absence, "")
    counted = count(absence.stretch, absence.kind.unit, is_worked=schedule.is_worked, calendar=schedule.calendar)
    return Line(absence, days_in_words(counted.total, absence.kind.unit))


def _is_seen(access: Access, absence: Absence, contracts: tuple[Employment, ...]) -> bool:
    """As `Absence.objects.for_scope` bounds them, without asking again."""
    site = access.tiers.establishment_id
    if site is None:
        return True
    there = [one for one in contracts if one.establishment_id == site]
    days = absence.starts_on, absence.ends_on
    is_there = any(one.starts_on <= days[1] and (one.ends_on or date.max) >= days[0] for one in there)
    return is_there or bool(absence.after_departure) and any(one.is_current for one in there)
