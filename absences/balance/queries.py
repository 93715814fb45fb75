"""What is left to take of somebody's leave, and the leave that they have."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, DateField, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from absences.balance.lines import BalanceLine, Figures, HeldLeave, Weights, balance_line, unknown_line
from absences.counting import ouvrables
from absences.enums import AfterDeparture, DeclarationKind
from absences.models import Absence, LeaveDeclaration
from absences.stretches import Stretch
from core.access import Access
from core.compiled import CompiledQuery, Given, is_any_of
from employees.leave.arithmetic import AccrualPeriod, IsWorked, LeaveRule, period_taken_on
from employees.leave.queries import KnownLeave, by_employee, known_leave, known_leave_of, periods_of
from employees.leave.values import LeavePeriod
from employees.models import Employee


@dataclass(frozen=True, slots=True)
class Heard:
    """The days of a leave that the caisse has heard of, and when it did."""

    stretch: Stretch
    on: date


@dataclass(frozen=True, slots=True)
class LeaveBook:
    """Everything known of somebody's leave on a day, read once. `absences`: those that hold their days, of all kinds,
    each with what the caisse last heard of it (`heard`); `cancelled`: those since the year began, and whatever may be
    put back.
    """

    today: date
    known: KnownLeave
    periods: list[LeavePeriod]
    absences: list[Absence]
    cancelled: list[Absence] = field(default_factory=list)

    @property
    def to_put_back(self) -> list[Absence]:
        """Those cancelled for a sortie that no longer prevents them."""
        return [one for one in self.cancelled if one.after_departure == AfterDeparture.TO_PUT_BACK]

    @property
    def rule(self) -> LeaveRule:
        return self.known.rule_on(self.today)

    def lines(self, asked: Weights | None = None, *, own: Absence | None = None) -> list[BalanceLine]:
        """Of the periods that the days in question are taken from; without any, of those that are open. `own`: the row
        of that leave, when it is in the planning already.
        """
        periods = self._open_periods() if asked is None else list(self._periods_of(asked))
        return [self._line(period, asked or {}, own) for period in periods]

    def lines_after(self, pieces: Iterable[Stretch], *, own: Absence | None = None) -> list[BalanceLine]:
        """Of the periods that these stretches of leave would be taken from."""
        return self.lines(self.days_of(pieces), own=own)

    def days_of(self, pieces: Iterable[Stretch]) -> Weights:
        return {day: weight for piece in pieces for day, weight in self.count(piece).items()}

    def days_at_once(self, pieces: Collection[Stretch], *, own: Absence | None = None) -> Decimal:
        """The longest leave in a row that these make with those beside them: no day would be worked in between."""
        others = [one.stretch for one in self.leaves(own)]
        runs = _runs([*pieces, *others], self.known.schedule.is_worked)
        totals = (sum((_total(self.count(one)) for one in run), Decimal(0)) for run in runs if set(pieces) & set(run))
        return max(totals, default=Decimal(0))

    def count(self, stretch: Stretch) -> Weights:
        """Nothing for somebody who has no contract any more."""
        if not self.known.schedule.contracts:
            return {}
        return ouvrables(stretch, self.known.schedule.is_worked, self.known.schedule.calendar).days

    def leaves(self, own: Absence | None = None) -> list[Absence]:
        """Paid leave in the planning, the leave in question apart."""
        return [one for one in self.absences if one.kind.is_paid_leave and (own is None or one.pk != own.pk)]

    def _periods_of(self, days: Weights) -> Iterator[AccrualPeriod]:
        """Those that these days are drawn from, the earliest first."""
        rule, last = self.rule, None
        for day in sorted(days):
            taken_on = date.fromordinal(day)
            if last is None or taken_on > last.taking_ends_on:
                last = self._known_period(taken_on) or period_taken_on(
                    taken_on, accrual_starts=rule.accrual_starts, taking_starts=rule.taking_starts
                )
                yield last

    def _known_period(self, day: date) -> AccrualPeriod | None:
        periods = (leave.period for leave in self.periods)
        return next((one for one in periods if one.taking_starts_on <= day <= one.taking_ends_on), None)

    def _open_periods(self) -> list[AccrualPeriod]:
        return [leave.period for leave in reversed(self.periods) if not leave.is_closed_on(self.today)]

    def _line(self, period: AccrualPeriod, asked: Weights, own: Absence | None) -> BalanceLine:
        leave = next((one for one in self.periods if one.period == period), None)
        if leave is None:
            return unknown_line(period, asked)
        figures = Figures(period, leave.remaining - leave.overdrawn, leave.stated_on, leave.until)
        told = self._told()
        held = [_held(days, told) for days in self._days_of(self.leaves(own))]
        return balance_line(
            figures, held, known=self.known.charged_days, asked=asked, own=self._own(own, held) if own else None
        )

    def _days_of(self, leaves: Iterable[Absence]) -> list[Weights]:
        return [self.count(leave.stretch) for leave in leaves]

    def _told(self) -> dict[int, date]:
        """The days that the caisse has heard of, of whichever leave they are now: a leave may have been cut since."""
        return {day: heard.on for heard in map(heard_of, self.leaves()) if heard for day in self.count(heard.stretch)}

    def _own(self, own: Absence, others: list[HeldLeave]) -> HeldLeave:
        """What the caisse has heard of the leave in question, and that no other leave holds."""
        row = next((one for one in self.absences if one.pk == own.pk), own)
        heard, held = heard_of(row), set().union(*(other.days for other in others))
        told = self.count(heard.stretch) if heard else {}
        return HeldLeave(self.count(row.stretch), {day: heard.on for day in told if heard and day not in held})


def leave_book(access: Access, employee: Employee, today: date) -> LeaveBook:
    """Five queries; one when the rights of this person were already read for this page."""
    return _book(known_leave(access, employee, today), _absences(access, [employee], today), today)


def leave_books(access: Access, employees: Sequence[Employee], today: date) -> dict[int, LeaveBook]:
    """By person: five queries, for any number of people."""
    known = known_leave_of(access, employees, today)
    absences = by_employee(_absences(access, employees, today))
    return {one.pk: _book(known[one.pk], absences[one.pk], today) for one in employees}


def _book(known: KnownLeave, absences: list[Absence], today: date) -> LeaveBook:
    live, cancelled = ([one for one in absences if one.is_live == is_live] for is_live in (True, False))
    return LeaveBook(today, known, periods_of(known, today), live, cancelled)


def _runs(stretches: Iterable[Stretch], is_worked: IsWorked) -> list[list[Stretch]]:
    runs: list[list[Stretch]] = []
    for one in sorted(stretches, key=lambda stretch: stretch.first_half):
        between = range(runs[-1][-1].end_half, one.first_half) if runs else range(0)
        if runs and not any(is_worked(date.fromordinal(half // 2)) for half in between):
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _total(days: Weights) -> Decimal:
    return sum(days.values(), Decimal(0))


def heard_of(absence: Absence) -> Heard | None:
    """What the caisse believes of a leave of the book; nothing once it heard that it is cancelled."""
    said: list[dict[str, Any]] = getattr(absence, "heard", [])
    if not said or said[0]["kind"] == DeclarationKind.CANCELLATION:
        return None
    start, end = (date.fromisoformat(said[0][name]) for name in ("starts_on", "ends_on"))
    stretch = Stretch(start, end, said[0]["starts_at_noon"], said[0]["ends_at_noon"])
    return Heard(stretch, timezone.localtime(datetime.fromisoformat(said[0]["sent_at"])).date())


def _held(days: Weights, told: dict[int, date]) -> HeldLeave:
    return HeldLeave(days, {day: told[day] for day in days if day in told})


def _absences(access: Access, employees: Sequence[Employee], today: date) -> list[Absence]:
    """All those of these people, even for whoever acts for one site: of them only what is counted shows; with those
    that were cancelled since the year began. One query.
    """
    keys = [one.pk for one in employees]
    return _ABSENCES.rows(adherent_id=access.tiers.adherent_id, employee_ids=keys, year=today.replace(month=1, day=1))


def _of_people() -> QuerySet[Absence]:
    given = Given("adherent_id", BigIntegerField())
    rows = Absence.objects.filter(is_any_of("employee_id", "employee_ids"), adherent_id=given)
    rows = rows.live() | rows.to_put_back() | rows.filter(ends_on__gte=Given("year", DateField()))
    names = ("kind", "starts_on", "ends_on", "starts_at_noon", "ends_at_noon", "sent_at")
    heard = LeaveDeclaration.objects.filter(absence=OuterRef("pk")).heard().order_by("-pk")
    latest = ArraySubquery(heard.values(said=JSONObject(**{name: name for name in names}))[:1])
    told: QuerySet[Absence] = rows.select_related("kind").annotate(heard=latest)
    return told


_ABSENCES: CompiledQuery[Absence] = CompiledQuery(_of_people)
