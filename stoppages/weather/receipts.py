"""The receipt of any declaration: what was sent to the caisse, when, by whom. Never a wage nor an amount."""

from typing import Any

from django.db import transaction

from adherents.receipts import receipt_frame, to_the_second
from core import audit, pdf
from core.access import Access
from stoppages.models import CaseDecision, StoppageDeclaration

audit.declare({"stoppages.receipt_downloaded": "Récépissé d’un arrêt téléchargé"})
_REPLACED, _STANDS = "Remplacée par une version plus récente", "En vigueur"
_FINGERPRINT_GROUP = 8


@transaction.atomic
def print_receipt(*, access: Access, declaration: StoppageDeclaration) -> bytes:
    """The PDF; `declaration` with its case and its company. In the journal, an arrêt de travail has no words."""
    audit.record("stoppages.receipt_downloaded", access=access, target=declaration.reference)
    return pdf.render("stoppages/receipt.typ", {**receipt_frame(declaration.adherent), **_said(declaration)})


def _said(declaration: StoppageDeclaration) -> dict[str, Any]:
    decision = CaseDecision.objects.filter(declaration=declaration, is_current=True).first()
    return {
        "kind": declaration.get_kind_display(),
        "reference": declaration.reference,
        "case": declaration.case.reference,
        "version": declaration.number,
        "sent_at": to_the_second(declaration.sent_at),
        "sent_by": declaration.sent_by_label,
        "state": decision.get_outcome_display() if decision is not None else _stands(declaration),
        "treated_at": to_the_second(decision.decided_at) if decision is not None else "",
        "sent": _texts(declaration.content.get("rows", [])),
        "people": _texts(declaration.content.get("people", [])),
        "due_at": to_the_second(declaration.due_at) if declaration.due_at is not None else "",
        "is_late": declaration.is_late,
        "fingerprint": grouped(declaration.fingerprint),
    }


def grouped(fingerprint: str) -> str:
    """By eight, as one compares two of them."""
    size = _FINGERPRINT_GROUP
    return " ".join(fingerprint[start : start + size] for start in range(0, len(fingerprint), size))


def _stands(declaration: StoppageDeclaration) -> str:
    return _STANDS if declaration.is_current else _REPLACED


def _texts(rows: list[list[Any]]) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in rows]
