"""Queries asked at every request, built once: Django writes their SQL the first time, then only the values change.

Building a query of three unions costs several times what the database needs to answer it (`make bench`). The query is
still one of the ORM's, with its managers and its conditions: nothing is written as text.

    _OPENINGS = PreparedQuery(_openings, user_id=IntegerField(), ref=CharField())
    rows = _OPENINGS.rows(user_id=12, ref="…")
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import CharField, DateField, Field, IntegerField, QuerySet

# Values that no row has: where Django puts one among the parameters, the value of the call goes.
_MARKS: dict[type[Field], Callable[[int], Any]] = {
    IntegerField: lambda rank: -9_007_199_254_740_000 - rank,
    CharField: lambda rank: f"\ue000{rank}\ue001",
    DateField: lambda rank: date(1, 1, 1 + rank),
}


class PreparedQuery:
    """`build(**values)` returns a queryset of plain values; it is called once, with marks in place of the values.

    A condition that depends on a value of Python's side (None, an empty list) would be frozen: pass plain values only.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], **values: Field) -> None:
        self._build = build
        self._names = {_MARKS[type(kind)](rank): name for rank, (name, kind) in enumerate(values.items())}
        self._compiled: tuple[str, tuple[Any, ...]] | None = None

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """What the query finds for these values. Raises KeyError when one lacks."""
        statement, parameters = self._statement()
        given = [values[self._names[one]] if self._is_mark(one) else one for one in parameters]
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            return list(cursor.fetchall())

    def _is_mark(self, parameter: Any) -> bool:
        return isinstance(parameter, int | str | date) and parameter in self._names

    def _statement(self) -> tuple[str, tuple[Any, ...]]:
        if self._compiled is None:
            query = self._build(**{name: mark for mark, name in self._names.items()}).query
            statement, parameters = query.get_compiler(connection=connection).as_sql()
            lacking = set(self._names.values()) - {self._names[one] for one in parameters if self._is_mark(one)}
            if lacking:
                raise ValueError(f"the query does not use {', '.join(sorted(lacking))} as it is given")
            self._compiled = statement, tuple(parameters)
        return self._compiled
