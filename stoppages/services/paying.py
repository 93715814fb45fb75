"""Payments of the caisse, typed on a case or read from its file: each is recorded once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from stoppages import emails
from stoppages.enums import CaseState, EventKind, Outcome, ReimbursementKind
from stoppages.models import CaseDecision, Reimbursement, ReimbursementLine, StoppageCase
from stoppages.queries.awaiting import is_treated_by_the_caisse
from stoppages.queries.proposing import Key
from stoppages.services.cases import touch
from stoppages.services.history import note
from stoppages.services.refusals import NotAnyMore, StoppageRefused
from stoppages.services.settling import settle
from stoppages.services.treating import to_treat

# An amendment or a question sent since the decision does not undo a transfer that was made.
PAYABLE = (
    CaseState.SENT,
    CaseState.EXAMINED,
    CaseState.QUESTION,
    CaseState.ACCEPTED,
    CaseState.PARTLY,
    CaseState.REIMBURSED,
)
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Payment:
    """`lines`: by salarié and week, which add up to the amount; none where the caisse gives the total alone."""

    kind: ReimbursementKind
    paid_on: date
    reference: str
    amount: Decimal
    lines: Mapping[Key, Decimal] = field(default_factory=dict)


def pay(*, case: StoppageCase, by: Any, version: int, payment: Payment) -> tuple[Reimbursement, bool]:
    """The one that is recorded already, and False, when it comes again. Raises PermissionDenied, StoppageRefused."""
    with transaction.atomic():
        # A form sent twice has an old version: what it recorded is what comes back.
        locked = to_treat(by, case, version=None, states=tuple(CaseState))
        known = _known(locked, payment)
        if known is not None:
            return known, False
        to_treat(by, case, version=version, states=PAYABLE)
        return _record(locked, payment, by), True


def record_payment(*, case: StoppageCase, payment: Payment) -> bool:
    """From the caisse's information system; False when it is known already. `case`: of that caisse. Raises
    PermissionDenied for a case that the caisse does not treat, StoppageRefused.
    """
    with transaction.atomic():
        rows = StoppageCase.objects.filter(is_treated_by_the_caisse(), pk=case.pk)
        locked = rows.select_related("adherent__caisse").select_for_update(of=("self",)).first()
        if locked is None:
            raise PermissionDenied
        if _known(locked, payment) is not None:
            return False
        if locked.state not in PAYABLE:
            raise NotAnyMore(locked.get_state_display())
        _record(locked, payment, None)
    return True


def _known(locked: StoppageCase, payment: Payment) -> Reimbursement | None:
    row: Reimbursement | None = locked.reimbursements.filter(reference=payment.reference, kind=payment.kind).first()
    if row is None:
        return None
    lines = {(line.employee_id, line.week): line.amount for line in row.lines.all()}
    if (row.paid_on, row.amount, lines) != (payment.paid_on, payment.amount, dict(payment.lines)):
        raise StoppageRefused(
            "Un versement de cette nature et de cette référence est déjà enregistré pour ce dossier, avec une autre "
            "date ou d’autres montants.",
            field="reference",
        )
    return row


def _record(locked: StoppageCase, payment: Payment, by: Any) -> Reimbursement:
    _check(locked, payment)
    mine = {"case": locked, "adherent_id": locked.adherent_id}
    row = Reimbursement.objects.create(
        kind=payment.kind,
        paid_on=payment.paid_on,
        reference=payment.reference,
        amount=payment.amount,
        recorded_by=by,
        **mine,
    )
    ReimbursementLine.objects.bulk_create(
        ReimbursementLine(reimbursement=row, employee_id=employee_id, week=week, amount=amount, **mine)
        for (employee_id, week), amount in payment.lines.items()
    )
    touch(locked)
    settle(locked)
    note(locked, EventKind.REIMBURSED, by=by, message=f"{row}, virement {row.reference}"[:500])
    emails.reimbursed(locked, row)
    return row


def _check(locked: StoppageCase, payment: Payment) -> None:
    if payment.amount <= 0:
        raise StoppageRefused("Le montant versé est plus grand que zéro.", field="amount")
    if payment.lines and sum(payment.lines.values(), _ZERO) != payment.amount:
        raise StoppageRefused("Les lignes ne font pas le total du versement.", field="amount")
    if any(amount < 0 for amount in payment.lines.values()):
        raise StoppageRefused("Le montant d’une ligne n’est pas négatif.")
    decided: CaseDecision | None = locked.casedecisions.filter(is_current=True).first()
    if decided is None or decided.outcome == Outcome.REFUSED:
        raise StoppageRefused("Ce dossier n’a pas été accepté : il n’y a rien à verser.")
