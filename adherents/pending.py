"""What the section waits for from a company."""

from adherents.declarations.queries import missing_declarations, overdue_balances
from core.pending import PendingSource
from core.rights import Right

SOURCES = (
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
)
