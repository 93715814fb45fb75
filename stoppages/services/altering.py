"""What declaring one stoppage changes to others already sent: carence and caps are the salarié's, across them all."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from adherents.models import Adherent
from core.access import Access
from employees.leave.schedules import Schedule
from stoppages.arithmetic import Counted, FiguresOn, altered
from stoppages.enums import OVER, EventKind
from stoppages.models import DeclaredPerson, StoppageCase
from stoppages.queries.counting import ByPerson, counted_of
from stoppages.services.cases import touch
from stoppages.services.estimating import store_estimate
from stoppages.services.history import note
from stoppages.services.settling import settle


def hold_together(case: StoppageCase, employee_ids: Collection[int]) -> list[StoppageCase]:
    """The company, then the cases that declare one of these people and this one, always in the same order: two
    sendings of a company wait for each other, and each sees what the other declared.
    """
    Adherent.objects.select_for_update(no_key=True).get(pk=case.adherent_id)
    ids = set(_declaring(case, employee_ids)) | {case.pk}
    return list(StoppageCase.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",)))


@dataclass(frozen=True, slots=True)
class Effect:
    """How the hours in writing would be counted, and the other cases that would not be counted as they were."""

    counted: ByPerson
    others: list[StoppageCase]


def effect_of(
    case: StoppageCase,
    employee_ids: Collection[int],
    years: Collection[int],
    figures: FiguresOn,
    schedules: Mapping[int, Schedule | None] | None = None,
) -> Effect:
    """Once what is in writing here is sent. What is counted alone changes nobody else."""
    read: dict[str, Any] = {"years": years, "figures": figures, "schedules": schedules}
    after = counted_of(case.adherent_id, employee_ids, writing=case, **read)
    is_alone = {part.stoppage.ref for one in after.values() for part in one.parts} <= {case.public_id}
    if is_alone:
        return Effect(after, [])
    before = counted_of(case.adherent_id, employee_ids, **read)
    refs = altered_refs(before, after) - {case.public_id}
    rows = StoppageCase.objects.filter(adherent_id=case.adherent_id, public_id__in=refs).exclude(state__in=OVER)
    return Effect(after, list(rows.select_related("adherent", "weather__worksite")))


def altered_refs(before: Mapping[int, Counted], after: Mapping[int, Counted]) -> set[str]:
    return {ref for one in before.keys() & after.keys() for ref in altered(before[one], after[one])}


def tell_altered(access: Access, by: StoppageCase, others: Iterable[StoppageCase]) -> None:
    """What was sent of them stays; they wait for a new version, and their estimate is that of now."""
    for other in others:
        other.to_amend = True
        touch(other)
        settle(other)
        store_estimate(other)
        note(
            other, EventKind.TO_AMEND, access=access, message=f"Le dossier {by.reference} change le décompte des heures"
        )


def _declaring(case: StoppageCase, employee_ids: Collection[int]) -> Iterable[int]:
    people = DeclaredPerson.objects.filter(
        adherent_id=case.adherent_id, employee_id__in=employee_ids, declaration__is_current=True
    )
    ids: Iterable[int] = people.values_list("case_id", flat=True).distinct()
    return ids
