"""What an entry does, or did, in words."""

from decimal import Decimal

from absences.counting import count
from absences.enums import AbsenceState, Unit
from absences.models import Absence
from absences.motives import sees_motives, shown_kind
from absences.stretches import Stretch
from absences.values import Entered, GivenBack
from core.access import Access
from core.french import counted
from employees.leave.schedules import Schedule, schedules_of

_UNITS = {
    Unit.OUVRABLES: "jour ouvrable",
    Unit.WORKED: "jour de travail,jours de travail",
    Unit.CALENDAR: "jour de calendrier,jours de calendrier",
}
_TOLD = (AbsenceState.DECLARED, AbsenceState.TAKEN_INTO_ACCOUNT, AbsenceState.PAID)


def days_in_words(total: Decimal, unit: str) -> str:
    """« 3 jours ouvrables », « 0,5 jour ouvrable »."""
    return counted(int(total) if total == int(total) else total, _UNITS[Unit(unit)])


def total_of(stretch: Stretch, unit: str, schedule: Schedule) -> Decimal:
    return count(stretch, unit, is_worked=schedule.is_worked, calendar=schedule.calendar).total


def said_entered(access: Access, entered: Entered) -> str:
    """« DUPONT Ahmed, Maladie du 6 août 2026 au 10 août 2026 : 5 jours de calendrier. Les congés … »."""
    first = entered.absences[0]
    schedule = schedules_of(first.adherent_id, [first.employee_id])[first.employee_id]
    kind = shown_kind(first.kind, with_motives=sees_motives(access))
    days = " et ".join(absence.stretch.label for absence in entered.absences)
    total = sum((total_of(one.stretch, kind.unit, schedule) for one in entered.absences), Decimal(0))
    said = f"{first.employee.full_name}, {kind.name} {days} : {days_in_words(total, kind.unit)}."
    return " ".join([said, *(said_given_back(one, schedule, is_done=True) for one in entered.given_back)])


def said_given_back(given: GivenBack, schedule: Schedule, *, is_done: bool) -> str:
    """« Les congés du 3 août 2026 au 14 août 2026 sont coupés : 3 jours ouvrables rendus ; … »."""
    parts = given.parts
    total = days_given_back(given, schedule)
    verb = f"{'sont' if is_done else 'seront'} {'coupés' if parts else 'annulés'}"
    days = f"{days_in_words(total, Unit.OUVRABLES)} rendu{'s' if total >= 2 else ''}"  # noqa: PLR2004
    what = "la modification" if parts else "l’annulation"
    told = f" ; {what} {'est' if is_done else 'sera'} à déclarer à la caisse" if is_told(given.absence) else ""
    return f"Les congés {said_from(given.was)} {verb} : {days}{told}.{_said_beyond(given)}"


def _said_beyond(given: GivenBack) -> str:
    """Half days of leave that the stoppage does not hold."""
    if not given.beyond:
        return ""
    halves = " et ".join(said_from(half) for half in given.beyond)
    return f" Votre caisse ne compte les congés qu’en jours entiers : le congé {halves} est rendu aussi."


def days_given_back(given: GivenBack, schedule: Schedule) -> Decimal:
    """What the leave counted, less what its parts that are left count: the days of rest go with the days of work."""
    left = sum((total_of(part, Unit.OUVRABLES, schedule) for part in given.parts), start=Decimal(0))
    return total_of(given.was, Unit.OUVRABLES, schedule) - left


def said_from(stretch: Stretch) -> str:
    """After a noun: « du 3 août 2026 au 7 août 2026 », « du 3 août 2026 »."""
    return f"du {stretch.label.removeprefix('le ')}" if stretch.label.startswith("le ") else stretch.label


def is_told(leave: Absence) -> bool:
    """The caisse has heard of it, and has not refused it."""
    return leave.state in _TOLD or (leave.state == AbsenceState.CANCELLED and leave.to_declare)
