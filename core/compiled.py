"""Queries asked at every request, compiled once: Django writes their SQL the first time, then only the values change.

Building a query of three unions costs several times what the database needs to answer it (`make bench`). The query is
still one of the ORM's, with its managers and its conditions: nothing is written as text.

    _USER = Given("user_id", IntegerField())
    _DOORS = CompiledQuery(lambda: _doors(_USER, TODAY), into=Door)
    doors = _DOORS.rows(user_id=12, today=timezone.localdate())

A day or an instant that is not given would be for ever the one of the first request: such a query is refused.
"""

import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from itertools import starmap
from typing import Any, Generic, Self, TypeVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.backends.signals import connection_created
from django.db.models import BigIntegerField, BooleanField, DateField, F, Field, Func, Model, QuerySet, Value
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler
from django.dispatch import receiver
from psycopg import Cursor
from psycopg.sql import Literal
from psycopg.types.numeric import Int8

from core.access import Scope

Row = TypeVar("Row")
_Cells = Sequence[Any]


class Given(Value):
    """A value that each call gives, under this name: in the query, an expression like any other.

    A condition that Python decides (None or not, an empty list) is decided when the query is compiled. A key is written
    with its type: an index of ranges (GiST) does not know a short integer for one.
    """

    def __init__(self, name: str, output_field: Field) -> None:
        super().__init__(name, output_field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return "%s::bigint" if isinstance(self.output_field, BigIntegerField) else "%s", [self]

    def prepared(self, value: Any) -> Any:
        """The value as the database takes it."""
        return self.output_field.get_db_prep_value(value, connection)


TODAY = Given("today", DateField())


def is_any_of(column: str, name: str) -> Func:
    """A condition: the column is one of the keys that each call gives under this name, however many."""
    keys = Given(name, ArrayField(BigIntegerField()))
    return Func(F(column), keys, template="%(expressions)s)", arg_joiner=" = ANY(", output_field=BooleanField())


class CompiledQuery(Generic[Row]):
    """`build()` returns a queryset in which `Given` expressions stand for the values of each call.

    Its rows are objects when it is one of objects, with those of `select_related`. Of values, they are named: `into` is
    a dataclass that has one field for each value, in their order; without it, named tuples.

    `is_planned_once`: PostgreSQL chooses how to answer once for a connection, whatever the values. For what takes
    longer to plan than to answer, and is always best answered the same way: by a key, or what waits for a company. A
    plan for any value may read all the thousands of rows of a company.
    """

    def __init__(
        self,
        build: Callable[[], QuerySet[Any, Any]],
        into: type[Row] | None = None,
        *,
        is_planned_once: bool = False,
    ) -> None:
        self._build, self._into, self._is_planned_once = build, into, is_planned_once

    def rows(self, **values: Any) -> list[Row]:
        """What the query answers for these values: exactly those that it was given names for."""
        statement = self._statement
        if values.keys() != statement.given.keys():
            raise TypeError(f"the query is given {sorted(statement.given)}, not {sorted(values)}")
        parameters = {name: _of_one_type(one.prepared(values[name])) for name, one in statement.given.items()}
        sql = statement.sql
        with _planned_once() if self._is_planned_once else connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return statement.read(cursor.fetchall())

    def first(self, **values: Any) -> Row | None:
        return next(iter(self.rows(**values)), None)

    @property
    def names(self) -> set[str]:
        """Of the values that it is given."""
        return set(self._statement.given)

    @cached_property
    def _statement(self) -> "_Statement":
        queryset = self._build()
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = _written(compiler)
        given = {one.name: one for one in parameters if isinstance(one, Given)}
        return _Statement(_with_names(sql, parameters), given, _reader(queryset, compiler, self._into))


class CompiledForScope(Generic[Row]):
    """The same for the rows of a company, or of its one site: `build(scope)` bounds its rows by the scope."""

    def __init__(self, build: Callable[[Scope], QuerySet[Any, Any]], into: type[Row] | None = None) -> None:
        adherent, site = Given("adherent_id", BigIntegerField()), Given("establishment_id", BigIntegerField())
        self._of_a_company = CompiledQuery(lambda: build(Scope(adherent, None)), into)
        self._of_a_site = CompiledQuery(lambda: build(Scope(adherent, site)), into)

    def rows(self, scope: Scope, **values: Any) -> list[Row]:
        """What the query answers in this scope, for these values."""
        if scope.establishment_id is None:
            return self._of_a_company.rows(adherent_id=scope.adherent_id, **values)
        place = {"adherent_id": scope.adherent_id, "establishment_id": scope.establishment_id}
        return self._of_a_site.rows(**place, **values)

    def first(self, scope: Scope, **values: Any) -> Row | None:
        return next(iter(self.rows(scope, **values)), None)


class CompiledColumn:
    """One column of the rows of `build()`, for a condition of other queries: « is one of these »."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build

    def holds(self, column: str, **values: Any) -> Func:
        """A condition: this column of the query that it is put in is one of them, for these values. Those that the
        rows do not depend on are ignored.
        """
        sql, parameters = self._statement
        given = tuple(one.prepared(values[one.name]) if isinstance(one, Given) else one for one in parameters)
        return _IsAmong(F(column), sql, given)

    @cached_property
    def _statement(self) -> tuple[str, Sequence[Any]]:
        return _written(self._build().query.get_compiler(connection=connection))


class _IsAmong(Func):
    """Not « IN », which would read all the rows, thousands, for one column. They are named apart, for a query put in
    another one gives other names to its tables.
    """

    output_field = BooleanField()

    def __init__(self, column: F, sql: str, given: tuple[Any, ...]) -> None:
        super().__init__(column)
        self.sql, self.given = sql, given

    def as_sql(self, compiler: SQLCompiler, connection: Any, *rest: Any, **more: Any) -> tuple[str, tuple[Any, ...]]:
        column, own = compiler.compile(self.get_source_expressions()[0])
        rows = f"SELECT FROM ({self.sql}) AS among(one) WHERE among.one = {column}"  # noqa: S608  written by Django
        return f"EXISTS({rows})", (*self.given, *own)


@dataclass(frozen=True, slots=True)
class _Statement:
    """`given`: the values that it is given, by name; `read`: from what the database tells to the rows of the query."""

    sql: str
    given: dict[str, Given]
    read: Callable[[list[_Cells]], list[Any]]


def _written(compiler: SQLCompiler) -> tuple[str, Sequence[Any]]:
    sql, parameters = compiler.as_sql()
    if frozen := [one for one in parameters if isinstance(one, date)]:
        raise TypeError(f"{frozen[0]} would be kept for ever: give it, with Given")
    return sql, parameters


def _with_names(sql: str, parameters: Sequence[Any]) -> str:
    """Where a value is given, its name; where it is always the same, that value."""
    left = iter(parameters)

    def written(mark: re.Match[str]) -> str:
        if mark[0] == "%%":
            return "%%"
        one = next(left)
        if isinstance(one, Given):
            return f"%({one.name})s"
        return Literal(one).as_string(connection.connection).replace("%", "%%")

    connection.ensure_connection()
    return re.sub("%%|%s", written, sql)


def _of_one_type(value: Any) -> Any:
    """A number is sent as a short one or a long one, which would be two statements: always as a long one."""
    if isinstance(value, list):
        return [_of_one_type(one) for one in value]
    return Int8(value) if type(value) is int else value


# --- Planned once for a connection: of ten unions, PostgreSQL takes longer to choose how to answer than to answer.

_MAX_PREPARED = 500


class _PreparedCursor(Cursor[Any]):
    """Its statements are prepared by the server, and known again by their text.

    Asked only meanwhile: otherwise psycopg counts every statement of the connection, and keeps the text of the last
    ones, whose values are in it.
    """

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        self.connection.prepare_threshold = 0
        try:
            return super().execute(query, params, **options)
        finally:
            self.connection.prepare_threshold = None


def _planned_once() -> Any:
    """A cursor; while queries are logged, to be read, a usual one: the text of what it sends holds its values."""
    if connection.queries_logged or not settings.PREPARED_STATEMENTS:
        return connection.cursor()
    connection.ensure_connection()
    return connection._prepare_cursor(_PreparedCursor(connection.connection))  # type: ignore[attr-defined]


@receiver(connection_created)
def _plan_once(connection: Any, **rest: Any) -> None:
    """One plan whatever the values, of the statements that are prepared: those that ask for it."""
    connection.connection.prepare_threshold = None
    connection.connection.prepared_max = _MAX_PREPARED
    with connection.cursor() as cursor:
        cursor.execute("SET plan_cache_mode = force_generic_plan")


def _reader(
    queryset: QuerySet[Any, Any], compiler: SQLCompiler, into: type[Any] | None
) -> Callable[[list[_Cells]], list[Any]]:
    """Values are converted as the ORM converts them, by column; most columns need nothing."""
    converters = compiler.get_converters([column for column, _, _ in compiler.select])
    names = queryset._fields  # type: ignore[attr-defined]
    as_rows = _as_objects(compiler) if names is None else _as_named_rows(names, into)

    def read(rows: Iterable[_Cells]) -> list[Any]:
        return list(as_rows(compiler.apply_converters(rows, converters) if converters else rows))

    return read


def _as_named_rows(names: Sequence[str], into: type[Any] | None) -> Callable[[Iterable[_Cells]], Iterable[Any]]:
    row = into or namedtuple("Row", names)
    if into is not None and (expected := [field.name for field in fields(into)]) != list(names):
        raise TypeError(f"{into.__name__} reads {expected}, the query answers {list(names)}")
    return lambda rows: starmap(row, rows)


def _as_objects(compiler: SQLCompiler) -> Callable[[Iterable[_Cells]], Iterable[Model]]:
    """As `ModelIterable` does, from the same description of the columns."""
    described: dict[str, Any] = compiler.klass_info
    model, columns, alias = described["model"], described["select_fields"], connection.alias
    own = slice(columns[0], columns[-1] + 1)
    names = [column.target.attname for column, _, _ in compiler.select[own]]
    annotated = compiler.annotation_col_map or {}
    others = get_related_populators(described, compiler.select, alias)  # type: ignore[call-arg]

    def read(row: _Cells) -> Model:
        read_object: Model = model.from_db(alias, names, row[own])
        for other in others:
            other.populate(row, read_object)
        for name, column in annotated.items():
            setattr(read_object, name, row[column])
        return read_object

    return lambda rows: map(read, rows)
