"""Where a case stands, from what was sent, asked, decided and paid.

Nothing else writes `state`, `due_at`, `reimbursed`, nor the days that lists show.
"""

from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum

from stoppages.arithmetic.deadlines import end_of
from stoppages.arithmetic.leave_rights import letter_due_on
from stoppages.enums import CaseState, DeclarationKind
from stoppages.models import CaseDecision, SickLeave, StoppageCase, StoppageDeclaration, WeatherStoppage
from stoppages.queries.figures import figures_for
from stoppages.queries.reimbursing import is_decided_by_the_caisse
from stoppages.queries.standing import (
    current_declaration,
    final_deadline_of,
    holidays_at,
    open_question,
    paris_day,
    provisional_deadline,
)


def settle(case: StoppageCase) -> None:
    """Compute and save, in the caller's transaction."""
    case.reimbursed = case.reimbursements.aggregate(all=Sum("amount"))["all"] or Decimal(0)
    case.state = _state_of(case)
    case.starts_on, case.ends_on = _days_of(case)
    case.due_at = _due_at(case)
    case.save()


def _state_of(case: StoppageCase) -> CaseState:
    if case.closed_at is not None:
        return CaseState.CLOSED
    if case.dropped_at is not None:
        return CaseState.DROPPED
    current = current_declaration(case)
    if current is None:
        is_provisional = case.stoppagedeclarations.filter(kind=DeclarationKind.PROVISIONAL).exists()
        return CaseState.PROVISIONAL if is_provisional else CaseState.DRAFT
    return _treated_state(case, current)


def _treated_state(case: StoppageCase, current: StoppageDeclaration) -> CaseState:
    """An amendment sent after a decision waits for another one."""
    if open_question(case) is not None:
        return CaseState.QUESTION
    decision: CaseDecision | None = case.casedecisions.filter(is_current=True, declaration=current).first()
    if decision is None and not is_decided_by_the_caisse(case):
        return CaseState.RECORDED
    if decision is None:
        is_examined = case.examined_at is not None and case.examined_at >= current.sent_at
        return CaseState.EXAMINED if is_examined else CaseState.SENT
    if case.reimbursed:
        return CaseState.REIMBURSED
    return CaseState(decision.outcome)


def _days_of(case: StoppageCase) -> tuple[date, date | None]:
    if case.is_weather:
        weather: WeatherStoppage = case.weather
        ends = weather.resumes_at and paris_day(weather.resumes_at)
        return paris_day(weather.starts_at), ends
    leave: SickLeave = case.sick_leave
    return leave.starts_on, leave.expected_end_on if leave.resumed_on is None else leave.resumed_on


def _due_at(case: StoppageCase) -> datetime | None:
    """The next deadline of the company."""
    question = open_question(case)
    if question is not None and not case.is_over:
        return end_of(question.due_on) if question.due_on is not None else None
    if case.is_weather:
        return _weather_due_at(case) if case.state in {CaseState.DRAFT, CaseState.PROVISIONAL} else None
    return _letter_due_at(case)


def _weather_due_at(case: StoppageCase) -> datetime | None:
    """The legal day: what a caisse tolerates is said beside it, and is nothing to count on."""
    weather, figures = case.weather, figures_for(case.adherent.caisse_id)
    if case.state == CaseState.DRAFT:
        return provisional_deadline(weather.starts_at, figures)
    if weather.resumes_at is None:
        return None
    deadline = final_deadline_of(weather.resumes_at, figures, holidays_at(case.establishment))
    return deadline.legal_ends_at if deadline is not None else None


def _letter_due_at(case: StoppageCase) -> datetime | None:
    """The salarié is told of their leave within a month of the return (L3141-19-3)."""
    leave: SickLeave = case.sick_leave
    if case.is_over or leave.resumed_on is None or leave.letter_received_on is not None:
        return None
    return end_of(letter_due_on(leave.resumed_on))
