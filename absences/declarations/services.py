"""The receipt of a declaration: what was sent to the caisse, when, by whom. Never a private motive."""

from typing import Any

from django.db import transaction

from absences.declarations.queries import sent_rows
from absences.enums import DeclarationState
from absences.models import LeaveDeclaration
from adherents.receipts import receipt_frame, to_the_second
from core import audit, pdf
from core.access import Access

audit.declare({"absences.receipt_downloaded": "Récépissé d’un congé téléchargé"})


@transaction.atomic
def print_receipt(*, access: Access, declaration: LeaveDeclaration) -> bytes:
    """The PDF; `declaration` as `queries.declaration_of` reads it."""
    target = f"{declaration.reference} · salarié {declaration.absence.employee.public_id}"
    audit.record("absences.receipt_downloaded", access=access, target=target)
    return pdf.render("absences/receipt.typ", {**receipt_frame(declaration.adherent), **_said(declaration)})


def _said(declaration: LeaveDeclaration) -> dict[str, Any]:
    treated_at = declaration.treated_at if declaration.state != DeclarationState.SENT else None
    return {
        "kind": declaration.get_kind_display(),
        "reference": declaration.reference,
        "version": 1,
        "sent_at": to_the_second(declaration.sent_at),
        "sent_by": declaration.sent_by_label,
        "state": declaration.get_state_display(),
        "treated_at": to_the_second(treated_at) if treated_at else "",
        "sent": [[row.label, row.value] for row in sent_rows(declaration)],
    }
