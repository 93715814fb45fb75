"""Two versions of what was sent, one beside the other: the rows that differ."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.templatetags.portal import euros
from stoppages.models import StoppageDeclaration

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    before: str
    after: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Of the content of two declarations: what their receipts print, then the hours of each person."""
    return [*_differing(_rows(before), _rows(after)), *_differing(_people(before), _people(after))]


def wage_differences(before: StoppageDeclaration, after: StoppageDeclaration) -> list[Difference]:
    """Of the wages that were certified, for whoever may read them. Two queries."""
    return _differing(_wages(before), _wages(after))


Named = dict[tuple[str, int], str]


def _differing(before: Named, after: Named) -> list[Difference]:
    """In the order of the earlier one; what only the later one has comes last."""
    keys = [*before, *(key for key in after if key not in before)]
    return [
        Difference(key[0], before.get(key, NOTHING), after.get(key, NOTHING))
        for key in keys
        if before.get(key) != after.get(key)
    ]


def _rows(content: Mapping[str, Any]) -> Named:
    return _named((str(row[0]), " ".join(map(str, row[1:]))) for row in content.get("rows", []))


def _people(content: Mapping[str, Any]) -> Named:
    return _named((str(person[0]), _hours(person[1:])) for person in content.get("people", []))


def _wages(declaration: StoppageDeclaration) -> Named:
    people = declaration.people.select_related("employee").order_by("employee__plain_name", "employee_id")
    return _named((person.employee.full_name, _hourly(person.hourly_wage)) for person in people)


def _hourly(wage: Decimal) -> str:
    return f"{euros(wage)} de l’heure"


def _hours(told: Sequence[Any]) -> str:
    return " · ".join(_text(one) for one in told)


def _text(told: Any) -> str:
    return " ".join(map(_text, told)) if isinstance(told, list | tuple) else str(told)


def _named(rows: Iterable[tuple[str, str]]) -> Named:
    """Two rows of one name are two rows."""
    seen: Counter[str] = Counter()
    named: Named = {}
    for label, text in rows:
        named[label, seen[label]] = text
        seen[label] += 1
    return named
