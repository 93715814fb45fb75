"""The sound lines of an import are applied all together or not at all, by a job, in one transaction.

Those to be corrected wait: corrected, the same file is sent again, where what is recorded changes nothing any more.

Each line is judged again first, against what is recorded at that moment, under lock: if one of them would no longer
do what the page showed, nothing is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from adherents.models import Establishment
from core import audit, queue
from core.access import Access
from core.sealing import Unsealable, unseal
from employees.enums import EventKind, ImportState, MovementKind, Outcome
from employees.hire.services.hire import declare_hires
from employees.imports.known import KnownPeople, LineVerdict
from employees.imports.lines import ReadLine
from employees.imports.services.reading import ImportMoved, access_for
from employees.imports.values import PlaceGone, from_json
from employees.models import Crew, Employee, EmployeeEvent, EmployeeImport, Employment, ImportLine, Movement
from employees.places import Places
from employees.services.history import event_fields
from employees.services.movements import HireRefused, hire_sent_of
from employees.services.numbers import nir_fields
from employees.services.renaming import tell_renamed
from employees.values import ContractValues, NewHire, PersonValues

APPLY = "employees.jobs.apply_import"
APPLICABLE = (ImportState.QUEUED_TO_APPLY, ImportState.APPLYING)
_BATCH = 500
_PERSON = tuple(PersonValues.__dataclass_fields__)
_CONTRACT = tuple(ContractValues.__dataclass_fields__)
_PLACE = ("establishment", "crew")
_NIR = ("nir_sealed", "nir_digest", "masked_nir")
_STALE = (
    "Rien n’a été enregistré : des fiches, des sites ou des équipes ont changé depuis la lecture du fichier. "
    "Envoyez-le de nouveau, puis relisez."
)
_NOT_ALLOWED = "Rien n’a été enregistré : cette personne n’a plus le droit de déclarer des salariés ici."
_BROKEN = "Rien n’a été enregistré, à cause d’une panne : envoyez le fichier de nouveau."

audit.declare({"employees.people_changed": "Fiches modifiées par un fichier"})


class Stale(Exception):
    """Something of the company changed since the lines were read."""


@dataclass(frozen=True, slots=True)
class _LineToWrite:
    """A line with what it does now."""

    read: ReadLine
    verdict: LineVerdict


@transaction.atomic
def request_application(*, access: Access, sent: EmployeeImport) -> None:
    """Have a job apply it, once however often it is asked for.

    Raises ImportMoved: already asked, nothing to do, or its alphabet is not confirmed.
    """
    lines = ImportLine.objects.filter(import_file=sent, outcome__in=(Outcome.NEW, Outcome.CHANGED))
    read = EmployeeImport.objects.for_access(access).filter(pk=sent.pk, state=ImportState.READ)
    confirmed = read.filter(Q(alphabet="") | Q(confirmed_at__isnull=False))
    if not confirmed.update(state=ImportState.QUEUED_TO_APPLY) or not lines.exists():
        raise ImportMoved
    queue.defer(APPLY, import_id=sent.pk, user_id=access.user.pk)


def apply_import(import_id: int, user_id: int) -> None:
    """Write it all, or say why nothing was. Safe to run twice, after a kill, or from two workers at once."""
    waiting = EmployeeImport.objects.filter(pk=import_id, state__in=APPLICABLE)
    if not waiting.update(state=ImportState.APPLYING):
        return
    try:
        _apply(import_id, User.objects.get(pk=user_id))
    except PermissionDenied:
        _fail(import_id, _NOT_ALLOWED)
    except HireRefused as refused:
        _fail(import_id, f"Rien n’a été enregistré. {refused}")
    except (Stale, PlaceGone, Unsealable, IntegrityError):
        _fail(import_id, _STALE)


def give_up_applying(import_id: int) -> None:
    """After the last try of the job."""
    _fail(import_id, _BROKEN)


@transaction.atomic
def _fail(import_id: int, message: str) -> None:
    failed = EmployeeImport.objects.filter(pk=import_id, state__in=APPLICABLE)
    if failed.update(state=ImportState.FAILED, message=message, finished_at=timezone.now()):
        _forget_numbers(import_id)


@transaction.atomic
def _apply(import_id: int, user: User) -> None:
    locked = EmployeeImport.objects.select_for_update().filter(pk=import_id, state=ImportState.APPLYING).first()
    if locked is None:
        return
    access = access_for(locked, user)
    if access is None:
        raise PermissionDenied
    steps = _steps(access, locked)
    _change(access, [step for step in steps if step.verdict.outcome == Outcome.CHANGED], locked.file_name)
    hires = [_hire(step) for step in steps if step.verdict.outcome == Outcome.NEW]
    if hires:
        declare_hires(access=access, hires=hires, by_file=locked.file_name)
    locked.state, locked.finished_at, locked.message, locked.words = ImportState.APPLIED, timezone.now(), "", []
    locked.save(update_fields=["state", "finished_at", "message", "words"])
    _forget_numbers(import_id)


def _forget_numbers(import_id: int) -> None:
    """Once decided, the lines only say what was done."""
    ImportLine.objects.filter(import_file_id=import_id).update(nir_sealed=None)


def _steps(access: Access, sent: EmployeeImport) -> list[_LineToWrite]:
    """Every sound line with what it does, which must be what the page showed. Raises Stale, PlaceGone."""
    sound = ImportLine.objects.filter(import_file=sent).exclude(outcome=Outcome.WRONG)
    lines = list(sound.order_by("number"))
    _hold([line.employee_id for line in lines if line.employee_id is not None])
    places, known = _places(access), KnownPeople(access)
    return [_step(line, places, known) for line in lines]


def _hold(people: Sequence[int]) -> None:
    """Nobody changes these people nor their contracts before the end of the transaction."""
    employees = Employee.objects.filter(pk__in=people).order_by("pk").select_for_update(no_key=True)
    list(employees.values_list("pk", flat=True))
    contracts = Employment.objects.filter(employee_id__in=people).order_by("pk").select_for_update(no_key=True)
    list(contracts.values_list("pk", flat=True))


def _places(access: Access) -> Places:
    """With the closed sites: a contract that is there may change otherwise."""
    sites = Establishment.objects.filter(adherent_id=access.tiers.adherent_id)
    crews = Crew.objects.filter(adherent_id=access.tiers.adherent_id).select_related("establishment")
    return Places(list(sites), list(crews))


def _step(line: ImportLine, places: Places, known: KnownPeople) -> _LineToWrite:
    person, contract = from_json(line.values, places)
    nir = unseal(bytes(line.nir_sealed)) if line.nir_sealed is not None else ""
    given = frozenset({*_PERSON, *_CONTRACT})
    read = ReadLine(line.number, line.name, person, contract, nir, has_no_nir=True, given=given)
    verdict = known.judge(read)
    about = verdict.known.employee.pk if verdict.known is not None else None
    if (verdict.outcome, about, verdict.changes) != (line.outcome, line.employee_id, line.changes):
        raise Stale
    if verdict.outcome == Outcome.NEW and contract.establishment.closed_on is not None:
        raise Stale
    return _LineToWrite(read, verdict)


def _hire(step: _LineToWrite) -> NewHire:
    verdict = step.verdict
    if verdict.person is None or verdict.contract is None:
        raise Stale
    employee = verdict.known.employee if verdict.known is not None else None
    return NewHire(verdict.person, verdict.contract, step.read.nir, employee)


def _change(access: Access, steps: Sequence[_LineToWrite], file_name: str) -> None:
    """The rows of people and of contracts, a line of history each, one of the journal for the file."""
    if not steps:
        return
    people, contracts, events = [], [], []
    for step in steps:
        known, person, contract = step.verdict.known, step.verdict.person, step.verdict.contract
        if known is None or known.latest is None or person is None or contract is None:
            raise Stale
        fields = person.as_fields() | (nir_fields(step.read.nir) if "nir" in step.verdict.changes else {})
        _write_on(known.employee, fields)
        _write_on(known.latest, contract.as_fields())
        people.append(known.employee)
        contracts.append(known.latest)
        said = event_fields(known.employee, EventKind.IMPORTED, access=access, employment=known.latest)
        events.append(EmployeeEvent(**said, changes=step.verdict.changes))
    _save(people, steps, {**{name: (name,) for name in _PERSON}, "nir": _NIR})
    tell_renamed((person, step.verdict.changes) for person, step in zip(people, steps, strict=True))
    # A crew is of its site: the database takes the two together.
    _save(contracts, steps, {**{name: (name,) for name in _CONTRACT}, "establishment": _PLACE, "crew": _PLACE})
    EmployeeEvent.objects.bulk_create(events)
    _tell_the_caisse(contracts)
    counted = {"count": len(steps)}
    audit.record("employees.people_changed", access=access, target=f"fichier {file_name}", changes=counted)


def _write_on(row: Employee | Employment, fields: dict[str, object]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)


def _save(rows: Sequence[Any], steps: Sequence[_LineToWrite], columns: Mapping[str, tuple[str, ...]]) -> None:
    """Field by field, the rows where it changes: all the fields of all the rows would take ten times longer."""
    for name, together in columns.items():
        changed = [row for row, step in zip(rows, steps, strict=True) if name in step.verdict.changes]
        if changed:
            type(changed[0])._default_manager.bulk_update(changed, together, batch_size=_BATCH)


def _tell_the_caisse(contracts: Sequence[Employment]) -> None:
    """A hire that it has not treated yet is shown to it as it is now: whoever had opened it reads it again."""
    by_pk = {contract.pk: contract for contract in contracts}
    hires = list(Movement.objects.open().filter(kind=MovementKind.HIRE, employment_id__in=by_pk).order_by("pk"))
    for hire in hires:
        hire.sent = hire_sent_of(by_pk[hire.employment_id])
    Movement.objects.bulk_update(hires, ["sent"], batch_size=_BATCH)
    Movement.objects.filter(pk__in=[hire.pk for hire in hires]).update(version=F("version") + 1)
