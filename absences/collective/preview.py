"""What an absence of many would do for each of them: judged the same way when it is shown and when it is done."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from absences.balance.queries import LeaveBook, leave_books
from absences.balance.words import said_left
from absences.counting import count
from absences.models import Absence, CollectiveAbsence
from absences.motives import sees_motives, shown_kind
from absences.placing import Placement, placed
from absences.queries.contracts import as_stretches, contracts_by_person
from absences.queries.rules import leave_is_in_whole_days
from absences.stretches import Stretch
from absences.values import AbsenceValues
from core.access import Access
from core.french import counted
from employees.leave.schedules import Schedule, schedules_of
from employees.models import Employment


@dataclass(frozen=True, slots=True)
class Judged:
    """Somebody: how many days, or why not; `note`: what is particular; `left`: what leave they would have left."""

    employee_id: int
    ref: str
    name: str
    where: str
    days: Decimal
    problem: str
    note: str
    left: str = ""


def contracts_meant(access: Access, collective: CollectiveAbsence) -> QuerySet[Employment]:
    """One contract of each person meant, by name: the latest of those that hold one of the days."""
    rows = Employment.objects.for_access(access).real().filter(starts_on__lte=collective.ends_on)
    if collective.is_for_crew and collective.crew_id is None:
        rows = rows.none()
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=collective.starts_on))
    chosen = {
        "establishment_id": collective.establishment_id,
        "crew_id": collective.crew_id,
        "category": collective.category or None,
    }
    rows = rows.filter(**{name: value for name, value in chosen.items() if value is not None})
    latest = rows.order_by("employee_id", "-starts_on").distinct("employee_id")
    meant = Employment.objects.filter(pk__in=latest.values("pk")).select_related("employee", "establishment", "crew")
    return meant.order_by("employee__plain_name", "employee_id")


@dataclass(frozen=True, slots=True)
class _Known:
    """Of each person: the days under contract, when they work, the absences met, and their leave where it is told."""

    held: Mapping[int, list[Stretch]]
    schedules: Mapping[int, Schedule]
    met: Mapping[int, list[Absence]]
    books: Mapping[int, LeaveBook]


def judge(
    access: Access, collective: CollectiveAbsence, contracts: Collection[Employment], *, with_motives: bool = True
) -> list[Judged]:
    """Five queries for any number of people. `with_motives` False: for what everybody will read."""
    ids = [contract.employee_id for contract in contracts]
    schedules = schedules_of(access.tiers.adherent_id, ids)
    known = _Known(_contracts_of(access, ids), schedules, _met(access, collective.stretch, ids), {})
    return _judged(access, collective, contracts, known, with_motives=with_motives)


def judge_shown(
    access: Access, collective: CollectiveAbsence, contracts: Collection[Employment], today: date
) -> list[Judged]:
    """The same for the people of a page; of paid leave, with what each would have left."""
    if not collective.kind.is_paid_leave:
        return judge(access, collective, contracts)
    books, days = leave_books(access, [contract.employee for contract in contracts], today), collective.stretch
    known = _Known(
        held={one: _held(access, book) for one, book in books.items()},
        schedules={one: book.known.schedule for one, book in books.items()},
        met={one: [row for row in book.absences if row.stretch.meets(days)] for one, book in books.items()},
        books=books,
    )
    return _judged(access, collective, contracts, known, with_motives=True)


def _judged(
    access: Access,
    collective: CollectiveAbsence,
    contracts: Collection[Employment],
    known: _Known,
    *,
    with_motives: bool,
) -> list[Judged]:
    stretches = [collective.stretch, *(one.stretch for theirs in known.met.values() for one in theirs)]
    judging = _Judging(
        collective,
        known,
        with_motives=with_motives and sees_motives(access),
        in_whole_days=leave_is_in_whole_days(access.tiers.caisse_id, stretches),
    )
    return [judging.of(contract) for contract in contracts]


def _held(access: Access, book: LeaveBook) -> list[Stretch]:
    site = access.tiers.establishment_id
    contracts = [one for one in book.known.schedule.contracts if site in (None, one.establishment_id)]
    return as_stretches((one.starts_on, one.ends_on) for one in contracts)


def _contracts_of(access: Access, ids: Collection[int]) -> dict[int, list[Stretch]]:
    return contracts_by_person(Employment.objects.for_access(access).real().filter(employee_id__in=ids))


def _met(access: Access, stretch: Stretch, ids: Collection[int]) -> dict[int, list[Absence]]:
    rows = Absence.objects.filter(adherent_id=access.tiers.adherent_id, employee_id__in=ids).meeting(stretch)
    met: dict[int, list[Absence]] = defaultdict(list)
    for absence in rows.select_related("kind"):
        met[absence.employee_id].append(absence)
    return met


class _Judging:
    def __init__(
        self, collective: CollectiveAbsence, known: _Known, *, with_motives: bool, in_whole_days: bool
    ) -> None:
        self._collective, self._known = collective, known
        self._with_motives, self._in_whole_days = with_motives, in_whole_days
        self._values = AbsenceValues(collective.kind, collective.stretch)

    def of(self, contract: Employment) -> Judged:
        person = contract.employee_id
        schedule, book = self._known.schedules[person], self._known.books.get(person)
        placement = placed(self._values, self._known.met.get(person, ()), in_whole_days=self._in_whole_days)
        days = sum((self._count(piece, schedule) for piece in placement.pieces), Decimal(0))
        problem = self._problem(self._known.held[person], placement.in_the_way, placement.pieces, days)
        return Judged(
            employee_id=person,
            ref=contract.employee.public_id,
            name=contract.employee.full_name,
            where=contract.crew.name if contract.crew else contract.establishment.name,
            days=Decimal(0) if problem else days,
            problem=problem,
            note="" if problem else self._note(placement),
            left="" if problem or book is None else said_left(book.lines_after(placement.pieces)),
        )

    def _note(self, placement: Placement) -> str:
        cut = counted(len(placement.cut), "congé coupé") if placement.cut else ""
        return cut or self._around(placement.pieces)

    def _count(self, piece: Stretch, schedule: Schedule) -> Decimal:
        unit = self._collective.kind.unit
        return count(piece, unit, is_worked=schedule.is_worked, calendar=schedule.calendar).total

    def _problem(self, held: list[Stretch], in_the_way: list[Absence], pieces: list[Stretch], days: Decimal) -> str:
        missing = self._collective.stretch.without(held)
        if missing:
            return f"Pas sous contrat {missing[0].label}"
        if in_the_way:
            first = in_the_way[0]
            kind = shown_kind(first.kind, with_motives=self._with_motives)
            return f"Déjà absent {first.stretch.label} ({kind.name})"
        if not pieces:
            return "Déjà absent tous ces jours"
        return "" if days else "Rien de travaillé ces jours-là"

    def _around(self, pieces: list[Stretch]) -> str:
        if pieces == [self._collective.stretch]:
            return ""
        return "Autour d’une autre absence : " + ", ".join(piece.label for piece in pieces)
