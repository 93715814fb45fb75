"""Imports of a company as its pages show them: how many lines do what, and what each would change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import Count, QuerySet

from core.access import Access
from core.french import counted
from core.rights import Right
from employees.enums import Outcome
from employees.models import EmployeeImport, ImportLine
from employees.words import GUARDED, in_words, label_of

HIDDEN = "••••"
_PEOPLE_NAMED = 3
_VALUES_SHOWN = 5
_RUNS_SHOWN = 12
Problem = dict[str, str]


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


@dataclass(slots=True)
class ProblemShown:
    """What is wrong, told once: its lines by their numbers, whose they are, and the different values received."""

    label: str
    message: str
    numbers: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    values: dict[str, None] = field(default_factory=dict)

    @property
    def lines(self) -> str:
        """« 2, 5 à 9 »."""
        runs = list(_runs(self.numbers))
        more = f" et {counted(len(runs) - _RUNS_SHOWN, 'autre série')}" if len(runs) > _RUNS_SHOWN else ""
        return ", ".join(runs[:_RUNS_SHOWN]) + more

    @property
    def people(self) -> str:
        """When they are few enough to be named."""
        return ", ".join(dict.fromkeys(filter(None, self.names))) if len(self.numbers) <= _PEOPLE_NAMED else ""

    @property
    def received(self) -> str:
        more = len(self.values) - _VALUES_SHOWN
        others = f" et {counted(more, 'autre')}" if more > 0 else ""
        return ", ".join(f"« {value} »" for value in islice(self.values, _VALUES_SHOWN)) + others


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
        )
        for line in lines
    ]


def problems_of(sent: EmployeeImport, access: Access) -> Iterable[tuple[int, str, str, str, str]]:
    """Line, person, heading, what was received, what is wrong: a row for each thing to mend."""
    for number, name, problems in _wrong_lines(sent):
        for problem in problems:
            yield number, name, problem["label"], _received(problem, access), problem["message"]


def grouped_problems_of(sent: EmployeeImport, access: Access) -> list[ProblemShown]:
    """Each thing to mend once, however many lines have it, in the order of the file. One query."""
    groups: dict[tuple[str, str], ProblemShown] = {}
    for number, name, problems in _wrong_lines(sent):
        for problem in problems:
            key = problem["label"], problem["message"]
            group = groups.setdefault(key, ProblemShown(*key))
            group.numbers.append(number)
            group.names.append(name)
            if value := _received(problem, access):
                group.values[value] = None
    return list(groups.values())


def _wrong_lines(sent: EmployeeImport) -> Iterable[tuple[int, str, list[Problem]]]:
    return lines_of(sent, Outcome.WRONG).values_list("number", "name", "problems").iterator()


def _received(problem: Problem, access: Access) -> str:
    """The lines of older imports do not say it."""
    value, right = problem.get("value", ""), GUARDED.get(problem.get("name", ""))
    return HIDDEN if value and right is not None and not access.has(right) else value


def _runs(numbers: Sequence[int]) -> Iterable[str]:
    """Numbers that follow each other, as one run."""
    ends: list[list[int]] = []
    for number in numbers:
        if ends and number == ends[-1][1] + 1:
            ends[-1][1] = number
        else:
            ends.append([number, number])
    return (str(first) if first == last else f"{first} à {last}" for first, last in ends)


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
