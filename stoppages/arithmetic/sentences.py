"""How the hours and the amounts were counted, in words that an employer can check with a pencil."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from core.french import plural
from core.templatetags.portal import euros
from stoppages.arithmetic.amounts import FigureKind, Unknown
from stoppages.arithmetic.lines import DayLine, Step, StepKind
from stoppages.arithmetic.sources import Used
from stoppages.arithmetic.steps import steps_of

_TAKEN = "de carence, la première heure perdue (D5424-12)"
_WITH_HOURS = {
    StepKind.LOST: "{hours} {lost}",
    StepKind.REPLACED: "− {hours} d’un autre travail, payé comme travail (D5424-20)",
    StepKind.CARENCE: f"− {{hours}} {_TAKEN}",
    StepKind.OVER_DAY: "− {hours} au-dessus du plafond d’un jour, {limit} (D5424-13)",
    StepKind.OVER_WEEK: "− {hours} au-dessus du plafond d’une semaine, {limit} (D5424-13)",
    StepKind.OVER_YEAR: "− {hours}, les {days} de l’année étant atteints (D5424-14)",
    StepKind.INDEMNIFIED: "= {hours} à indemniser",
    StepKind.REDUCED: "dont {hours} {reimbursed} au taux réduit, dans les {limit} qui suivent une carence (D5424-27)",
}
_WITHOUT_HOURS = {
    StepKind.CARENCE_COUNTED_BEFORE: (
        "Pas de nouvelle carence : l’arrêt continue depuis une semaine précédente, où elle a été comptée (D5424-12)"
    ),
    StepKind.CARENCE_OF_THE_WEEK: (
        "Pas de nouvelle carence : des heures ont déjà été perdues cette semaine, où elle a été comptée (D5424-12)"
    ),
    StepKind.CARENCE_EACH_WEEK: "Votre caisse compte une carence par semaine, même quand l’arrêt continue",
}
_UNKNOWN = {
    FigureKind.HOURLY_CEILING: "Le plafond du salaire horaire pour {year} n’est pas connu ici",
    FigureKind.ALLOWANCE: "L’abattement de la campagne {campaign} n’est pas connu ici",
    FigureKind.DECLARED_WAGES: "Les salaires plafonnés déclarés pour la campagne {campaign} ne sont pas connus ici",
    FigureKind.HEATWAVE_SHARE: "La part remboursée des arrêts pour canicule en {year} n’est pas connue ici",
}
_USED = {
    FigureKind.HOURLY_CEILING: "Plafond du salaire horaire pour {year} : {euros}",
    FigureKind.ALLOWANCE: "Abattement de la campagne {campaign} : {euros}",
    FigureKind.HEATWAVE_SHARE: "Part remboursée des arrêts pour canicule en {year} : {number} %",
}


def day_sentences(line: DayLine) -> Iterator[str]:
    """« 10 heures perdues », « − 1 heure de carence… », « = 9 heures à indemniser »."""
    return map(step_sentence, steps_of(line))


def step_sentence(step: Step) -> str:
    if step.kind in _WITHOUT_HOURS:
        return _WITHOUT_HOURS[step.kind]
    limit = step.limit or Decimal(0)
    return _WITH_HOURS[step.kind].format(
        hours=hours_label(step.hours),
        lost=f"perdue{plural(step.hours)}",
        reimbursed=f"remboursée{plural(step.hours)}",
        limit=hours_label(limit),
        days=f"{number(limit)} jour{plural(limit)}",
    )


def unknown_sentence(unknown: Unknown) -> str:
    return _UNKNOWN[unknown.kind].format(**_period(unknown.since))


def used_sentence(used: Used) -> str:
    """Without its source, which a page shows as a link when it is one."""
    value = used.figure.value
    return _USED[used.kind].format(**_period(used.since), euros=euros(value), number=number(value))


def _period(since: date) -> dict[str, str]:
    return {"year": f"{since.year}", "campaign": f"{since.year}-{since.year + 1}"}


def hours_label(hours: Decimal) -> str:
    return f"{number(hours)} heure{plural(hours)}"


def number(value: Decimal) -> str:
    """With a decimal comma and no useless zero."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
