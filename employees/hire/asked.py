"""What the caisse asked to correct in a hire: its words, and where one mends it when it chose a reason of the list."""

from dataclasses import dataclass

from employees.enums import CorrectionReason, HireStep, MovementState
from employees.models import HireDraft, Movement

# The step, and the first field to look at.
_WHERE = {
    CorrectionReason.IDENTITY: (HireStep.IDENTITY, "last_name"),
    CorrectionReason.DATES: (HireStep.CONTRACT, "starts_on"),
    CorrectionReason.CONTRACT: (HireStep.CONTRACT, "contract_kind"),
    CorrectionReason.QUALIFICATION: (HireStep.CONTRACT, "qualification"),
    CorrectionReason.WORK: (HireStep.WORK, "weekly_hours"),
    CorrectionReason.SITE: (HireStep.CONTRACT, "establishment"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """`step` and `field` are empty for a reason that the caisse wrote by hand."""

    message: str
    step: str = ""
    field: str = ""


def asked_of(movement: Movement | None) -> Asked | None:
    """None while the caisse asked for nothing."""
    if movement is None or movement.state != MovementState.TO_CORRECT:
        return None
    for reason, (step, field) in _WHERE.items():
        if movement.message.startswith(str(reason.label)):
            return Asked(movement.message, step, field)
    return Asked(movement.message)


def asked_in(draft: HireDraft | None) -> Asked | None:
    return asked_of(draft.corrects) if draft is not None else None
