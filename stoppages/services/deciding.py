"""The caisse decides of a case: the whole of what is proposed, line by line, or nothing of it.

Two members of the staff who decide at once: the second one reads again (`ChangedMeanwhile`); so does whoever decides of
what an amendment replaced meanwhile.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from stoppages import emails
from stoppages.enums import CaseState, EventKind, Outcome
from stoppages.models import CaseDecision, DecisionLine, StoppageCase
from stoppages.queries.proposing import Key, Proposal, ProposedLine, proposal_of
from stoppages.queries.standing import current_declaration, open_question
from stoppages.services.cases import touch
from stoppages.services.history import note
from stoppages.services.refusals import ChangedMeanwhile, NotAnyMore, StoppageRefused
from stoppages.services.settling import settle
from stoppages.services.treating import to_treat

# A question that nobody answers does not keep the caisse from deciding.
TO_DECIDE = (CaseState.SENT, CaseState.EXAMINED, CaseState.QUESTION)
# Decided, not paid: another decision may take its place.
REVISABLE = (CaseState.ACCEPTED, CaseState.PARTLY, CaseState.REFUSED)
_UNANSWERED = "Sans réponse à la décision"
_ZERO = Decimal(0)


def accept_as_proposed(*, case: StoppageCase, by: Any, version: int, shown: Decimal | None) -> CaseDecision:
    """`shown`: the total that was read; figures published since make another one. Raises PermissionDenied,
    StoppageRefused.
    """
    with transaction.atomic():
        locked = to_treat(by, case, version=version, states=TO_DECIDE)
        proposal = proposal_of(locked)
        if proposal.total is None:
            raise StoppageRefused("Le montant proposé n’est pas connu : saisissez les montants ligne par ligne.")
        if proposal.total != shown:
            raise ChangedMeanwhile
        lines = [(line, line.amount or _ZERO) for line in proposal.lines]
        return _decide(locked, by, Outcome.ACCEPTED, lines)


def decide_by_line(
    *, case: StoppageCase, by: Any, version: int, outcome: Outcome, amounts: Mapping[Key, Decimal], reason: str = ""
) -> CaseDecision:
    """`amounts`: of every line that is proposed, and of no other. Raises PermissionDenied, StoppageRefused."""
    with transaction.atomic():
        locked = to_treat(by, case, version=version, states=(*TO_DECIDE, *REVISABLE))
        proposal = proposal_of(locked)
        if {line.key for line in proposal.lines} != set(amounts):
            raise ChangedMeanwhile
        _check(outcome, reason, proposal, amounts)
        lines = [(line, amounts[line.key]) for line in proposal.lines]
        return _decide(locked, by, outcome, lines, reason if outcome == Outcome.PARTLY else "")


def refuse(*, case: StoppageCase, by: Any, version: int, reason: str) -> CaseDecision:
    """Raises PermissionDenied, StoppageRefused."""
    with transaction.atomic():
        locked = to_treat(by, case, version=version, states=(*TO_DECIDE, *REVISABLE))
        if not reason:
            raise StoppageRefused("Donnez le motif du refus : l’entreprise le lit.", field="reason")
        return _decide(locked, by, Outcome.REFUSED, [], reason)


def lessened(proposal: Proposal, amounts: Mapping[Key, Decimal]) -> list[ProposedLine]:
    """The lines of which less is given than what is proposed."""
    return [line for line in proposal.lines if line.amount is not None and amounts[line.key] < line.amount]


def raised(proposal: Proposal, amounts: Mapping[Key, Decimal]) -> list[ProposedLine]:
    """The lines of which more is given."""
    return [line for line in proposal.lines if line.amount is not None and amounts[line.key] > line.amount]


def _check(outcome: Outcome, reason: str, proposal: Proposal, amounts: Mapping[Key, Decimal]) -> None:
    if outcome == Outcome.REFUSED:
        raise StoppageRefused("Pour ne rien admettre, refusez le dossier.", field="outcome")
    if any(amount < 0 for amount in amounts.values()):
        raise StoppageRefused("Un montant n’est pas négatif.")
    if outcome == Outcome.PARTLY and not reason:
        raise StoppageRefused("Donnez le motif : l’entreprise le lit.", field="reason")
    if outcome == Outcome.ACCEPTED and lessened(proposal, amounts):
        raise StoppageRefused(
            "Une ligne est au-dessous de la proposition : choisissez « Accepté en partie », et dites pourquoi.",
            field="outcome",
        )


def _decide(
    locked: StoppageCase, by: Any, outcome: Outcome, lines: Iterable[tuple[ProposedLine, Decimal]], reason: str = ""
) -> CaseDecision:
    decision = _written(locked, by, outcome, list(lines), reason)
    _leave_unanswered(locked)
    touch(locked)
    settle(locked)
    said = str(outcome.label)
    note(locked, EventKind.DECIDED, by=by, message=f"{said} : {reason}"[:500] if reason else said)
    emails.decided(locked, decision)
    return decision


def _written(
    locked: StoppageCase, by: Any, outcome: Outcome, lines: list[tuple[ProposedLine, Decimal]], reason: str
) -> CaseDecision:
    declaration = current_declaration(locked)
    if declaration is None:
        raise NotAnyMore(locked.get_state_display())
    locked.casedecisions.filter(is_current=True).update(is_current=False)
    decision = CaseDecision.objects.create(
        case=locked,
        adherent_id=locked.adherent_id,
        declaration=declaration,
        outcome=outcome,
        reason=reason,
        amount=sum((amount for _, amount in lines), _ZERO),
        decided_by=by,
    )
    DecisionLine.objects.bulk_create(
        DecisionLine(
            case=locked,
            adherent_id=locked.adherent_id,
            decision=decision,
            employee_id=line.employee_id,
            week=line.week,
            hours=line.hours,
            proposed=line.amount,
            amount=amount,
        )
        for line, amount in lines
    )
    return decision


def _leave_unanswered(locked: StoppageCase) -> None:
    question = open_question(locked)
    if question is not None:
        question.answered_at, question.answered_by_label = timezone.now(), _UNANSWERED
        question.save(update_fields=["answered_at", "answered_by_label"])
