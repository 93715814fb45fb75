"""What waits to be done for a company: one explicit list, in the order shown."""

from adherents.declarations.queries import missing_declarations, overdue_balances
from core.pending import PendingSource
from core.rights import Right
from employees.pending import declarations_to_correct, imports_to_check

SOURCES: list[PendingSource] = [
    PendingSource(
        "missing-declarations",
        "déclaration manquante",
        Right.LEGAL_CONSULT,
        missing_declarations,
        "déclarations manquantes",
        "adherents:declarations",
    ),
    PendingSource(
        "overdue-balances",
        "échéance à régler",
        Right.LEGAL_CONSULT,
        overdue_balances,
        "échéances à régler",
        "adherents:declarations",
    ),
    PendingSource(
        "declarations-to-correct",
        "embauche ou sortie à corriger",
        Right.EMPLOYEES_ACT,
        declarations_to_correct,
        "embauches ou sorties à corriger",
        "employees:movements",
    ),
    PendingSource(
        "imports-to-check",
        "import de salariés à vérifier",
        Right.EMPLOYEES_ACT,
        imports_to_check,
        "imports de salariés à vérifier",
        "employees:imports",
    ),
]
