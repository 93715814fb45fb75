"""The arithmetic in words, so that an employer can check it with a pencil.

French plurals start at two: « 1,5 jour », « 2 jours ».
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from core.french import counted, plural
from employees.leave.arithmetic.lines import Earned, MonthLine, shown
from employees.leave.arithmetic.periods import AccrualPeriod, day_label, month_day_label, month_label
from employees.leave.arithmetic.rule import LeaveRule, SeniorityStep
from employees.leave.arithmetic.splitting import ACQUIRED, DAYS, UNBROKEN, Condition, Split

NO_CONTRACT = "Aucun jour sous contrat pendant cette période : aucun jour acquis"


@dataclass(frozen=True, slots=True)
class Nature:
    """A way to spend a day under contract: how it is named, and what a month of it earns."""

    attribute: str
    full_month: tuple[str, str]
    part_of_month: str
    per_month: Decimal


def earning_steps(lines: tuple[MonthLine, ...], until: date, period: AccrualPeriod, rule: LeaveRule) -> Iterator[str]:
    """Whole months of one nature together, then each of the others."""
    if not lines:
        yield NO_CONTRACT
        return
    if until < period.ends_on:
        yield f"Compté jusqu’au {day_label(until)}"
    natures = _natures(rule)
    full = Counter(nature for line in lines if (nature := _nature_of_full_month(line, natures)))
    yield from (_full_months(nature, full[nature]) for nature in natures if nature in full)
    yield from (_month(line, natures) for line in lines if not _nature_of_full_month(line, natures))


def total_steps(lines: tuple[MonthLine, ...], earned: Earned, acquired: int, rule: LeaveRule) -> Iterator[str]:
    """The limits that bit, then the total and its rounding."""
    if not lines:
        return
    before_max = earned.work + earned.sickness + earned.accident
    if before_max < earned.before_caps:
        sickness, accident = amount(rule.sickness_max_days), amount(rule.accident_max_days)
        yield f"Limite de l’année : {sickness} pour la maladie, {accident} pour l’accident du travail"
    exactly = " (mois non arrondis)" if sum(line.earned for line in lines) != shown(earned.before_caps) else ""
    total = f"Total{exactly} {amount(before_max)}"
    if earned.total < before_max:
        total += f", limité à {amount(earned.total)}"
    yield total if earned.total == acquired else f"{total}, arrondi au jour supérieur : {amount(acquired)}"


def composition_steps(main_leave: int, fifth_week: int) -> Iterator[str]:
    if fifth_week:
        yield f"Dont {amount(main_leave)} de congé principal et {amount(fifth_week)} de cinquième semaine"


def seniority_steps(step: SeniorityStep | None) -> Iterator[str]:
    if step:
        yield (
            f"Ancienneté de plus de {counted(step.company_years, 'an')} dans l’entreprise ou de plus de "
            f"{counted(step.btp_years, 'an')} dans le BTP : {amount(step.extra_days)} de plus"
        )


def taking_steps(period: AccrualPeriod, taken: int) -> Iterator[str]:
    if taken:
        yield f"Congés pris ou à venir {period.taking_label} : {amount(taken, 'ouvrable')}"


def split_steps(split: Split, taken: int, rule: LeaveRule) -> Iterator[str]:
    """What the split adds; once leave was taken, what is missing when it adds nothing."""
    if split.waived_on:
        yield _waived(split, split.waived_on)
    elif split.bonus:
        days = f"{amount(split.days)} du congé principal {_out_of_season(rule)}"
        yield f"Fractionnement, {days} : {amount(split.bonus)} de plus"
    elif taken and split.awaits:
        yield f"Fractionnement : il dépendra des jours encore dus le {day_label(split.awaits)}"
    elif taken and split.missing:
        *firsts, last = (_condition(one, rule) for one in split.missing)
        missing = f"{', '.join(firsts)} et {last}" if firsts else last
        yield f"Fractionnement, pas de jour de plus : il faut au moins {missing}"


def balance_steps(rights: tuple[int, ...], taken: int) -> Iterator[str]:
    """`rights` are the acquired days, then those of seniority and of the split."""
    balance = sum(rights) - taken
    terms = " + ".join(str(days) for days in rights if days) or "0"
    if taken and balance >= 0:
        yield f"Reste {terms} − {taken} = {amount(balance)}"
    elif taken:
        yield f"Pris au-delà des droits, {taken} − {terms if ' ' not in terms else f'({terms})'} = {amount(-balance)}"
    elif " " in terms:
        yield f"Reste {terms} = {amount(balance)}"


def amount(value: Fraction | Decimal | int, adjective: str = "") -> str:
    """« 22,5 jours »; a value that two decimals would pass off as whole is said to be a little more or less."""
    exact = Fraction(value)
    rounded = shown(exact)
    words = f"{number(rounded)} jour{plural(rounded)}"
    if adjective:
        words = f"{words} {adjective}{plural(rounded)}"
    if rounded == exact or rounded != int(rounded):
        return words
    return f"un peu {'plus' if exact > rounded else 'moins'} de {words}"


def number(value: Decimal) -> str:
    """With a decimal comma and no useless zero."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def _condition(condition: Condition, rule: LeaveRule) -> str:
    """« 12 jours d’affilée du 1er mai au 31 octobre (ici 6) »."""
    what = {
        ACQUIRED: "acquis",
        UNBROKEN: "d’affilée" if rule.split_unbroken_anywhere else f"d’affilée {_window(rule)}",
        DAYS: f"du congé principal {_out_of_season(rule)}",
    }[condition.kind]
    return f"{amount(condition.needed)} {what} (ici {condition.reached})"


def _waived(split: Split, signed_on: date) -> str:
    if not split.waived:
        return f"Fractionnement, pas de jour de plus : il y a été renoncé par écrit le {day_label(signed_on)}"
    which = f"au{plural(split.waived, 'quel,xquels')}"
    return f"Fractionnement : {amount(split.waived)}, {which} il a été renoncé par écrit le {day_label(signed_on)}"


def _out_of_season(rule: LeaveRule) -> str:
    if rule.split_counts_days_due:
        return f"encore dus le {month_day_label(rule.split_window_ends)}"
    return f"hors de la période {_window(rule)}"


def _window(rule: LeaveRule) -> str:
    return f"du {month_day_label(rule.split_window_starts)} au {month_day_label(rule.split_window_ends)}"


def _natures(rule: LeaveRule) -> tuple[Nature, ...]:
    accident = "d’accident du travail ou de maladie professionnelle"
    return (
        Nature("work_days", ("mois complet", "mois complets"), "de travail", rule.days_per_month),
        Nature("sickness_days", ("mois de maladie",) * 2, "de maladie", rule.sickness_days_per_month),
        Nature("accident_days", (f"mois {accident}",) * 2, accident, rule.accident_days_per_month),
        Nature("unpaid_days", ("mois d’absence non rémunérée",) * 2, "d’absence non rémunérée", Decimal()),
    )


def _nature_of_full_month(line: MonthLine, natures: tuple[Nature, ...]) -> Nature | None:
    return next((nature for nature in natures if getattr(line, nature.attribute) == line.month_days), None)


def _full_months(nature: Nature, count: int) -> str:
    name = f"{count} {nature.full_month[count > 1]}"
    if not nature.per_month:
        return f"{name} : aucun jour"
    return f"{name} à {amount(nature.per_month)} : {amount(count * Fraction(nature.per_month))}"


def _month(line: MonthLine, natures: tuple[Nature, ...]) -> str:
    """« avril 2026 : 12 jours sous contrat sur 30, soit 12 × 2,5 ÷ 30 = 1 jour »."""
    spent = [(days, nature) for nature in natures if (days := getattr(line, nature.attribute))]
    parts = [f"{days} {nature.part_of_month}" for days, nature in spent if nature is not natures[0]]
    terms = [f"{days} × {number(nature.per_month)}" for days, nature in spent if nature.per_month]
    among = f", dont {' et '.join(parts)}" if parts else ""
    sum_ = terms[0] if len(terms) == 1 else f"({' + '.join(terms)})"
    gives = f"soit {sum_} ÷ {line.month_days} = {amount(line.exact)}" if terms else "aucun jour"
    contract = f"{counted(line.contract_days, 'jour')} sous contrat"
    return f"{month_label(line.month)} : {contract} sur {line.month_days}{among}, {gives}"
