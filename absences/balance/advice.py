"""What the rules say of a leave, in plain words: advice, each with its article when the law has one. No database.

What a rule forbids is refused by the services; everything here may be done all the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from absences.balance.lines import BalanceLine, Weights
from absences.models import AbsenceRule
from absences.stretches import Stretch
from adherents.calendar import months_away
from core.french import counted
from employees.leave.arithmetic import AccrualPeriod, CountDays, LeaveRule
from employees.leave.arithmetic.periods import day_label, day_of_year, month_day_label
from employees.leave.arithmetic.rule import WORKER
from employees.leave.arithmetic.sentences import amount, split_steps
from employees.leave.arithmetic.spans import Days
from employees.leave.arithmetic.splitting import split_of
from employees.leave.arithmetic.taking import Taken, take

MAIN, FIFTH = "paid_leave", "fifth_week"


@dataclass(frozen=True, slots=True)
class Advice:
    """`article`: the rule that says so; `is_warning`: something is to be looked at again."""

    text: str
    article: str = ""
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class PeriodPlan:
    """One taking period with the main leave that it holds, the leave in question included. `acquired` None: not known.

    `waived_on`: when the extra days of the split were given up.
    """

    line: BalanceLine
    acquired: int | None = None
    main_leave: int = 0
    main_days: Days = Days()
    waived_on: date | None = None

    @property
    def period(self) -> AccrualPeriod:
        return self.line.period


@dataclass(frozen=True, slots=True)
class Situation:
    """A leave in question. `at_once`: the jours ouvrables of the leave in a row that it makes with those beside it;
    `was`: its days before it is changed, None when it is new.
    """

    today: date
    key: str
    stretch: Stretch
    days: Weights
    at_once: Decimal
    category: str
    plans: tuple[PeriodPlan, ...]
    count: CountDays
    rule: AbsenceRule
    leave_rule: LeaveRule = field(default_factory=LeaveRule)
    was: Stretch | None = None


def advise(situation: Situation) -> list[Advice]:
    """What is to be looked at again comes first."""
    said = [
        *exceeded(situation),
        *too_long_at_once(situation),
        *change_too_late(situation.today, situation.was, situation.stretch, situation.rule),
        *told_in_time(situation),
        *declared_in_time(situation),
        *unbroken(situation),
        *fifth_week_in_season(situation),
        *split_earned(situation),
        *lost_days(situation),
    ]
    return sorted(said, key=lambda one: not one.is_warning)


def exceeded(situation: Situation) -> Iterator[Advice]:
    for plan in situation.plans:
        line = plan.line
        if line.after is None or line.after_planned is None:
            continue
        so_far = ", d’après ce qui est acquis à ce jour" if line.period.is_running(situation.today) else ""
        if line.after < 0:
            yield Advice(f"Le solde est dépassé de {amount(-line.after, 'ouvrable')}{so_far}.", is_warning=True)
        elif line.after_planned < 0:
            over = -line.after_planned
            yield Advice(
                f"Avec les congés à déclarer, le solde sera dépassé de {amount(over, 'ouvrable')}{so_far}.",
                is_warning=True,
            )


def too_long_at_once(situation: Situation) -> Iterator[Advice]:
    most = situation.rule.most_days_at_once
    if situation.at_once > most:
        yield Advice(
            f"{amount(situation.at_once, 'ouvrable')} d’affilée, pour {most} au plus : il faut une raison propre au "
            "salarié (éloignement géographique, personne handicapée ou âgée dépendante au foyer).",
            "L3141-17",
            is_warning=True,
        )


def change_too_late(today: date, was: Stretch | None, now: Stretch | None, rule: AbsenceRule) -> Iterator[Advice]:
    """`now` None: the leave is cancelled."""
    if was is None or was == now or was.starts_on < today:
        return
    months = rule.change_notice_months
    if today > months_away(was.starts_on, -months):
        yield Advice(
            f"Le départ était prévu dans moins {_months(months)} : l’employeur n’en change plus les dates, sauf "
            "circonstances exceptionnelles.",
            "L3141-16",
            is_warning=True,
        )


def told_in_time(situation: Situation) -> Iterator[Advice]:
    """The order of departures is told to each a month before."""
    starts_on = situation.stretch.starts_on
    if starts_on <= situation.today or situation.was == situation.stretch:
        return
    deadline = months_away(starts_on, -1)
    if situation.today > deadline:
        text = "Départ dans moins d’un mois : les dates se communiquent au salarié un mois à l’avance."
        yield Advice(text, "D3141-6", is_warning=True)
    else:
        yield Advice(f"Communiquez ces dates au salarié au plus tard le {day_label(deadline)}.", "D3141-6")


def declared_in_time(situation: Situation) -> Iterator[Advice]:
    starts_on, lead = situation.stretch.starts_on, situation.rule.lead_days
    if starts_on <= situation.today:
        return
    if lead is None:
        yield Advice("Votre caisse n’a pas fixé de délai pour déclarer un congé : déclarez-le avant le départ.")
        return
    deadline = starts_on - timedelta(days=lead)
    asks = f"Votre caisse demande de déclarer un congé {counted(lead, 'jour')} avant le départ"
    if situation.today > deadline:
        yield Advice(f"{asks}, soit le {day_label(deadline)} : déclarez-le sans attendre.", is_warning=True)
    else:
        yield Advice(f"{asks} : au plus tard le {day_label(deadline)}.")


def unbroken(situation: Situation) -> Iterator[Advice]:
    """Some twelve days in a row of the main leave, in its season."""
    if situation.key != MAIN:
        return
    for plan in situation.plans:
        needed = min(situation.rule.main_leave_unbroken, plan.main_leave)
        taken = _taken(situation, plan)
        if not plan.acquired or taken.unbroken >= needed:
            continue
        season = f"{_season(situation.leave_rule)} {plan.period.taking_starts_on.year}"
        yield Advice(
            f"Aucun congé d’au moins {amount(needed, 'ouvrable')} d’affilée n’est au planning {season} : il en faut un "
            f"(ici {taken.unbroken} au plus).",
            "L3141-18 et L3141-19",
            is_warning=_is_out_of_season(situation, plan),
        )


def fifth_week_in_season(situation: Situation) -> Iterator[Advice]:
    if situation.key != FIFTH or situation.category != WORKER:
        return
    for plan in situation.plans:
        month = situation.rule.fifth_week_last_month
        last = day_of_year(plan.period.taking_ends_on.year, (month, 31))
        if any(day > last.toordinal() for day in _days_of(situation, plan)):
            label = month_day_label((last.month, last.day))
            text = f"Les ouvriers prennent leur cinquième semaine au plus tard le {label} : celle-ci va au-delà."
            yield Advice(text, is_warning=True)


def split_earned(situation: Situation) -> Iterator[Advice]:
    """What is earned; what is missing, once some of this leave is out of season."""
    if situation.key != MAIN:
        return
    for plan in situation.plans:
        if not plan.acquired:
            continue
        taken = _taken(situation, plan)
        split = split_of(
            taken,
            situation.leave_rule,
            plan.period,
            acquired=plan.acquired,
            main_leave=plan.main_leave,
            today=situation.today,
        ).given_up(plan.waived_on)
        if split.bonus or _is_out_of_season(situation, plan):
            yield from (Advice(f"{text}.", "L3141-23") for text in split_steps(split, taken.days, situation.leave_rule))


def lost_days(situation: Situation) -> Iterator[Advice]:
    """Said once the season is over: until then, there is time."""
    for plan in situation.plans:
        left = plan.line.after_planned
        if left is not None and left > 0 and _is_out_of_season(situation, plan):
            ends_on = day_label(plan.period.taking_ends_on)
            text = (
                f"Il restera {amount(left, 'ouvrable')} à prendre au plus tard le {ends_on} : ensuite, ils ne se "
                "prennent plus, sauf report après un arrêt."
            )
            yield Advice(text)


def _taken(situation: Situation, plan: PeriodPlan) -> Taken:
    return take(plan.main_days, situation.leave_rule, main_leave=plan.main_leave, count=situation.count)


def _days_of(situation: Situation, plan: PeriodPlan) -> list[int]:
    first, last = plan.period.taking_starts_on.toordinal(), plan.period.taking_ends_on.toordinal()
    return [day for day in situation.days if first <= day <= last]


def _is_out_of_season(situation: Situation, plan: PeriodPlan) -> bool:
    """Some of the leave in question, as taken from that period."""
    starts, ends = situation.leave_rule.split_window_starts, situation.leave_rule.split_window_ends
    months = ((day.month, day.day) for day in map(date.fromordinal, _days_of(situation, plan)))
    return any(not starts <= one <= ends for one in months)


def _season(rule: LeaveRule) -> str:
    return f"du {month_day_label(rule.split_window_starts)} au {month_day_label(rule.split_window_ends)}"


def _months(months: int) -> str:
    return "d’un mois" if months == 1 else f"de {counted(months, 'mois,mois')}"
