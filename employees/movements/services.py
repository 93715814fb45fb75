"""The receipt of a declaration: what was sent to the caisse, when, by whom."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from adherents.letterhead import letterhead_of
from core import audit, pdf
from core.access import Access
from core.templatetags.portal import french_date, siren
from employees.enums import MovementState
from employees.models import Movement
from employees.movements.queries import asked_rows, sent_rows

PARIS = ZoneInfo("Europe/Paris")

audit.declare({"employees.receipt_downloaded": "Récépissé téléchargé"})


@transaction.atomic
def print_receipt(*, access: Access, movement: Movement) -> bytes:
    """The PDF; `movement` as `queries.movements.movement_of` reads it."""
    target = f"{movement.reference} · salarié {movement.employment.employee.public_id}"
    audit.record("employees.receipt_downloaded", access=access, target=target)
    return pdf.render("employees/receipt.typ", {"caisse": letterhead_of(movement.adherent.caisse), **_said(movement)})


def _said(movement: Movement) -> dict[str, Any]:
    """The values that the template reads, in words."""
    adherent = movement.adherent
    treated_at = movement.treated_at if movement.state != MovementState.SENT else None
    return {
        "kind": movement.get_kind_display(),
        "is_hire": movement.is_hire,
        "reference": movement.reference,
        "version": movement.version,
        "sent_at": _instant(movement.sent_at),
        "sent_by": movement.sent_by_label,
        "company": adherent.name,
        "siren": siren(adherent.siren),
        "cibtp_id": adherent.cibtp_id,
        "state": movement.get_state_display(),
        "treated_at": _instant(treated_at) if treated_at else "",
        "printed_at": _instant(timezone.now()),
        "sent": [[row.label, row.value] for row in sent_rows(movement)],
        "asked": [[row.label, row.value] for row in asked_rows(movement)],
    }


def _instant(instant: datetime) -> str:
    """To the second, as a proof is dated; in Paris time, whatever the machine's."""
    local = instant.astimezone(PARIS)
    return f"{french_date(local.date())} à {local:%H} h {local:%M} min {local:%S} s"
