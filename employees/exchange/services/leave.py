"""The caisse's figures of leave, and the absences that it knows of, written in batches; twice changes nothing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from adherents.models import Caisse
from core import audit
from employees.exchange.services.people import ADDED, CHANGED, REMOVED, UNCHANGED, Key, Recorded, batches
from employees.models import Employee, KnownAbsence, LeaveRight

audit.declare(
    {
        "employees.leave_rights_recorded": "Droits à congés reçus de la caisse",
        "employees.absences_recorded": "Absences connues reçues de la caisse",
    }
)
UNKNOWN = "aucun salarié de cette entreprise n’a ce numéro de sécurité sociale"
_OLDER = "des chiffres arrêtés plus tard sont déjà enregistrés pour cette période"


@dataclass(frozen=True, slots=True)
class RightLine:
    """Figures of one period. `values`: the fields of `LeaveRight` by their names, the period among them."""

    line: int
    key: Key
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """One absence; withdrawn: the caisse no longer knows of it."""

    line: int
    key: Key
    kind: str
    starts_on: date
    ends_on: date
    is_withdrawn: bool = False


@transaction.atomic
def record_leave_rights(*, caisse: Caisse, lines: Iterable[RightLine]) -> Recorded:
    """Write the figures that are new or different; figures never go back to an earlier day."""
    recorded = Recorded()
    for lot in batches(lines):
        recorded.counts.update(_record_rights(lot, recorded))
    _journal("employees.leave_rights_recorded", caisse, recorded)
    return recorded


@transaction.atomic
def record_known_absences(*, caisse: Caisse, lines: Iterable[AbsenceLine]) -> Recorded:
    """Write the absences that are new, longer, shorter or withdrawn."""
    recorded = Recorded()
    for lot in batches(lines):
        recorded.counts.update(_record_absences(lot, recorded))
    _journal("employees.absences_recorded", caisse, recorded)
    return recorded


def _record_rights(lines: tuple[RightLine, ...], recorded: Recorded) -> Counter[str]:
    people = _people(lines, recorded)
    starts = {line.values["starts_on"] for line in lines}
    rows = LeaveRight.objects.select_for_update().filter(employee__in=people.values(), starts_on__in=starts)
    known = {(row.employee_id, row.starts_on): row for row in rows}
    added: list[LeaveRight] = []
    changed: dict[int, LeaveRight] = {}
    counts: Counter[str] = Counter()
    for line in lines:
        if line.key not in people:
            continue
        employee_id, values = people[line.key], line.values
        row = known.get((employee_id, values["starts_on"]))
        if row is None:
            row = LeaveRight(employee_id=employee_id, adherent_id=line.key[0], **values)
            known[employee_id, values["starts_on"]] = row
            added.append(row)
            counts[ADDED] += 1
        elif row.stated_on > values["stated_on"]:
            recorded.refused.append((line.line, _OLDER))
        else:
            counts[_update(row, values, changed)] += 1
    LeaveRight.objects.bulk_create(added)
    LeaveRight.objects.bulk_update(changed.values(), [*_names(lines), "received_at"])
    return counts


def _names(lines: tuple[RightLine, ...]) -> list[str]:
    return list(lines[0].values)


def _record_absences(lines: tuple[AbsenceLine, ...], recorded: Recorded) -> Counter[str]:
    people = _people(lines, recorded)
    starts = {line.starts_on for line in lines}
    rows = KnownAbsence.objects.select_for_update().filter(employee__in=people.values(), starts_on__in=starts)
    known = {(row.employee_id, row.kind, row.starts_on): row for row in rows}
    added: dict[tuple[int, str, date], KnownAbsence] = {}
    changed: dict[int, KnownAbsence] = {}
    removed: list[int] = []
    counts: Counter[str] = Counter()
    for line in lines:
        if line.key not in people:
            continue
        key = people[line.key], line.kind, line.starts_on
        row = known.get(key) or added.get(key)
        if line.is_withdrawn:
            known.pop(key, None)
            added.pop(key, None)
            removed += [row.pk] if row is not None and row.pk is not None else []
            counts[REMOVED if row is not None else UNCHANGED] += 1
        elif row is None:
            added[key] = KnownAbsence(
                employee_id=key[0], adherent_id=line.key[0], kind=key[1], starts_on=key[2], ends_on=line.ends_on
            )
            counts[ADDED] += 1
        else:
            counts[_update(row, {"ends_on": line.ends_on}, changed)] += 1
    KnownAbsence.objects.filter(pk__in=removed).delete()
    KnownAbsence.objects.bulk_create(added.values())
    KnownAbsence.objects.bulk_update([row for pk, row in changed.items() if pk not in removed], _ABSENCE_COLUMNS)
    return counts


_ABSENCE_COLUMNS = ("ends_on", "received_at")


def _people(lines: tuple[RightLine, ...] | tuple[AbsenceLine, ...], recorded: Recorded) -> dict[Key, int]:
    """The people of these lines by their numbers; the lines of those that are unknown are refused."""
    wanted = Q(adherent__in={line.key[0] for line in lines}, nir_digest__in={line.key[1] for line in lines})
    rows = Employee.objects.filter(wanted).values_list("adherent_id", "nir_digest", "pk")
    by_number = {(adherent_id, number): pk for adherent_id, number, pk in rows}
    recorded.refused += [(line.line, UNKNOWN) for line in lines if line.key not in by_number]
    return by_number


def _update(row: Any, values: dict[str, Any], changed: dict[int, Any]) -> str:
    """What became of the row; when something differs, the row has it."""
    if all(getattr(row, name) == value for name, value in values.items()):
        return UNCHANGED
    for name, value in values.items():
        setattr(row, name, value)
    row.received_at = timezone.now()
    if row.pk is not None:
        changed[row.pk] = row
    return CHANGED


def _journal(action: str, caisse: Caisse, recorded: Recorded) -> None:
    if recorded.has_changed:
        audit.record(action, caisse_id=caisse.pk, changes=dict(recorded.counts))
