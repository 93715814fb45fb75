"""Payments as a table for a file; by salarié and by week for whoever may read wages."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from core.access import Access
from stoppages.models import Reimbursement, ReimbursementLine
from stoppages.page import title_of
from stoppages.policies import sees_wages
from stoppages.reimbursements.queries import payments_of
from stoppages.values import WantedPayments

COLUMNS = ("Versé le", "Virement", "Nature", "Dossier", "Arrêt", "Nature de l’arrêt", "Début de l’arrêt", "Montant (€)")
COLUMNS_BY_PERSON = (
    *("Versé le", "Virement", "Nature", "Dossier", "Arrêt"),
    *("Nom", "Prénom", "Semaine du", "Montant (€)"),
)
_CHUNK = 500
_BESIDE = ("weather__worksite", "sick_leave__employee")


def payment_rows(access: Access, wanted: WantedPayments) -> Iterator[list[object]]:
    """A line a payment for a case; read as the file is written."""
    rows = payments_of(access, wanted).select_related(*(f"case__{name}" for name in _BESIDE))
    for payment in rows.iterator(chunk_size=_CHUNK):
        case: Any = payment.case
        yield [*_head(payment), case.get_nature_display(), case.starts_on, payment.amount]


def person_rows(access: Access, wanted: WantedPayments) -> Iterator[list[object]]:
    """A line a salarié and a week. Nothing for whoever may not read wages."""
    if not sees_wages(access):
        return
    for line in _lines(payments_of(access, wanted)).iterator(chunk_size=_CHUNK):
        person = line.employee
        yield [*_head(line.reimbursement), person.last_name, person.first_name, line.week, line.amount]


def _lines(payments: QuerySet[Reimbursement]) -> QuerySet[ReimbursementLine]:
    beside = (f"reimbursement__case__{name}" for name in _BESIDE)
    rows = ReimbursementLine.objects.filter(reimbursement__in=payments.order_by())
    order = ("-reimbursement__paid_on", "reimbursement__reference", "reimbursement_id", "employee__plain_name", "week")
    return rows.select_related("employee", *beside).order_by(*order)


def _head(payment: Reimbursement) -> list[object]:
    case: Any = payment.case
    return [payment.paid_on, payment.reference, payment.get_kind_display(), case.reference, title_of(case)]
