"""The history of an absence, and the journal: one call writes both."""

from typing import Any

from absences.enums import EventKind
from absences.models import Absence, AbsenceEvent
from absences.motives import shown_kind
from core import audit
from core.access import Access

Changes = dict[str, list[str]]

# Days given back tell of a stoppage.
_JOURNAL = {EventKind.GIVEN_BACK: EventKind.CHANGED}

audit.declare({f"absences.{kind}": str(_JOURNAL.get(kind, kind).label) for kind in EventKind})


def note(
    absence: Absence,
    kind: EventKind,
    *,
    access: Access | None = None,
    by: Any = None,
    reason: str = "",
    changes: Changes | None = None,
    in_journal: bool = True,
) -> None:
    """Write the line of the history and that of the journal, in the caller's transaction: `access` for what the company
    does, `by` for the caisse's staff; neither for the caisse's system. The journal is read by people who may not know
    motives: it has none; `in_journal` False: of what it tells otherwise.
    """
    actor = access.user if access is not None else by
    AbsenceEvent.objects.create(
        absence=absence,
        adherent_id=absence.adherent_id,
        kind=kind,
        by_caisse=access is None,
        actor_label=str(actor)[:200] if actor is not None else "",
        via=access.via.firm_name if access is not None else "",
        reason=reason,
        changes=changes or {},
    )
    if in_journal:
        _journal(absence, kind, access, by, reason)


def _journal(absence: Absence, kind: EventKind, access: Access | None, by: Any, reason: str) -> None:
    adherent = absence.employee.adherent
    audit.record(
        f"absences.{_JOURNAL.get(kind, kind)}",
        access=access,
        actor=by,
        caisse_id=adherent.caisse_id,
        adherent_id=adherent.pk,
        tiers_label=adherent.name,
        target=f"salarié {absence.employee.public_id}",
        changes={
            "person": absence.employee.full_name,
            "absence": f"{shown_kind(absence.kind, with_motives=False).name} {absence.stretch.label}",
            **({"motif": reason} if reason else {}),
        },
    )


def changes_between(before: dict[str, str], after: dict[str, str]) -> Changes:
    """What differs, by name, as `[before, after]`."""
    return {name: [before.get(name, ""), text] for name, text in after.items() if before.get(name, "") != text}


def said_of(absence: Absence) -> dict[str, str]:
    """What a line of the history compares: the kind by its key."""
    return {"kind": absence.kind.key, "days": absence.stretch.label, "note": absence.note}
