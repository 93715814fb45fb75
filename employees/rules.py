"""What must agree in what is declared of somebody: messages by the name of the field, in words that say how to mend.

Forms and imports ask here; the database keeps the facts of one row (`models.employments`).
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from core.french import counted
from employees.enums import DATED_CONTRACTS, ContractKind, DepartureReason

Problems = dict[str, str]
# A CDD is neither resigned from nor broken by agreement or dismissal: it is a « rupture anticipée ».
_NOT_FOR_FIXED_TERM = frozenset(
    {
        DepartureReason.RESIGNATION,
        DepartureReason.DISMISSAL,
        DepartureReason.ECONOMIC_DISMISSAL,
        DepartureReason.MUTUAL_TERMINATION,
    }
)
_ONLY_DATED = frozenset({DepartureReason.END_OF_FIXED_TERM, DepartureReason.EARLY_END})


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of a person and of a contract, as far as they are known."""

    starts_on: date | None = None
    planned_end_on: date | None = None
    birth_on: date | None = None
    in_btp_since: date | None = None


def contract_problems(*, contract_kind: str, fixed_term_reason: str, worksite: str, dates: Dates) -> Problems:
    """A CDD has its end and its reason, a CDI de chantier its worksite; what ends does not end before it starts."""
    problems: Problems = {}
    start, end = dates.starts_on, dates.planned_end_on
    if contract_kind == ContractKind.FIXED_TERM:
        if end is None:
            problems["planned_end_on"] = "Un CDD a une fin prévue : indiquez-la."
        if not fixed_term_reason:
            problems["fixed_term_reason"] = "Un CDD a un motif : choisissez-le dans la liste."
    elif fixed_term_reason:
        problems["fixed_term_reason"] = "Ce motif ne vaut que pour un CDD : retirez-le, ou changez de contrat."
    if contract_kind not in DATED_CONTRACTS and end is not None:
        problems["planned_end_on"] = "Ce contrat n’a pas de fin prévue : laissez vide, ou changez de contrat."
    if contract_kind == ContractKind.WORKSITE and not worksite:
        problems["worksite"] = "Un CDI de chantier porte le nom du chantier : indiquez-le."
    if start is not None and end is not None and end < start:
        problems["planned_end_on"] = (
            f"La fin prévue est avant le premier jour, le {start:%d/%m/%Y} : vérifiez les deux."
        )
    return problems


def age_problems(dates: Dates) -> Problems:
    """Old enough to work on the first day, and not born in another century by mistake."""
    birth, start = dates.birth_on, dates.starts_on
    problems: Problems = {}
    if birth is not None and start is not None:
        age = years_between(birth, start)
        if age < settings.EMPLOYEE_MIN_AGE:
            problems["birth_on"] = (
                f"Cette personne aurait {counted(max(age, 0), 'an')} le premier jour : il en faut "
                f"{settings.EMPLOYEE_MIN_AGE} pour travailler. Vérifiez les deux dates."
            )
        elif age > settings.EMPLOYEE_MAX_AGE:
            problems["birth_on"] = (
                f"Cette personne aurait {counted(age, 'an')} le premier jour : vérifiez les deux dates."
            )
    since = dates.in_btp_since
    if since is not None and start is not None and since > start:
        problems["in_btp_since"] = "Cette date est après le premier jour : vérifiez les deux."
    if since is not None and birth is not None and years_between(birth, since) < settings.EMPLOYEE_MIN_AGE:
        problems["in_btp_since"] = "Cette personne était alors trop jeune : vérifiez cette date et celle de naissance."
    return problems


def is_declared_late(starts_on: date, today: date) -> bool:
    """Later after the first day than the caisse expects; it takes the hire all the same."""
    return today - starts_on > settings.HIRE_DECLARATION_EXPECTED


def departure_reasons(contract_kind: str) -> list[DepartureReason]:
    """Those of the closed list by which such a contract may end, in its order."""
    left_out = _NOT_FOR_FIXED_TERM if contract_kind == ContractKind.FIXED_TERM else frozenset()
    if contract_kind not in DATED_CONTRACTS:
        left_out |= _ONLY_DATED
    if contract_kind != ContractKind.WORKSITE:
        left_out |= {DepartureReason.END_OF_WORKSITE}
    return [reason for reason in DepartureReason if reason not in left_out]


def last_day_problem(last_day: date, *, starts_on: date, planned_end_on: date | None) -> str:
    """Why a contract cannot end that day: before it starts, or after its planned end; empty when it can."""
    if last_day < starts_on:
        return f"Le contrat commence le {starts_on:%d/%m/%Y} : le dernier jour ne peut pas être avant."
    if planned_end_on is not None and last_day > planned_end_on:
        return (
            f"Ce contrat se termine le {planned_end_on:%d/%m/%Y} : s’il est prolongé, demandez d’abord sa modification."
        )
    return ""


def years_between(birth: date, day: date) -> int:
    """Whole years, as one says one's age."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
