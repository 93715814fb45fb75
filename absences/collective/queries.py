"""Absences of many people as somebody may read them: their list, what one would do, what it did."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from absences.collective.preview import contracts_meant
from absences.enums import RUNNING_STATES, CollectiveState, LineOutcome
from absences.models import CollectiveAbsence, CollectiveLine
from absences.motives import ShownKind, may_use, sees_motives, shown_kind
from absences.policies import can_enter_absences
from core.access import Access
from employees.models import Employment

PRIVATE_TITLE = "Absence collective"


@dataclass(frozen=True, slots=True)
class ShownCollective:
    """`title`: written by whoever prepared it, it may tell the motive, and goes with it. `whose`: in words."""

    ref: str
    title: str
    kind: ShownKind
    days: str
    whose: str
    is_closing: bool
    state: str
    state_words: str
    message: str
    by: str
    at: datetime
    may_act: bool

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING_STATES

    @property
    def is_open(self) -> bool:
        """It may still be entered, or given up."""
        return self.state in (CollectiveState.DRAFT, CollectiveState.FAILED)


def collectives_of(access: Access) -> QuerySet[CollectiveAbsence]:
    """The latest first."""
    rows: QuerySet[CollectiveAbsence] = CollectiveAbsence.objects.for_access(access)
    return rows.select_related("kind", "establishment", "crew__establishment")


def shown_collectives(access: Access, rows: Iterable[CollectiveAbsence]) -> list[ShownCollective]:
    return [shown_collective(access, row) for row in rows]


def shown_collective(access: Access, row: CollectiveAbsence) -> ShownCollective:
    with_motives = sees_motives(access)
    is_private = row.kind.is_sensitive and not with_motives
    return ShownCollective(
        ref=row.public_id,
        title=PRIVATE_TITLE if is_private else row.title,
        kind=shown_kind(row.kind, with_motives=with_motives),
        days=row.stretch.label,
        whose=_whose(row),
        is_closing=row.is_closing,
        state=row.state,
        state_words=row.get_state_display(),
        message=row.message,
        by=row.created_by_label,
        at=row.created_at,
        may_act=can_enter_absences(access) and may_use(access, row.kind),
    )


def contracts_of(access: Access, collective: CollectiveAbsence, people: Collection[int]) -> QuerySet[Employment]:
    """Of those of these people that it is for, by name."""
    return contracts_meant(access, collective).filter(employee_id__in=people)


def counts_of(collective: CollectiveAbsence) -> dict[str, int]:
    """By outcome."""
    rows = collective.lines.order_by().values_list("outcome").annotate(number=Count("pk"))
    return {**dict.fromkeys(LineOutcome.values, 0), **dict(rows)}


def lines_of(collective: CollectiveAbsence, outcome: str) -> QuerySet[CollectiveLine]:
    """By name."""
    lines: QuerySet[CollectiveLine] = collective.lines.filter(outcome=outcome).select_related("employee")
    return lines.order_by("employee__plain_name", "pk")


def _whose(row: CollectiveAbsence) -> str:
    if row.crew is not None:
        place = f"{row.crew.name} ({row.crew.establishment.name})"
    else:
        place = row.establishment.name if row.establishment is not None else "Toute l’entreprise"
    return f"{place}, {row.get_category_display()}" if row.category else place
