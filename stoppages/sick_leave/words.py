"""An arrêt de travail in words: what is read again, what is sent, what was done."""

from absences.entry.words import said_given_back
from core.french import counted
from employees.leave.arithmetic.periods import day_label, span_label
from employees.leave.schedules import schedules_of
from stoppages.models import SickLeave
from stoppages.sick_leave.values import Sent

Rows = list[list[str]]

NOT_REIMBURSED = (
    "Votre caisse ne rembourse rien pour ce motif : l’arrêt est enregistré, et vous n’avez rien d’autre à lui envoyer."
)


def rows_of(leave: SickLeave) -> Rows:
    """What is declared, as the receipt prints it. `first` and `employee` are read with the row."""
    rows = [
        ["Salarié", leave.employee.full_name],
        ["Motif de l’arrêt", leave.get_reason_display()],
        ["Nature", f"Prolongation de l’arrêt {leave.first.reference}" if leave.first else "Premier arrêt"],
        ["Dernier jour travaillé", day_label(leave.last_worked_on)],
        ["Premier jour d’arrêt", day_label(leave.starts_on)],
        ["Fin prévisionnelle", day_label(leave.expected_end_on)],
    ]
    if leave.accident_on is not None:
        rows.append(["Accident ou maladie du", day_label(leave.accident_on)])
    rows.append(["Subrogation", _subrogation(leave)])
    if leave.resumed_on is not None:
        rows.append(["Reprise du travail", day_label(leave.resumed_on)])
        rows.append(["Motif de la reprise", leave.get_resumption_reason_display()])
    return rows


def _subrogation(leave: SickLeave) -> str:
    if leave.subrogation_from is None or leave.subrogation_to is None:
        return "Non"
    return f"Oui, {span_label(leave.subrogation_from, leave.subrogation_to)}"


def said_of_planning(sent: Sent) -> str:
    """What the planning became: « Le planning est à jour. Les congés du … sont coupés : … »."""
    if not sent.given_back:
        return "Le planning est à jour."
    first = sent.given_back[0].absence
    schedule = schedules_of(first.adherent_id, [first.employee_id])[first.employee_id]
    return " ".join(
        ["Le planning est à jour.", *(said_given_back(one, schedule, is_done=True) for one in sent.given_back)]
    )


def said_days(count: int) -> str:
    return counted(count, "jour de calendrier,jours de calendrier")
