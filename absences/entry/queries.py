"""What one may enter; what an absence was."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from absences.enums import EventKind
from absences.models import Absence, AbsenceEvent, AbsenceKind
from absences.motives import sees_motives, shown_kind
from absences.placing import placed
from absences.queries.rules import leave_is_in_whole_days
from absences.values import AbsenceValues
from core.access import Access
from employees.models import Employee


@dataclass(frozen=True, slots=True)
class HistoryLine:
    label: str
    at: datetime
    by: str
    reason: str
    changes: list[str]


def absence_or_404(access: Access, public_id: str) -> Absence:
    """With its person and its kind. One whose motive this person may not know looks like a random reference."""
    rows = Absence.objects.for_access(access).select_related("kind", "employee__adherent", "split_from__kind")
    absence: Absence | None = rows.filter(public_id=public_id).first()
    if absence is None or (absence.kind.is_sensitive and not sees_motives(access)):
        raise Http404
    return absence


def same_entry(employee: Employee, values: AbsenceValues, *, own: Absence | None = None) -> list[Absence]:
    """The absences that this very entry has already made, when it was sent twice; empty when they are not all there.
    `own`: the absence that was to be changed, and must be one of them.
    """
    met = Absence.objects.filter(adherent_id=employee.adherent_id, employee=employee).meeting(values.stretch)
    rows = list(met.select_related("kind", "employee__adherent").order_by("half_days"))
    same = [row for row in rows if row.kind_id == values.kind.pk and row.note == values.note]
    wins = [row for row in rows if row.kind.covers_leave]
    stretches = [values.stretch, *(row.stretch for row in wins)]
    caisse_id = employee.adherent.caisse_id
    left = placed(values, wins, in_whole_days=leave_is_in_whole_days(caisse_id, stretches)).pieces
    is_there = own is None or any(row.pk == own.pk for row in same)
    return same if is_there and left and [row.stretch for row in same] == left else []


def history_of(access: Access, absence: Absence) -> list[HistoryLine]:
    """The latest first. A note written while the motive was private stays as private."""
    kinds, seen = AbsenceKind.objects.all(), sees_motives(access)
    names = {kind.key: shown_kind(kind, with_motives=seen).name for kind in kinds}
    private = {kind.key for kind in kinds if kind.is_sensitive and not seen}
    events = list(absence.events.all())
    was_private = any(private.intersection(event.changes.get("kind", ())) for event in events)
    kept_back = frozenset({"note"} if was_private else ())
    return [_line(access, event, names, kept_back) for event in events]


def _line(access: Access, event: AbsenceEvent, names: dict[str, str], kept_back: frozenset[str]) -> HistoryLine:
    via = f" ({event.via})" if event.via else ""
    return HistoryLine(
        label=_label(access, event),
        at=event.at,
        by="Votre caisse" if event.by_caisse else f"{event.actor_label}{via}",
        reason=event.reason,
        changes=[
            _change(name, before, after, names)
            for name, (before, after) in event.changes.items()
            if name not in kept_back
        ],
    )


def _label(access: Access, event: AbsenceEvent) -> str:
    """Days given back tell of a stoppage: whoever may not know motives reads of a change."""
    is_told = event.kind != EventKind.GIVEN_BACK or sees_motives(access)
    return str((EventKind(event.kind) if is_told else EventKind.CHANGED).label)


_FIELDS = {"kind": "Nature", "days": "Dates", "note": "Note"}


def _change(name: str, before: str, after: str, names: dict[str, str]) -> str:
    if name == "kind":
        before, after = names.get(before, before), names.get(after, after)
    label = _FIELDS.get(name, name)
    return f"{label} : {before} → {after or 'retirée'}" if before else f"{label} : {after}"
