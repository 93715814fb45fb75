"""Rights to leave of somebody: the caisse's figures when it has sent them, an estimate otherwise (DOMAIN §2, §4)."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, Model, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from adherents.models import PublicHoliday
from core.access import Access
from core.compiled import CompiledQuery, Given, is_any_of
from core.rights import Right
from employees.leave import arithmetic as leave
from employees.leave.arithmetic import AbsenceSpan, AccrualPeriod, ContractSpan, EmployeeFacts
from employees.leave.arithmetic.spans import Days, absent_days
from employees.leave.schedules import Places, Schedule, schedule_from
from employees.leave.values import LeavePeriod, RemainingLeave
from employees.models import Employee, Employment, KnownAbsence, LeaveRight, LeaveRule, SeniorityStep, SplitWaiver

Row = TypeVar("Row", bound=Model)
PERIODS = 3
# For the last day of a month: any year that is not a leap year.
_ORDINARY_YEAR = 2025
# Where the row of a person keeps what was read of their leave, for as long as the page that reads it.
_KEPT = "_known_leave"


@dataclass(frozen=True, slots=True)
class KnownLeave:
    """Everything that the figures are made from, read once; `judged`: the figures of a day, worked out once too."""

    facts: EmployeeFacts | None
    rights: tuple[LeaveRight, ...]
    rules: tuple[LeaveRule, ...]
    waivers: tuple[SplitWaiver, ...]
    schedule: Schedule
    may_see_steps: bool
    judged: dict[date, list[LeavePeriod]] = field(default_factory=dict, compare=False)

    @property
    def charged_days(self) -> Days:
        """The jours ouvrables of the leave that the caisse knows of, by ordinal."""
        spans = self.facts.absences if self.facts is not None else ()
        if not spans:
            return Days()
        first, last = min(span.starts_on for span in spans), max(span.ends_on for span in spans)
        charged = leave.charged_days(absent_days(spans, first, last)["paid_leave"], self.schedule.is_worked)
        return Days(day for day in charged if self.schedule.calendar.is_ouvrable(date.fromordinal(day)))

    def waiver_of(self, period: AccrualPeriod) -> SplitWaiver | None:
        return next((row for row in self.waivers if _as_waiver(row).is_for(period)), None)

    def rule_on(self, day: date) -> leave.LeaveRule:
        """The rule in force, with the steps of seniority in force; the general rule when no row says otherwise."""
        row = next((rule for rule in self.rules if rule.is_in_force_on(day)), None)
        if row is None:
            return leave.LeaveRule()
        return _as_rule(row, [step for step in _steps_of(row) if step.is_in_force_on(day)])


def leave_of(access: Access, employee: Employee, *, today: date) -> list[LeavePeriod]:
    """The running accrual period and the two before it, the latest first: four queries. A period of which nothing
    is known, neither a contract nor a figure of the caisse, is left out.
    """
    return periods_of(_read(access, employee, today), today)


def periods_of(known: KnownLeave, today: date) -> list[LeavePeriod]:
    """As `leave_of` gives them; the parts of a page that ask for the same day share them."""
    if today not in known.judged:
        known.judged[today] = _judged(known, today)
    return known.judged[today]


def _judged(known: KnownLeave, today: date) -> list[LeavePeriod]:
    rule = known.rule_on(today)
    periods = leave.accrual_periods(
        today, PERIODS, accrual_starts=rule.accrual_starts, taking_starts=rule.taking_starts
    )
    judged = (_of_period(period, known, today) for period in periods)
    return [period for period in judged if period is not None]


def remaining_leave(access: Access, employee: Employee, on: date) -> RemainingLeave:
    """What is left on a last day of work, as if the contract ended then."""
    periods = leave_of(access, employee, today=on)
    return RemainingLeave(on, tuple(period for period in periods if period.period.taking_ends_on >= on))


def _of_period(period: AccrualPeriod, known: KnownLeave, today: date) -> LeavePeriod | None:
    stated = next((right for right in known.rights if right.starts_on in period), None)
    if stated is not None:
        # The days that the caisse names are the ones to show.
        period = replace(period, starts_on=stated.starts_on, ends_on=stated.ends_on)
        return _stated(period, stated, known.waiver_of(period))
    if known.facts is None:
        return None
    rule = known.rule_on(period.starts_on)
    estimate = leave.estimate_rights(
        period,
        known.facts,
        rule,
        today=today,
        count=known.schedule.calendar.ouvrables,
        is_worked=known.schedule.is_worked,
    )
    return _estimated(period, estimate, known) if estimate.has_contract else None


def _stated(period: AccrualPeriod, right: LeaveRight, waiver: SplitWaiver | None) -> LeavePeriod:
    return LeavePeriod(
        period=period,
        acquired=right.acquired,
        fifth_week=right.fifth_week,
        split_bonus_days=right.split_bonus_days,
        seniority_days=right.seniority_days,
        taken=right.taken,
        remaining=max(Decimal(0), right.remaining),
        overdrawn=max(Decimal(0), -right.remaining),
        stated_on=right.stated_on,
        waiver=waiver,
    )


def _estimated(period: AccrualPeriod, estimate: leave.Estimate, known: KnownLeave) -> LeavePeriod:
    return LeavePeriod(
        period=period,
        acquired=Decimal(estimate.acquired),
        fifth_week=Decimal(estimate.fifth_week),
        split_bonus_days=Decimal(estimate.split_bonus_days),
        seniority_days=Decimal(estimate.seniority_days),
        taken=Decimal(estimate.taken),
        remaining=Decimal(estimate.remaining),
        overdrawn=Decimal(estimate.overdrawn),
        until=estimate.until,
        steps=estimate.steps if known.may_see_steps else (),
        is_detail_reserved=not known.may_see_steps,
        waiver=known.waiver_of(period),
        split_days_waived=estimate.split_days_waived,
    )


def by_employee(rows: Iterable[Row]) -> dict[int, list[Row]]:
    """Rows that are each of somebody, in their order; nothing for whoever has none."""
    by_person: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_person[row.employee_id].append(row)  # type: ignore[attr-defined]
    return by_person


def known_leave(access: Access, employee: Employee, today: date) -> KnownLeave:
    """What was last read of this row (several parts of a page may ask), or four queries."""
    kept = employee.__dict__.get(_KEPT)
    if kept is not None and kept[0] == (access, today):
        known: KnownLeave = kept[1]
        return known
    return _read(access, employee, today)


def _read(access: Access, employee: Employee, today: date) -> KnownLeave:
    known = known_leave_of(access, [employee], today)[employee.pk]
    employee.__dict__[_KEPT] = ((access, today), known)
    return known


def known_leave_of(access: Access, employees: Sequence[Employee], today: date) -> dict[int, KnownLeave]:
    """By person: four queries, for any number of people. The contracts are all those of the company, even for whoever
    acts for one site: of them only the result shows.
    """
    company = {"adherent_id": access.tiers.adherent_id}
    whose = {**company, "employee_ids": [employee.pk for employee in employees]}
    contracts, rights = by_employee(_CONTRACTS.rows(**whose)), by_employee(_RIGHTS.rows(**whose))
    places, rules = Places(_HOLIDAYS.rows(**company)), _rules_of(access.tiers.caisse_id)
    return {
        one.pk: _known(access, one, contracts[one.pk], tuple(rights[one.pk]), rules, places, today) for one in employees
    }


def _known(
    access: Access,
    employee: Employee,
    contracts: list[Employment],
    rights: tuple[LeaveRight, ...],
    rules: tuple[LeaveRule, ...],
    places: Places,
    today: date,
) -> KnownLeave:
    waivers = _waivers_of(contracts)
    is_all_here = all(access.tiers.establishment_id in (None, one.establishment_id) for one in contracts)
    return KnownLeave(
        facts=_facts(employee, contracts, waivers, today),
        rights=rights,
        rules=rules,
        waivers=waivers,
        schedule=schedule_from(contracts, places),
        may_see_steps=access.has(Right.MOTIVES_CONSULT) and is_all_here,
    )


_ADHERENT = Given("adherent_id", BigIntegerField())


_WAIVER_NAMES = ("public_id", "taking_starts_on", "signed_on", "recorded_by_label")
_ABSENCE_NAMES = ("kind", "starts_on", "ends_on")


def _contracts() -> QuerySet[Employment]:
    """Each with the absences that the caisse knows of its person, and the waivers in force: a page counts its queries,
    and nobody has many.
    """
    contracts: QuerySet[Employment] = _of_people(Employment.objects.real()).order_by("starts_on")
    waiver = JSONObject(**{name: name for name in _WAIVER_NAMES})
    waivers = SplitWaiver.objects.filter(employee=OuterRef("employee")).in_force().values(waiver=waiver)
    absence = JSONObject(**{name: name for name in _ABSENCE_NAMES})
    absences = KnownAbsence.objects.filter(employee=OuterRef("employee")).values(absence=absence)
    rows = contracts.select_related("establishment")
    return rows.annotate(waivers=ArraySubquery(waivers), known_absences=ArraySubquery(absences))


def _of_people(rows: QuerySet[Row]) -> QuerySet[Row]:
    return rows.filter(is_any_of("employee_id", "employee_ids"), adherent_id=_ADHERENT)


_CONTRACTS: CompiledQuery[Employment] = CompiledQuery(_contracts)
_RIGHTS: CompiledQuery[LeaveRight] = CompiledQuery(lambda: _of_people(LeaveRight.objects.all()))


def _rules() -> QuerySet[LeaveRule]:
    """Each with the steps of seniority of all times: one query reads the two tables."""
    names = ("starts_on", "ends_on", "company_years", "btp_years", "extra_days")
    step = JSONObject(**{name: name for name in names})
    steps = SeniorityStep.objects.order_by("extra_days").values(step=step)
    return LeaveRule.objects.order_by("-starts_on").annotate(steps=ArraySubquery(steps))


_RULES: CompiledQuery[LeaveRule] = CompiledQuery(_rules)
_HOLIDAYS: CompiledQuery[PublicHoliday] = CompiledQuery(lambda: PublicHoliday.objects.for_company(_ADHERENT))


def _facts(
    employee: Employee,
    contracts: list[Employment],
    waivers: tuple[SplitWaiver, ...],
    today: date,
) -> EmployeeFacts | None:
    if not contracts:
        return None
    begun = [contract for contract in contracts if contract.starts_on <= today] or contracts[:1]
    return EmployeeFacts(
        category=begun[-1].category,
        contracts=tuple(ContractSpan(contract.starts_on, contract.ends_on) for contract in contracts),
        absences=_known_absences_of(contracts),
        company_since=_company_since(begun),
        btp_since=employee.in_btp_since,
        waivers=tuple(_as_waiver(row) for row in waivers),
    )


def _company_since(begun: list[Employment]) -> date:
    """The days of the contracts before the last one count; those between two contracts do not."""
    earlier = sum((contract.ends_on - contract.starts_on).days + 1 for contract in begun[:-1] if contract.ends_on)
    return begun[-1].starts_on - timedelta(days=earlier)


def _steps_of(row: LeaveRule) -> list[SeniorityStep]:
    """As `_rules` read them."""
    read: list[dict[str, Any]] = row.steps  # type: ignore[attr-defined]
    return [SeniorityStep(**_with_days(step, "starts_on", "ends_on")) for step in read]


def _known_absences_of(contracts: list[Employment]) -> tuple[AbsenceSpan, ...]:
    """As `_contracts` read them, their days in the ISO form of JSON."""
    read: list[dict[str, str]] = contracts[0].known_absences  # type: ignore[attr-defined]
    day = date.fromisoformat
    return tuple(AbsenceSpan(row["kind"], day(row["starts_on"]), day(row["ends_on"])) for row in read)


def _waivers_of(contracts: list[Employment]) -> tuple[SplitWaiver, ...]:
    """As `_contracts` read them; whoever has no contract has nothing to give up."""
    read: list[dict[str, Any]] = contracts[0].waivers if contracts else []  # type: ignore[attr-defined]
    return tuple(SplitWaiver(**_with_days(row, "taking_starts_on", "signed_on")) for row in read)


def _with_days(read: dict[str, Any], *names: str) -> dict[str, Any]:
    """What JSON tells of a row, its days in the ISO form, as the row takes it."""
    return {**read, **{name: date.fromisoformat(read[name]) for name in names if read[name]}}


def _as_waiver(row: SplitWaiver) -> leave.Waiver:
    return leave.Waiver(row.taking_starts_on, row.signed_on)


def _rules_of(caisse_id: int) -> tuple[LeaveRule, ...]:
    """Those of the caisse come before those of the network; there are so few rows that all are read."""
    rules = [rule for rule in _RULES.rows() if rule.caisse_id in (caisse_id, None)]
    return tuple(sorted(rules, key=lambda rule: rule.caisse_id is None))


def _as_rule(row: LeaveRule, steps: list[SeniorityStep]) -> leave.LeaveRule:
    last_month = row.split_window_last_month
    return leave.LeaveRule(
        days_per_month=row.days_per_month,
        max_days=Decimal(row.max_days),
        sickness_days_per_month=row.sickness_days_per_month,
        sickness_max_days=Decimal(row.sickness_max_days),
        accident_days_per_month=row.accident_days_per_month,
        accident_max_days=Decimal(row.accident_max_days),
        main_leave_days=Decimal(row.main_leave_days),
        fifth_week_days=Decimal(row.fifth_week_days),
        split_window_starts=(row.taking_month, 1),
        split_window_ends=(last_month, monthrange(_ORDINARY_YEAR, last_month)[1]),
        split_first_step=leave.SplitStep(row.split_first_days, row.split_first_bonus, row.split_first_acquired),
        split_second_step=leave.SplitStep(row.split_second_days, row.split_second_bonus, row.split_second_acquired),
        split_unbroken_days=row.split_unbroken_days,
        split_unbroken_holidays=row.split_unbroken_holidays,
        split_unbroken_anywhere=row.split_unbroken_anywhere,
        split_counts_days_due=row.split_counts_days_due,
        seniority_steps=tuple(
            leave.SeniorityStep(step.company_years, step.btp_years, step.extra_days) for step in steps
        ),
        accrual_starts=(row.accrual_month, 1),
        taking_starts=(row.taking_month, 1),
    )
