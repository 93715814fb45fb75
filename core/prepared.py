"""Queries asked at every request, built once: Django writes their SQL the first time, then only the values change.

Building a query of three unions costs several times what the database needs to answer it (`make bench`). The query is
still one of the ORM's, with its managers and its conditions: nothing is written as text.

    _DOORS = PreparedQuery(_doors, user_id=IntegerField(), ref=CharField())
    rows = _DOORS.rows(user_id=12, ref="…")
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import CharField, DateField, DateTimeField, Field, IntegerField, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from core.access import Access, Tiers, Via

Row = TypeVar("Row", bound=Model)
# Values that no row has: where Django puts one among the parameters, the value of the call goes.
_MARKS: dict[type[Field], Callable[[int], Any]] = {
    IntegerField: lambda rank: -9_007_199_254_740_000 - rank,
    CharField: lambda rank: f"\ue000{rank}\ue001",
    DateField: lambda rank: date(1, 1, 1 + rank),
    DateTimeField: lambda rank: datetime(1, 1, 1 + rank, tzinfo=UTC),
}


class PreparedQuery:
    """`build(**values)` returns a queryset of plain values; it is called once, with marks in place of the values.

    A condition that depends on a value of Python's side (None, an empty list) would be frozen: pass plain values only.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], **values: Field) -> None:
        self._build = build
        self._names = {_MARKS[type(kind)](rank): name for rank, (name, kind) in enumerate(values.items())}
        self._compiled: _Compiled | None = None

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """What the query finds for these values. Raises KeyError when one lacks."""
        compiled = self._compiled or self._compile()
        statement = compiled.statement
        given = [values[self._names[one]] if self._is_mark(one) else one for one in compiled.parameters]
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            return compiled.read(cursor.fetchall())

    def _is_mark(self, parameter: Any) -> bool:
        return isinstance(parameter, int | str | date) and parameter in self._names

    def _compile(self) -> "_Compiled":
        query = self._build(**{name: mark for mark, name in self._names.items()}).query
        compiler = query.get_compiler(connection=connection)
        statement, parameters = compiler.as_sql()
        lacking = set(self._names.values()) - {self._names[one] for one in parameters if self._is_mark(one)}
        if lacking:
            raise ValueError(f"the query does not use {', '.join(sorted(lacking))} as it is given")
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        self._compiled = _Compiled(statement, tuple(parameters), compiler, converters)
        return self._compiled


class PreparedForAccess:
    """The same for the rows that an access sees: those of the company, or of its one site.

    `build(access, **values)` bounds its rows by the access, and asks it nothing else: no right, nobody.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], **values: Field) -> None:
        def build_whole(adherent_id: int, **given: Any) -> QuerySet[Any]:
            return build(_nobody_at(adherent_id, None), **given)

        def build_of_a_site(adherent_id: int, establishment_id: int, **given: Any) -> QuerySet[Any]:
            return build(_nobody_at(adherent_id, establishment_id), **given)

        number = IntegerField()
        self._whole = PreparedQuery(build_whole, adherent_id=number, **values)
        self._of_a_site = PreparedQuery(build_of_a_site, adherent_id=number, establishment_id=number, **values)

    def rows(self, access: Access, **values: Any) -> list[tuple[Any, ...]]:
        """What the query finds for this access and these values. Raises KeyError when one lacks."""
        place, site = access.tiers, access.tiers.establishment_id
        if site is None:
            return self._whole.rows(adherent_id=place.adherent_id, **values)
        return self._of_a_site.rows(adherent_id=place.adherent_id, establishment_id=site, **values)


def _nobody_at(adherent_id: int, establishment_id: int | None) -> Access:
    tiers = Tiers("", "", "", adherent_id=adherent_id, establishment_id=establishment_id, caisse_id=0)
    return Access(user=None, tiers=tiers, rights=frozenset(), via=Via("membership"))


class PreparedObject(Generic[Row]):
    """The same for one row of a model, as an object; `related`: a foreign key whose object is read with it.

    _SESSION = PreparedObject(Session, _alive, related="user", session_key=CharField(), now=DateTimeField())
    session = _SESSION.first(session_key="…", now=timezone.now())
    """

    def __init__(
        self, model: type[Row], build: Callable[..., QuerySet[Row]], related: str = "", **values: Field
    ) -> None:
        self._model, self._related = model, related
        self._columns = _columns_of(model)
        self._other: type[Model] | None = model._meta.get_field(related).related_model if related else None
        self._other_columns = _columns_of(self._other) if self._other else []
        names = (*self._columns, *(f"{related}__{name}" for name in self._other_columns))
        self._query = PreparedQuery(lambda **given: build(**given).values_list(*names)[:1], **values)

    def first(self, **values: Any) -> Row | None:
        """None when there is none. Raises KeyError when a value lacks."""
        rows = self._query.rows(**values)
        return self._object(rows[0]) if rows else None

    def _object(self, row: tuple[Any, ...]) -> Row:
        length = len(self._columns)
        found: Row = self._model.from_db(connection.alias, self._columns, row[:length])
        if self._other is not None:
            is_there = row[length + self._other_columns.index(self._other._meta.pk.attname)] is not None
            other = self._other.from_db(connection.alias, self._other_columns, row[length:]) if is_there else None
            setattr(found, self._related, other)
        return found


def _columns_of(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """`converters`: from what the database tells to Python's values, by column, as the ORM does it."""

    statement: str
    parameters: tuple[Any, ...]
    compiler: SQLCompiler
    converters: dict[int, Any]

    def read(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        if not self.converters:
            return rows
        return [tuple(row) for row in self.compiler.apply_converters(rows, self.converters)]
