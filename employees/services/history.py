"""The history of somebody, and the journal: one call writes both."""

from collections.abc import Mapping
from typing import Any

from core import audit
from core.access import Access
from employees.enums import EventKind
from employees.models import Employee, EmployeeEvent, Employment
from employees.words import in_words

Changes = dict[str, list[str]]

audit.declare({f"employees.{kind}": str(kind.label) for kind in EventKind})


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """The fields of `after` whose values differ, by name, as `[before, after]` texts."""
    return {
        name: [in_words(name, before.get(name)), in_words(name, value)]
        for name, value in after.items()
        if before.get(name) != value
    }


def note(
    employee: Employee,
    kind: EventKind,
    *,
    access: Access | None = None,
    by: Any = None,
    employment: Employment | None = None,
    reason: str = "",
    changes: Changes | None = None,
    target: str = "",
) -> None:
    """Write the line of the history and that of the journal, in the caller's transaction.

    `access` for what the company does, `by` for what the caisse's staff does.
    """
    said = event_fields(employee, kind, access=access, by=by, employment=employment)
    EmployeeEvent.objects.create(**said, reason=reason, changes=changes or {})
    adherent = employee.adherent
    audit.record(
        f"employees.{kind}",
        access=access,
        actor=by,
        caisse_id=adherent.caisse_id,
        adherent_id=adherent.pk,
        tiers_label=adherent.name,
        target=target or f"salarié {employee.public_id}",
        changes={
            "person": employee.full_name,
            "fields": sorted(changes or {}),
            **({"motif": reason} if reason else {}),
        },
    )


def event_fields(
    employee: Employee,
    kind: EventKind,
    *,
    access: Access | None = None,
    by: Any = None,
    employment: Employment | None = None,
) -> dict[str, Any]:
    """What the line says of who acted; for lines written by thousands."""
    actor = access.user if access is not None else by
    return {
        "employee": employee,
        "adherent_id": employee.adherent_id,
        "establishment_id": employment.establishment_id if employment is not None else None,
        "kind": kind,
        "by_caisse": access is None and by is not None,
        "actor_label": str(actor)[:200] if actor is not None else "",
        "via": access.via.firm_name if access is not None else "",
    }
