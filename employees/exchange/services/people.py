"""What the caisse's information system says of the people of its companies, written in batches.

A file that is recorded twice changes nothing. The NIR comes here sealed already.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.db import transaction

from adherents.models import Caisse
from core import audit
from employees.enums import OPEN_STATES, CaisseState, EventKind, MovementKind, MovementState
from employees.models import Employee, EmployeeEvent, Employment, Movement
from employees.services.history import Changes, changes_between
from employees.services.renaming import tell_renamed
from employees.services.settling import settle
from employees.signals import employee_left

BATCH = 1000
ADDED, CHANGED, UNCHANGED, REMOVED = "added", "changed", "unchanged", "removed"
Key = tuple[int, str]
"""Somebody in a company: its id, and the digest of the NIR."""

_NIR = ("nir_sealed", "nir_digest", "masked_nir")

audit.declare({"employees.people_recorded": "Salariés et contrats reçus de la caisse"})


class LineRefused(Exception):
    """The line contradicts what is known; `str()` says how, never with the NIR."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody and one of their contracts. `nir`: the three columns; what is absent of the others is left as it is."""

    line: int
    adherent_id: int
    nir: dict[str, Any]
    person: dict[str, Any]
    contract: dict[str, Any]

    @property
    def key(self) -> Key:
        return self.adherent_id, self.nir["nir_digest"]


@dataclass(slots=True)
class Recorded:
    """How many lines did what; those refused, by their numbers, with the reason."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[int, str]] = field(default_factory=list)

    @property
    def has_changed(self) -> bool:
        return any(self.counts[name] for name in (ADDED, CHANGED, REMOVED))


@transaction.atomic
def record_people(*, caisse: Caisse, lines: Iterable[PersonLine]) -> Recorded:
    """Add or bring up to date people and their contracts, as recorded by the caisse: no movement is made."""
    recorded = Recorded()
    for lot in batches(lines):
        batch = _load(lot)
        for line in lot:
            try:
                recorded.counts[batch.read(line)] += 1
            except LineRefused as refused:
                recorded.refused.append((line.line, str(refused)))
        batch.write()
    if recorded.has_changed:
        audit.record("employees.people_recorded", caisse_id=caisse.pk, changes=dict(recorded.counts))
    return recorded


@dataclass(slots=True)
class _Batch:
    """What is known of the people of some lines, and what these lines change."""

    people: dict[Key, Employee]
    contracts: dict[Key, list[Employment]]
    # By employment: the movements that the caisse has not treated, and the departures that it has recorded.
    waiting: set[int]
    departed: set[int]
    new_people: list[Employee] = field(default_factory=list)
    new_contracts: list[Employment] = field(default_factory=list)
    changed_people: list[Employee] = field(default_factory=list)
    renamed: list[tuple[Employee, Changes]] = field(default_factory=list)
    changed_contracts: list[Employment] = field(default_factory=list)
    ended: list[Employment] = field(default_factory=list)
    events: list[EmployeeEvent] = field(default_factory=list)

    def read(self, line: PersonLine) -> str:
        """What the line does. Raises LineRefused, before anything is changed."""
        contracts = self.contracts[line.key]
        starts_on = line.contract["starts_on"]
        contract = next((known for known in contracts if known.starts_on == starts_on), None)
        values = self._contract_values(line, contract)
        _check_overlap(contracts, contract, values)
        employee = self.people.get(line.key)
        if employee is None:
            employee = self._new_person(line)
        has_changed = self._update_person(employee, line)
        if contract is None:
            self._new_contract(employee, contracts, values)
            return ADDED
        return CHANGED if self._update_contract(contract, values) or has_changed else UNCHANGED

    def write(self) -> None:
        Employee.objects.bulk_create(self.new_people)
        _bulk_update(self.changed_people, [*_columns_of(Employee), *_NIR])
        tell_renamed(self.renamed)
        Employment.objects.bulk_create(self.new_contracts)
        _bulk_update(self.changed_contracts, _columns_of(Employment))
        EmployeeEvent.objects.bulk_create(self.events)
        touched = [*self.new_contracts, *self.changed_contracts]
        if touched:
            settle(
                employment_ids=[contract.pk for contract in touched],
                employee_ids=list({contract.employee_id for contract in touched}),
            )
        for contract in self.ended:
            employee_left.send(sender=Employment, employment=contract, access=None)

    def _contract_values(self, line: PersonLine, contract: Employment | None) -> dict[str, Any]:
        """A departure that was declared here keeps its day; a declaration that waits is not written over."""
        values = dict(line.contract)
        if contract is None:
            return values
        if contract.pk in self.waiting:
            raise LineRefused("une embauche ou une sortie de ce contrat attend d’être traitée")
        if contract.pk in self.departed:
            values.pop("ends_on")
        if contract.establishment_id != values["establishment"].pk:
            values["crew"] = None
        return values

    def _new_person(self, line: PersonLine) -> Employee:
        employee = Employee(adherent_id=line.adherent_id, **line.person, **line.nir)
        self.people[line.key] = employee
        self.new_people.append(employee)
        return employee

    def _update_person(self, employee: Employee, line: PersonLine) -> bool:
        """Also gives their number to somebody whose number was not known."""
        changes = _write(employee, line.person)
        if not employee.nir_digest:
            for name, value in line.nir.items():
                setattr(employee, name, value)
            changes["nir"] = ["", employee.masked_nir]
        if changes:
            self.changed_people.append(employee)
            self.renamed.append((employee, changes))
            self._note(employee, EventKind.CHANGED, changes)
        return bool(changes)

    def _new_contract(self, employee: Employee, contracts: list[Employment], values: dict[str, Any]) -> None:
        # Not current until settled: the person may have another.
        contract = Employment(
            adherent_id=employee.adherent_id,
            employee=employee,
            caisse_state=CaisseState.RECORDED,
            is_current=False,
            **values,
        )
        contracts.append(contract)
        self.new_contracts.append(contract)
        self._note(employee, EventKind.HIRE_ACCEPTED, {}, contract)

    def _update_contract(self, contract: Employment, values: dict[str, Any]) -> bool:
        changes = _write(contract, values)
        if changes and contract not in self.new_contracts:
            self.changed_contracts.append(contract)
            self._note(contract.employee, EventKind.CHANGED, changes, contract)
            if "ends_on" in changes:
                self.ended.append(contract)
        return bool(changes)

    def _note(self, employee: Employee, kind: EventKind, changes: Changes, contract: Employment | None = None) -> None:
        site_id = contract.establishment_id if contract is not None else None
        self.events.append(
            EmployeeEvent(
                employee=employee,
                adherent_id=employee.adherent_id,
                establishment_id=site_id,
                kind=kind,
                by_caisse=True,
                changes=changes,
            )
        )


def _load(lines: tuple[PersonLine, ...]) -> _Batch:
    people = _people(lines)
    rows = Employment.objects.real().filter(employee__in=[employee.pk for employee in people.values()])
    by_person: dict[int, list[Employment]] = defaultdict(list)
    for contract in rows.select_related("establishment", "employee"):
        by_person[contract.employee_id].append(contract)
    contracts = defaultdict(list, {key: by_person[employee.pk] for key, employee in people.items()})
    movements = list(
        Movement.objects.live()
        .filter(employment__employee__in=list(by_person))
        .values_list("employment_id", "kind", "state")
    )
    return _Batch(
        people=people,
        contracts=contracts,
        waiting={pk for pk, _, state in movements if state in OPEN_STATES},
        departed={
            pk for pk, kind, state in movements if kind == MovementKind.DEPARTURE and state == MovementState.ACCEPTED
        },
    )


def _people(lines: tuple[PersonLine, ...]) -> dict[Key, Employee]:
    """By their number; failing that, those of the same name and birth date whose number is not known."""
    companies = {line.adherent_id for line in lines}
    rows = Employee.objects.select_for_update().order_by("pk").filter(adherent__in=companies)
    numbers = {line.nir["nir_digest"] for line in lines}
    by_number = {(row.adherent_id, row.nir_digest): row for row in rows.filter(nir_digest__in=numbers)}
    unnumbered = list(rows.filter(nir_digest="", birth_on__in={line.person["birth_on"] for line in lines}))
    for line in lines:
        if line.key not in by_number and (row := _same_person(unnumbered, line)):
            unnumbered.remove(row)
            by_number[line.key] = row
    return by_number


def _same_person(rows: list[Employee], line: PersonLine) -> Employee | None:
    names = line.person["last_name"], line.person["first_name"], line.person["birth_on"]
    return next((row for row in rows if row.adherent_id == line.adherent_id and row.is_same_person(*names)), None)


def _check_overlap(contracts: list[Employment], contract: Employment | None, values: dict[str, Any]) -> None:
    ends_on = values["ends_on"] if "ends_on" in values or contract is None else contract.ends_on
    for other in contracts:
        is_apart = _end(ends_on) < other.starts_on or _end(other.ends_on) < values["starts_on"]
        if other is not contract and not is_apart:
            raise LineRefused(f"un autre contrat, du {other.starts_on:%d/%m/%Y}, couvre une partie de ces jours")


def _end(day: date | None) -> date:
    return day or date.max


def _write(row: Employee | Employment, values: dict[str, Any]) -> Changes:
    changes = changes_between({name: getattr(row, name) for name in values}, values)
    for name, value in values.items():
        setattr(row, name, value)
    return changes


def _columns_of(model: type[Employee] | type[Employment]) -> list[str]:
    """What a line may change."""
    left = {"id", "adherent", "employee", "public_id", "created_at", "plain_name", "caisse_state", "is_current", *_NIR}
    return [column.name for column in model._meta.concrete_fields if column.name not in left]


def _bulk_update(rows: list[Any], columns: list[str]) -> None:
    """Each row once, though several lines changed it; those that were just created are up to date."""
    known = {row.pk: row for row in rows if row.pk is not None}
    if known:
        type(rows[0])._default_manager.bulk_update(list(known.values()), columns)


def batches(lines: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """Lots of lines that are written together."""
    rest = iter(lines)
    while lot := tuple(islice(rest, BATCH)):
        yield lot
