"""Files from the caisse's information system: the months of its companies, as CSV (`;`, UTF-8, decimal comma or point).

identifiant;siret;mois;etat;message;exigible_le;base_conges;base_intemperies;cotisation_conges;cotisation_intemperies;
cotisation_prevention;regle

`siret` empty: the company as a whole. `mois`: 2026-03. `etat`: declaree, manquante, anomalie. `exigible_le` empty: the
network's rule. A line that cannot be read is told and left out; the others are recorded.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from adherents.enums import PeriodState
from adherents.exchange.services import Period, record_declarative_periods
from adherents.models import Adherent, Caisse, Establishment
from core.french import counted
from core.identifiers import compact_digits, normalise_cibtp_id
from core.tables.records import Record, records

COLUMNS = {
    "base_conges": "leave_base",
    "base_intemperies": "weather_base",
    "cotisation_conges": "leave_contribution",
    "cotisation_intemperies": "weather_contribution",
    "cotisation_prevention": "prevention_contribution",
    "regle": "paid",
}
REQUIRED = frozenset({"identifiant", "siret", "mois", "etat", *COLUMNS})
_STATES = {
    "declaree": PeriodState.DECLARED,
    "manquante": PeriodState.MISSING,
    "anomalie": PeriodState.ANOMALY,
}
_MESSAGE_MAX_LENGTH = 300
_LARGEST = Decimal(10) ** 10
_SIGNED = frozenset({"leave_contribution", "weather_contribution", "prevention_contribution", "paid"})


class BadLine(ValueError):
    """Why a line is left out."""


@dataclass(slots=True)
class Report:
    """What became of a file; `refused`: line number and reason."""

    counts: dict[str, int] = field(default_factory=dict)
    refused: list[tuple[int, str]] = field(default_factory=list)


def read_periods(*, caisse: Caisse, lines: Iterable[str]) -> Report:
    """Record a file of that caisse. Raises `UnreadableTable` when it is no such file."""
    rows = records(lines, REQUIRED)
    report = Report()
    companies = dict(Adherent.objects.filter(caisse=caisse).values_list("cibtp_id", "pk"))
    sites = _sites_of(caisse)
    report.counts = record_declarative_periods(
        caisse_id=caisse.pk, periods=_periods(rows, companies, sites, report.refused)
    )
    return report


def _periods(
    rows: Iterable[tuple[int, Record | None]],
    companies: dict[str, int],
    sites: dict[tuple[int, str], int],
    refused: list[tuple[int, str]],
) -> Iterator[Period]:
    for number, row in rows:
        try:
            if row is None:
                raise BadLine("cette ligne n’a pas autant de colonnes que la première")
            yield _period(row, companies, sites)
        except BadLine as error:
            refused.append((number, str(error)))


def _sites_of(caisse: Caisse) -> dict[tuple[int, str], int]:
    rows = Establishment.objects.filter(adherent__caisse=caisse).values_list("adherent_id", "siret", "pk")
    return {(adherent_id, siret): pk for adherent_id, siret, pk in rows}


def _period(row: dict[str, Any], companies: dict[str, int], sites: dict[tuple[int, str], int]) -> Period:
    adherent_id = companies.get(normalise_cibtp_id(row["identifiant"] or ""))
    if adherent_id is None:
        raise BadLine("cet identifiant n’est celui d’aucune entreprise de la caisse")
    siret = compact_digits(row["siret"] or "")
    if siret and (adherent_id, siret) not in sites:
        raise BadLine("l’entreprise n’a pas d’établissement avec ce SIRET")
    state = _STATES.get((row["etat"] or "").strip().lower())
    if state is None:
        raise BadLine("etat : mettez declaree, manquante ou anomalie")
    message = (row.get("message") or "").strip()
    amounts = {name: _amount(row[column], column, signed=name in _SIGNED) for column, name in COLUMNS.items()}
    _check(state, message, amounts)
    month = _day(f"{(row['mois'] or '').strip()}-01", "mois", "2026-02")
    return Period(
        adherent_id=adherent_id,
        establishment_id=sites[adherent_id, siret] if siret else None,
        month=month,
        state=state,
        message=message,
        due_on=_due_on(row, month),
        **amounts,
    )


def _due_on(row: dict[str, Any], month: date) -> date | None:
    written = (row.get("exigible_le") or "").strip()
    if not written:
        return None
    day = _day(written, "exigible_le", "2026-02-03")
    if day <= month:
        raise BadLine("exigible_le : cette date précède le mois")
    return day


def _check(state: PeriodState, message: str, amounts: dict[str, Decimal]) -> None:
    if len(message) > _MESSAGE_MAX_LENGTH:
        raise BadLine(f"message : {counted(_MESSAGE_MAX_LENGTH, 'caractère')} au plus")
    if state == PeriodState.ANOMALY and not message:
        raise BadLine("message : une anomalie porte le sien")
    figures = [amount for name, amount in amounts.items() if name != "paid"]
    if state == PeriodState.MISSING and any(figures):
        raise BadLine("une déclaration manquante n’a pas de montants")


def _day(text: str, column: str, like: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadLine(f"{column} : écrivez-le comme {like}") from None


def _amount(text: str | None, column: str, *, signed: bool) -> Decimal:
    written = (text or "").replace("\N{NARROW NO-BREAK SPACE}", "").replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    try:
        amount = Decimal(written.replace(",", ".") or "0")
        exact = amount.is_finite() and abs(amount) < _LARGEST and amount == amount.quantize(Decimal("0.01"))
    except InvalidOperation:
        exact = False
    if not exact or (amount < 0 and not signed):
        raise BadLine(f"{column} : écrivez un montant, comme 1234,50")
    return amount
