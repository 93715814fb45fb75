"""The heads of the list, by which it is sorted."""

from collections.abc import Callable
from dataclasses import dataclass

from documents.queries.listing import BY_DATE, BY_KIND, BY_PERSON, BY_TITLE, LATEST_FIRST
from documents.values import WantedDocuments

_COLUMNS = (
    (BY_TITLE, "Document"),
    (BY_KIND, "Type"),
    (BY_PERSON, "Concerne"),
    (BY_DATE, "Date"),
    ("", "État"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A head of the table; `sorted`: the value of aria-sort, empty for a column that is not the one sorted by."""

    label: str
    url: str = ""
    sorted: str = ""


def columns_of(wanted: WantedDocuments, address_of: Callable[[str], str]) -> list[Column]:
    sort = wanted.sort or LATEST_FIRST
    return [_column(key, label, sort, address_of) if key else Column(label) for key, label in _COLUMNS]


def _column(key: str, label: str, sort: str, address_of: Callable[[str], str]) -> Column:
    """A second click goes the other way; a date is asked for from the latest."""
    is_sorted = sort.removeprefix("-") == key
    way = ("descending" if sort.startswith("-") else "ascending") if is_sorted else ""
    is_next_reversed = way == "ascending" or (key == BY_DATE and way != "descending")
    return Column(label, f"?{address_of(f'-{key}' if is_next_reversed else key)}", way)
