"""What an absence of many would do for each of them: judged the same way when it is shown and when it is done."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from absences.counting import count
from absences.models import Absence, CollectiveAbsence
from absences.motives import sees_motives, shown_kind
from absences.placing import placed
from absences.queries.contracts import contracts_by_person
from absences.stretches import Stretch
from absences.values import AbsenceValues
from core.access import Access
from core.french import counted
from employees.leave.schedules import Schedule, schedules_of
from employees.models import Employment


@dataclass(frozen=True, slots=True)
class Judged:
    """Somebody: how many days, or why not; `note`: what is particular."""

    employee_id: int
    ref: str
    name: str
    where: str
    days: Decimal
    problem: str
    note: str
    is_left_out: bool

    @property
    def is_sound(self) -> bool:
        return not self.problem and not self.is_left_out


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


def judge(
    access: Access, collective: CollectiveAbsence, contracts: Collection[Employment], *, with_motives: bool = True
) -> list[Judged]:
    """Five queries for any number of people. `with_motives` False: for what everybody will read."""
    ids = [contract.employee_id for contract in contracts]
    held = _contracts_of(access, ids)
    schedules = schedules_of(access.tiers.adherent_id, ids)
    met = _met(access, collective.stretch, ids)
    judging = _Judging(collective, with_motives=with_motives and sees_motives(access))
    return [
        judging.of(contract, held[contract.employee_id], schedules[contract.employee_id], met[contract.employee_id])
        for contract in contracts
    ]


def _contracts_of(access: Access, ids: Collection[int]) -> dict[int, list[Stretch]]:
    return contracts_by_person(Employment.objects.for_access(access).real().filter(employee_id__in=ids))


def _met(access: Access, stretch: Stretch, ids: Collection[int]) -> dict[int, list[Absence]]:
    rows = Absence.objects.filter(adherent_id=access.tiers.adherent_id, employee_id__in=ids).meeting(stretch)
    met: dict[int, list[Absence]] = defaultdict(list)
    for absence in rows.select_related("kind"):
        met[absence.employee_id].append(absence)
    return met


class _Judging:
    def __init__(self, collective: CollectiveAbsence, *, with_motives: bool) -> None:
        self._with_motives = with_motives
        self._collective = collective
        self._values = AbsenceValues(collective.kind, collective.stretch)

    def of(self, contract: Employment, held: list[Stretch], schedule: Schedule, met: Iterable[Absence]) -> Judged:
        placement = placed(self._values, met)
        days = sum((self._count(piece, schedule) for piece in placement.pieces), Decimal(0))
        problem = self._problem(held, placement.in_the_way, placement.pieces, days)
        cut = counted(len(placement.cut), "congé coupé") if placement.cut else ""
        return Judged(
            employee_id=contract.employee_id,
            ref=contract.employee.public_id,
            name=contract.employee.full_name,
            where=contract.crew.name if contract.crew else contract.establishment.name,
            days=Decimal(0) if problem else days,
            problem=problem,
            note="" if problem else cut or self._around(placement.pieces),
            is_left_out=contract.employee_id in self._collective.left_out,
        )

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
