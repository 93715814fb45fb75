"""Absences on days that no contract holds any more, as their page and the review of a sortie show them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.core.paginator import Page, Paginator

from absences.enums import AbsenceState, AfterDeparture
from absences.models import Absence
from absences.motives import may_use, sees_motives
from absences.queries.contracts import FOR_EVER, as_stretches, contracts_by_person
from absences.queries.planned import ShownAbsence, shown
from absences.stretches import Stretch
from core.access import Access
from employees.leave.arithmetic.periods import day_label
from employees.models import Employee, Employment

PAGE_LENGTH = 50


@dataclass(frozen=True, slots=True)
class AfterContract:
    """`days`: those that no contract holds, or that one holds again; `kept`: what stays of the absence, if any, and
    `cut_at` where it is cut; `mark`: what the page sends back, the reference and the version, of whoever may act;
    `met`: another absence of those days.
    """

    absence: ShownAbsence
    mark: str
    days: str
    kept: str
    cut_at: str
    is_paid: bool
    may_act: bool
    is_private: bool
    met: str = ""


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody whose absences are to be resolved, or may be put back; `contract`: until when theirs goes on."""

    ref: str
    name: str
    contract: str
    to_resolve: list[AfterContract] = field(default_factory=list)
    to_put_back: list[AfterContract] = field(default_factory=list)

    @property
    def marks(self) -> str:
        """Of all that can be resolved at once."""
        return ",".join(one.mark for one in self.to_resolve if one.may_act and not one.is_paid)

    @property
    def resolvable(self) -> int:
        return sum(one.may_act and not one.is_paid for one in self.to_resolve)


def after_departure(access: Access, number: str | int, *, person: str = "") -> tuple[Page, list[Leaver]]:
    """A page of absences, by person; `person`: the reference of one. Four queries."""
    rows = Absence.objects.for_access(access).filter(
        after_departure__in=[AfterDeparture.TO_RESOLVE, AfterDeparture.TO_PUT_BACK]
    )
    if person:
        rows = rows.filter(employee__public_id=person)
    rows = rows.select_related("kind", "employee").order_by("employee__plain_name", "employee_id", "starts_on", "pk")
    page: Page[Absence] = Paginator(rows, PAGE_LENGTH).get_page(number)
    return page, _leavers(access, list(page.object_list))


def after_last_day(access: Access, contract: Employment, last_day: date) -> list[ShownAbsence]:
    """Absences with days that no contract would hold if this one ended then: two queries."""
    others = Employment.objects.real().filter(employee_id=contract.employee_id).exclude(pk=contract.pk)
    contracts = as_stretches([*others.values_list("starts_on", "ends_on"), (contract.starts_on, last_day)])
    rows = Absence.objects.for_access(access).live().filter(employee_id=contract.employee_id, ends_on__gt=last_day)
    seen = sees_motives(access)
    return [shown(row, with_motives=seen) for row in rows.select_related("kind") if row.stretch.without(contracts)]


def _leavers(access: Access, absences: list[Absence]) -> list[Leaver]:
    people = {absence.employee_id: absence.employee for absence in absences}
    contracts = _contracts(people)
    waiting = {one.employee_id for one in absences if not one.is_live}
    live = _live(waiting)
    leavers = {pk: _leaver(person, contracts[pk]) for pk, person in people.items()}
    for absence in absences:
        leaver = leavers[absence.employee_id]
        told = _told(access, absence, contracts[absence.employee_id], live[absence.employee_id])
        (leaver.to_resolve if absence.is_live else leaver.to_put_back).append(told)
    return list(leavers.values())


def _leaver(person: Employee, contracts: list[Stretch]) -> Leaver:
    last = max((contract.ends_on for contract in contracts), default=None)
    if last is None:
        said = "Aucun contrat"
    else:
        said = "Toujours sous contrat" if last == FOR_EVER else f"Dernier jour du contrat : {day_label(last)}"
    return Leaver(person.public_id, person.full_name, said)


def _told(access: Access, absence: Absence, contracts: list[Stretch], live: list[Stretch]) -> AfterContract:
    whole = absence.stretch
    outside = whole.without(contracts)
    inside = whole.without(outside)
    days = outside[:1] if absence.is_live else inside[:1]
    met = next((other for other in live if any(piece.meets(other) for piece in days)), None)
    may_act = may_use(access, absence.kind)
    return AfterContract(
        absence=shown(absence, with_motives=sees_motives(access)),
        mark=f"{absence.public_id}.{absence.version}" if may_act else "",
        days=", ".join(piece.label for piece in days),
        kept=", ".join(piece.label for piece in inside) if absence.is_live else "",
        cut_at="au dernier jour" if inside[:1] and inside[0].starts_on == whole.starts_on else "au premier jour",
        is_paid=absence.state == AbsenceState.PAID,
        may_act=may_act,
        is_private=absence.kind.is_sensitive and not sees_motives(access),
        met=met.label if met is not None and not absence.is_live else "",
    )


def _contracts(people: Collection[int]) -> dict[int, list[Stretch]]:
    return contracts_by_person(Employment.objects.real().filter(employee_id__in=people))


def _live(people: Collection[int]) -> dict[int, list[Stretch]]:
    """What these people are planned to be away for."""
    held: dict[int, list[Stretch]] = defaultdict(list)
    if people:
        for absence in Absence.objects.live().filter(employee_id__in=people).select_related("kind"):
            held[absence.employee_id].append(absence.stretch)
    return held
