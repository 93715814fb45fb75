"""Imports of a company as its pages show them: how many lines do what, and what each would change."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from core.access import Access
from core.rights import Right
from employees.enums import Outcome
from employees.models import EmployeeImport, ImportLine
from employees.words import GUARDED, in_words, label_of

HIDDEN = "••••"


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """A field of somebody; both texts are hidden from whoever may not see them."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of the preview. `person_ref`: the page of somebody known, or empty."""

    number: int
    name: str
    outcome: str
    person_ref: str
    summary: str
    changes: list[ChangedCell] = field(default_factory=list)
    problems: list[dict[str, str]] = field(default_factory=list)


def imports_of(access: Access) -> QuerySet[EmployeeImport]:
    """The newest first."""
    return EmployeeImport.objects.for_access(access)


def counts_of(sent: EmployeeImport) -> dict[Outcome, int]:
    """How many lines of each outcome, zeros too. One query."""
    rows = ImportLine.objects.filter(import_file=sent).order_by().values_list("outcome").annotate(Count("pk"))
    by_outcome = dict(rows)
    return {outcome: by_outcome.get(outcome, 0) for outcome in Outcome}


def lines_of(sent: EmployeeImport, outcome: Outcome) -> QuerySet[ImportLine]:
    return ImportLine.objects.filter(import_file=sent, outcome=outcome).select_related("employee").order_by("number")


def shown(lines: Iterable[ImportLine], access: Access) -> list[LineShown]:
    """Without what this reader may not see."""
    return [
        LineShown(
            number=line.number,
            name=line.name,
            outcome=line.outcome,
            person_ref=line.employee.public_id if line.employee is not None else "",
            summary=_summary(line),
            changes=[_change(name, before, after, access) for name, (before, after) in line.changes.items()],
            problems=line.problems,
        )
        for line in lines
    ]


def problems_of(sent: EmployeeImport) -> Iterable[tuple[int, str, str, str]]:
    """Line, person, heading, what is wrong: a row for each thing to mend."""
    for line in lines_of(sent, Outcome.WRONG).iterator():
        for problem in line.problems:
            yield line.number, line.name, problem["label"], problem["message"]


def _summary(line: ImportLine) -> str:
    """The contract that a new line declares."""
    if line.outcome != Outcome.NEW or not line.values:
        return ""
    kind, day = in_words("contract_kind", line.values["contract_kind"]), line.values["starts_on"]
    year, month, rank = day.split("-")
    return f"{kind}, {line.values['qualification']}, à partir du {rank}/{month}/{year}"


def _change(name: str, before: str, after: str, access: Access) -> ChangedCell:
    right: Right | None = GUARDED.get(name)
    if right is not None and not access.has(right):
        return ChangedCell(label_of(name), HIDDEN, HIDDEN)
    return ChangedCell(label_of(name), before, after)
