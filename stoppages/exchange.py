"""Files from the caisse's information system: what it paid of the arrêts.

CSV (`;`, UTF-8): dossier;nature;virement;verse_le;nir;semaine;montant. `nature`: provisoire, complement or definitif;
`semaine`: any day of the week paid; `nir` and `semaine` are empty where the caisse gives the total alone. The lines of
one payment (dossier, nature, virement) follow one another. Days and amounts are written as in the other files. A
payment of which a line cannot be read is left out whole, and told by the number of that line, never with the NIR; the
others are recorded, once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from adherents.models import Caisse
from core import audit
from core.dates import read_day
from core.french import counted
from core.tables.records import Record, records
from employees import nir as nirs
from employees.exchange.services.people import ADDED, UNCHANGED, Recorded
from employees.figures import read_amount
from employees.models import Employee
from stoppages.enums import ReimbursementKind
from stoppages.models import StoppageCase
from stoppages.queries.proposing import Key, monday_of
from stoppages.services.paying import Payment, record_payment
from stoppages.services.refusals import StoppageRefused

COLUMNS = frozenset(("dossier", "nature", "virement", "verse_le", "nir", "semaine", "montant"))
_KINDS = {
    "provisoire": ReimbursementKind.PROVISIONAL,
    "complement": ReimbursementKind.SUPPLEMENT,
    "definitif": ReimbursementKind.FINAL,
}
_EARLIEST = date(2000, 1, 1)
_LONGEST_REFERENCE = 40
_UNKNOWN_CASE = "aucun arrêt envoyé à cette caisse n’a cette référence"
_TOTAL = "total"

audit.declare({"stoppages.payments_recorded": "Remboursements d’arrêts reçus de la caisse"})


@dataclass(slots=True)
class RecordedPayments(Recorded):
    """`amount`: of what was added."""

    amount: Decimal = field(default_factory=Decimal)


class _BadLine(ValueError):
    """Why a payment is left out; `line`: the number of the one that says so."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


Line = tuple[int, Record | None]


def read_payments(*, caisse: Caisse, lines: Iterable[str]) -> RecordedPayments:
    """Each payment in its own transaction; twice the same file changes nothing. Raises `UnreadableTable`."""
    recorded = RecordedPayments()
    for _, group in groupby(records(lines, COLUMNS), key=_payment_of):
        rows = list(group)
        try:
            name, amount = _record(caisse, rows)
            recorded.counts[name] += 1
            recorded.amount += amount
        except _BadLine as refusal:
            recorded.refused.append((refusal.line, str(refusal)))
    if recorded.has_changed:
        changes = {**recorded.counts, _TOTAL: str(recorded.amount)}
        audit.record("stoppages.payments_recorded", caisse_id=caisse.pk, changes=changes)
    return recorded


def _payment_of(line: Line) -> tuple[str, ...]:
    """What the lines of one payment have in common; a line that is not read is alone."""
    number, row = line
    if row is None:
        return (str(number),)
    return row["dossier"].upper(), row["nature"].lower(), row["virement"]


def _record(caisse: Caisse, rows: list[Line]) -> tuple[str, Decimal]:
    """What it did, and the amount that it added."""
    number, first = rows[0]
    if first is None:
        raise _BadLine(number, "cette ligne n’a pas autant de colonnes que la première")
    case = StoppageCase.objects.filter(adherent__caisse=caisse, reference=first["dossier"].upper()).first()
    if case is None:
        raise _BadLine(number, _UNKNOWN_CASE)
    payment = _read(case, number, first, rows)
    try:
        is_new = record_payment(case=case, payment=payment)
    except PermissionDenied:
        # Not to be told from one that does not exist: a motive is nothing to the caisse.
        raise _BadLine(number, _UNKNOWN_CASE) from None
    except StoppageRefused as refusal:
        raise _BadLine(number, refusal.message) from None
    return (ADDED, payment.amount) if is_new else (UNCHANGED, Decimal(0))


def _read(case: StoppageCase, number: int, first: Record, rows: list[Line]) -> Payment:
    kind = _KINDS.get(first["nature"].lower())
    if kind is None:
        raise _BadLine(number, f"nature : écrivez {', '.join(_KINDS)}")
    if not 0 < len(first["virement"]) <= _LONGEST_REFERENCE:
        raise _BadLine(
            number, f"virement : écrivez sa référence, de {counted(_LONGEST_REFERENCE, 'caractère')} au plus"
        )
    paid_on = _day(number, "verse_le", first["verse_le"])
    amounts = list(_amounts(case, rows, first["verse_le"]))
    lines: dict[Key, Decimal] = {}
    for line, key, amount in amounts:
        if key is None and len(amounts) > 1:
            raise _BadLine(line, "une ligne sans salarié est celle du total : elle est seule")
        if key in lines:
            raise _BadLine(line, "ce salarié a déjà une ligne pour cette semaine dans ce versement")
        if key is not None:
            lines[key] = amount
    return Payment(kind, paid_on, first["virement"], sum((amount for *_, amount in amounts), Decimal(0)), lines)


def _amounts(case: StoppageCase, rows: list[Line], paid_on: str) -> Iterator[tuple[int, Key | None, Decimal]]:
    for number, row in rows:
        if row is None:
            raise _BadLine(number, "cette ligne n’a pas autant de colonnes que la première")
        if row["verse_le"] != paid_on:
            raise _BadLine(number, "verse_le : un versement n’a qu’une date")
        try:
            amount = read_amount(row["montant"])
        except ValidationError as error:
            raise _BadLine(number, f"montant : {error.messages[0]}") from None
        yield number, _key(case, number, row), amount


def _key(case: StoppageCase, number: int, row: Record) -> Key | None:
    if not row["nir"] and not row["semaine"]:
        return None
    week = monday_of(_day(number, "semaine", row["semaine"]))
    try:
        digest = nirs.digest(nirs.read_nir(row["nir"]))
    except ValidationError as error:
        raise _BadLine(number, f"nir : {error.messages[0]}") from None
    people = Employee.objects.filter(adherent_id=case.adherent_id, nir_digest=digest)
    employee_id = people.values_list("pk", flat=True).first()
    if employee_id is None or not _is_declared(case, employee_id):
        raise _BadLine(number, "ce dossier ne déclare aucun salarié qui a ce numéro de sécurité sociale")
    return employee_id, week


def _is_declared(case: StoppageCase, employee_id: int) -> bool:
    if not case.is_weather:
        return bool(case.sick_leave.employee_id == employee_id)
    return bool(case.declaredpersons.filter(employee_id=employee_id).exists())


def _day(number: int, column: str, typed: str) -> date:
    try:
        return read_day(typed, earliest=_EARLIEST, latest=timezone.localdate())
    except ValidationError as error:
        raise _BadLine(number, f"{column} : {error.messages[0]}") from None
