"""The list of people as a table for a file: what the reader may see, read row by row."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from core.access import Access
from core.rights import Right
from core.sealing import unseal
from employees.enums import CaisseState, MovementKind
from employees.models import Movement
from employees.people.queries.listing import Wanted, listed
from employees.words import GUARDED, in_words, label_of

_CHUNK = 500
_STATE = "caisse_state"
_NIR = "nir"
# The name of a field, as `words` knows it → where a contract finds it.
_PATHS = {
    "last_name": "employee__last_name",
    "first_name": "employee__first_name",
    "qualification": "qualification",
    "establishment": "establishment__name",
    "crew": "crew__name",
    "category": "category",
    "contract_kind": "contract_kind",
    "starts_on": "starts_on",
    "ends_on": "ends_on",
    _STATE: _STATE,
    "street": "employee__street",
    "postal_code": "employee__postal_code",
    "city": "employee__city",
    "country": "employee__country",
    "weekly_hours": "weekly_hours",
    "work_days": "work_days",
    "hourly_wage": "hourly_wage",
    "departure_reason": "reason_declared",
    _NIR: "employee__nir_sealed",
}
_AS_THEY_ARE = frozenset({"starts_on", "ends_on", "weekly_hours", "hourly_wage"})


@dataclass(slots=True)
class ExportTable:
    """`rows` reads the database as it goes, once; `count` says how many it has given."""

    columns: list[str]
    read: Iterator[Sequence[object]]
    count: int = 0

    @property
    def rows(self) -> Iterator[Sequence[object]]:
        for row in self.read:
            self.count += 1
            yield row


def table_of(access: Access, wanted: Wanted, *, with_nir: bool = False) -> ExportTable:
    """What the list holds, and more of each person; a column whose right is missing is not there at all.

    `with_nir` is for whoever has `Right.NIR_CONSULT`: numbers are opened one at a time.
    """
    names = [name for name in _PATHS if _may_see(access, name, with_nir)]
    reason = Movement.objects.live().filter(kind=MovementKind.DEPARTURE, employment=OuterRef("pk"))
    rows = listed(access, wanted).annotate(reason_declared=Subquery(reason.values("departure_reason")[:1]))
    read = rows.values_list(*(_PATHS[name] for name in names)).iterator(chunk_size=_CHUNK)
    writers = [_writer(name) for name in names]
    cells = ([write(value) for write, value in zip(writers, row, strict=True)] for row in read)
    return ExportTable([_heading(name) for name in names], cells)


def _may_see(access: Access, name: str, with_nir: bool) -> bool:
    if name == _NIR:
        return with_nir and access.has(Right.NIR_CONSULT)
    return name not in GUARDED or access.has(GUARDED[name])


def _heading(name: str) -> str:
    return "Auprès de la caisse" if name == _STATE else label_of(name)


def _writer(name: str) -> Callable[[Any], object]:
    """What turns a value of that field into a cell: dates and figures stay what they are."""
    if name in _AS_THEY_ARE:
        return lambda value: value
    if name == _NIR:
        return lambda value: unseal(bytes(value)) if value is not None else ""
    if name == _STATE:
        return lambda value: str(CaisseState(value).label)
    return lambda value: in_words(name, value)
