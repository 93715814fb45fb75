"""The line of life of a case, as the steps that it goes through."""

from core.steps import Step
from stoppages.enums import CaseState
from stoppages.models import StoppageCase

_DECIDED = (CaseState.ACCEPTED, CaseState.PARTLY, CaseState.REFUSED)
_EXAMINED = (CaseState.EXAMINED, CaseState.QUESTION)
Stage = tuple[str, tuple[CaseState, ...]]
_WRITTEN: tuple[Stage, ...] = (("Brouillon", (CaseState.DRAFT,)),)
_CLOSED: tuple[Stage, ...] = (("Clôture", (CaseState.CLOSED,)),)


def life_of(case: StoppageCase) -> list[Step]:
    """Where it stands is the current one; a case without further action stops where it was left."""
    stages = _stages(case)
    here = _rank(stages, CaseState(case.state))
    if case.state == CaseState.DROPPED:
        labels = [*(label for label, _ in stages[: 2 if _was_sent(case) else 1]), "Sans suite"]
        return _steps(labels, len(labels) - 1)
    return _steps([label for label, _ in stages], here)


def _stages(case: StoppageCase) -> list[Stage]:
    """A label and the states that stand there."""
    state = CaseState(case.state)
    sent: list[Stage] = (
        [("Provisoire", (CaseState.PROVISIONAL,)), ("Définitive", (CaseState.SENT,))]
        if case.is_weather
        else [("Envoyé", (CaseState.SENT,))]
    )
    if state == CaseState.RECORDED:
        # The caisse decides nothing of it.
        return [*_WRITTEN, *sent, (str(state.label), (state,)), *_CLOSED]
    decided = str(state.label) if state in _DECIDED else "Décision"
    is_paid = state != CaseState.REFUSED and (case.is_weather or case.reimbursed)
    return [
        *_WRITTEN,
        *sent,
        ("Question" if state == CaseState.QUESTION else "Examen", _EXAMINED),
        (decided, _DECIDED),
        *([("Remboursement", (CaseState.REIMBURSED,))] if is_paid else []),
        *_CLOSED,
    ]


def _rank(stages: list[Stage], state: CaseState) -> int:
    return next((rank for rank, (_, states) in enumerate(stages) if state in states), 0)


def _steps(labels: list[str], here: int) -> list[Step]:
    return [
        Step(label, "done" if rank < here else "current" if rank == here else "next")
        for rank, label in enumerate(labels)
    ]


def _was_sent(case: StoppageCase) -> bool:
    return case.sent_at is not None
