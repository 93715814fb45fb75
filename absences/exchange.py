"""Files from the caisse's information system: leave that it paid.

CSV (`;`, UTF-8): reference;paye_le. A day is written 2026-03-31 or 31/03/2026, and is not after today. A line that
cannot be read, or whose leave was not taken into account, is told by its number and left out; the others are recorded.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils import timezone

from absences.models import LeaveDeclaration
from absences.services.declaring import TreatmentRefused, record_payment
from adherents.models import Caisse
from core import audit
from core.dates import read_day
from core.tables.records import Record, records
from employees.exchange.services.people import ADDED, CHANGED, UNCHANGED, Recorded

COLUMNS = frozenset(("reference", "paye_le"))
_BATCH = 1000
_EARLIEST = date(2000, 1, 1)
Line = tuple[int, Record | None]

audit.declare({"absences.payments_recorded": "Paiements de congés reçus de la caisse"})


class _BadLine(ValueError):
    """Why a line is left out."""


def read_leave_payments(*, caisse: Caisse, lines: Iterable[str]) -> Recorded:
    """Each payment in its own transaction; twice the same file changes nothing. Raises `UnreadableTable`."""
    recorded = Recorded()
    for batch in _batches(records(lines, COLUMNS)):
        references = {_reference(row) for _, row in batch if row is not None}
        rows = LeaveDeclaration.objects.filter(adherent__caisse=caisse, reference__in=references)
        declared = {declaration.reference: declaration for declaration in rows}
        for number, row in batch:
            try:
                recorded.counts[_record(row, declared)] += 1
            except (_BadLine, TreatmentRefused) as refusal:
                recorded.refused.append((number, str(refusal)))
    if recorded.has_changed:
        audit.record("absences.payments_recorded", caisse_id=caisse.pk, changes=dict(recorded.counts))
    return recorded


def _record(row: Record | None, declared: dict[str, LeaveDeclaration]) -> str:
    """What the line did."""
    if row is None:
        raise _BadLine("cette ligne n’a pas autant de colonnes que la première")
    declaration = declared.get(_reference(row))
    if declaration is None:
        raise _BadLine("aucun congé déclaré à cette caisse n’a cette référence")
    try:
        paid_on = read_day(row["paye_le"], earliest=_EARLIEST, latest=timezone.localdate())
    except ValidationError as error:
        raise _BadLine(f"paye_le : {error.messages[0]}") from None
    if not record_payment(declaration=declaration, paid_on=paid_on):
        return UNCHANGED
    return ADDED if declaration.paid_on is None else CHANGED


def _reference(row: Record) -> str:
    return row["reference"].upper()


def _batches(rows: Iterator[Line]) -> Iterator[list[Line]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch
