"""Queries asked at every request, compiled once: Django writes their SQL the first time, then only the values change.

Building a query of three unions costs several times what the database needs to answer it (`make bench`). The query is
still one of the ORM's, with its managers and its conditions: nothing is written as text.

    _USER = Given("user_id", IntegerField())
    _DOORS = CompiledQuery(lambda: _doors(_USER, TODAY), into=Door)
    doors = _DOORS.rows(user_id=12, today=timezone.localdate())

A day or an instant that is not given would be for ever the one of the first request: such a query is refused.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from itertools import starmap
from typing import Any, Generic, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, DateField, F, Field, Func, Model, QuerySet, Value
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

from core.access import Scope

Row = TypeVar("Row")
_Cells = Sequence[Any]


class Given(Value):
    """A value that each call gives, under this name: in the query, an expression like any other.

    A condition that Python decides (None or not, an empty list) is decided when the query is compiled.
    """

    def __init__(self, name: str, output_field: Field) -> None:
        super().__init__(name, output_field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return "%s", [self]

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
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Any]], into: type[Row] | None = None) -> None:
        self._build, self._into = build, into

    def rows(self, **values: Any) -> list[Row]:
        """What the query answers for these values: exactly those that it was given names for."""
        statement = self._statement
        if values.keys() != statement.names:
            raise TypeError(f"the query is given {sorted(statement.names)}, not {sorted(values)}")
        sql = statement.sql
        parameters = [one.prepared(values[one.name]) if isinstance(one, Given) else one for one in statement.parameters]
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return statement.read(cursor.fetchall())

    def first(self, **values: Any) -> Row | None:
        return next(iter(self.rows(**values)), None)

    @property
    def names(self) -> set[str]:
        """Of the values that it is given."""
        return self._statement.names

    @cached_property
    def _statement(self) -> "_Statement":
        queryset = self._build()
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        if frozen := [one for one in parameters if isinstance(one, date)]:
            raise TypeError(f"{frozen[0]} would be kept for ever: give it, with Given")
        names = {one.name for one in parameters if isinstance(one, Given)}
        return _Statement(sql, tuple(parameters), names, _reader(queryset, compiler, self._into))


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


@dataclass(frozen=True, slots=True)
class _Statement:
    """`names`: of the values that it is given; `read`: from what the database tells to the rows of the query."""

    sql: str
    parameters: tuple[Any, ...]
    names: set[str]
    read: Callable[[list[_Cells]], list[Any]]


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
