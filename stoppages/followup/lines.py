"""A case as a line of the list: its title, where it stands, what is due and until when, how much."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from stoppages.deadline_words import Deadline, deadline_words
from stoppages.enums import OVER, CaseState, Nature
from stoppages.followup.queries import Listed

_COLOURS = {
    CaseState.DRAFT: "warn",
    CaseState.PROVISIONAL: "warn",
    CaseState.QUESTION: "warn",
    CaseState.SENT: "info",
    CaseState.EXAMINED: "info",
    CaseState.RECORDED: "ok",
    CaseState.ACCEPTED: "ok",
    CaseState.PARTLY: "warn",
    CaseState.REFUSED: "bad",
    CaseState.REIMBURSED: "ok",
}


@dataclass(frozen=True, slots=True)
class CaseLine:
    """`due`: what the company has to do, empty for nothing. `estimated` None: not known, or not for this reader."""

    ref: str
    reference: str
    title: str
    nature: str
    starts_on: date
    ends_on: date | None
    state: str
    colour: str
    due: str
    deadline: Deadline | None
    reimbursed: Decimal
    estimated: Decimal | None


def line_of(case: Listed, now: datetime, *, with_wages: bool) -> CaseLine:
    due_at = case.due_at
    return CaseLine(
        ref=case.ref,
        reference=case.reference,
        title=case.title,
        nature=Nature(case.nature).label,
        starts_on=case.starts_on,
        ends_on=case.ends_on,
        state=CaseState(case.state).label,
        colour=colour_of(case.state),
        due=due_of(case),
        deadline=deadline_words(due_at, now=now) if due_at is not None else None,
        reimbursed=case.reimbursed,
        estimated=case.estimated if with_wages else None,
    )


def colour_of(state: str) -> str:
    return _COLOURS.get(CaseState(state), "")


def due_of(case: Listed) -> str:
    """In a few words; the page of the case says the rest."""
    if case.state in OVER:
        return ""
    if case.state == CaseState.QUESTION:
        return "Réponse à donner à la caisse"
    if case.to_amend:
        return "Modification à envoyer"
    return _weather_due(case) if case.nature == Nature.WEATHER else _sick_leave_due(case)


def _weather_due(case: Listed) -> str:
    if case.state == CaseState.DRAFT:
        return "Déclaration provisoire à envoyer"
    if case.state != CaseState.PROVISIONAL:
        return ""
    return "Déclaration définitive à envoyer" if case.resumes_at is not None else "Reprise du travail à indiquer"


def _sick_leave_due(case: Listed) -> str:
    if case.state == CaseState.DRAFT:
        return "Arrêt à envoyer à la caisse"
    return "Lettre d’information à remettre" if case.due_at is not None else ""
