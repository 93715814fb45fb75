"""Absences as somebody may see them: what every page, file and count of the planning reads."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from absences.models import Absence
from absences.motives import ShownKind, sees_motives, shown_kind
from absences.stretches import Stretch
from core.access import Access


@dataclass(frozen=True, slots=True)
class ShownAbsence:
    """`ref` and `note` are empty for whoever may not know the motive: there is nothing to open."""

    employee_id: int
    ref: str
    kind: ShownKind
    stretch: Stretch
    state: str
    state_words: str
    to_declare: bool
    note: str


def absences_between(
    access: Access, first: date, last: date, *, employee_ids: Collection[int] | None = None, with_motives: bool = True
) -> list[ShownAbsence]:
    """Live ones, by person then by day; `with_motives` False: for what everybody will read. One query."""
    rows = Absence.objects.for_access(access).meeting(Stretch(first, last)).select_related("kind")
    if employee_ids is not None:
        rows = rows.filter(employee_id__in=employee_ids)
    seen = with_motives and sees_motives(access)
    ordered = rows.order_by("employee_id", "starts_on", "starts_at_noon")
    return [shown(row, with_motives=seen) for row in ordered]


def shown(absence: Absence, *, with_motives: bool) -> ShownAbsence:
    kind = shown_kind(absence.kind, with_motives=with_motives)
    is_private = absence.kind.is_sensitive and not with_motives
    return ShownAbsence(
        employee_id=absence.employee_id,
        ref="" if is_private else absence.public_id,
        kind=kind,
        stretch=absence.stretch,
        state=absence.state,
        state_words=absence.state_words,
        to_declare=absence.to_declare,
        note="" if is_private else absence.note,
    )
