"""The receipt of a declaration: what was sent to the caisse, when, by whom."""

from typing import Any

from django.db import transaction

from adherents.receipts import receipt_frame, to_the_second
from core import audit, pdf
from core.access import Access
from employees.enums import MovementState
from employees.models import Movement
from employees.movements.queries import asked_rows, sent_rows

audit.declare({"employees.receipt_downloaded": "Récépissé téléchargé"})


@transaction.atomic
def print_receipt(*, access: Access, movement: Movement) -> bytes:
    """The PDF; `movement` as `queries.movements.movement_of` reads it."""
    target = f"{movement.reference} · salarié {movement.employment.employee.public_id}"
    audit.record("employees.receipt_downloaded", access=access, target=target)
    return pdf.render("employees/receipt.typ", {**receipt_frame(movement.adherent), **_said(movement)})


def _said(movement: Movement) -> dict[str, Any]:
    """The values that the template reads, in words."""
    treated_at = movement.treated_at if movement.state != MovementState.SENT else None
    return {
        "kind": movement.get_kind_display(),
        "is_hire": movement.is_hire,
        "reference": movement.reference,
        "version": movement.version,
        "sent_at": to_the_second(movement.sent_at),
        "sent_by": movement.sent_by_label,
        "state": movement.get_state_display(),
        "treated_at": to_the_second(treated_at) if treated_at else "",
        "sent": [[row.label, row.value] for row in sent_rows(movement)],
        "asked": [[row.label, row.value] for row in asked_rows(movement)],
    }
