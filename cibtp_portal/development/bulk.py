"""Rows in bulk, by COPY, their foreign keys checked once: what the volume data of every section is loaded with."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import connection, models, transaction
from psycopg import sql

Row = tuple[Any, ...]
# A sequence never goes back: what was written and cancelled may be written again under its number.
_AFTER = """
    SELECT setval(sequence, greatest(%(last)s, nextval(sequence)))
    FROM (SELECT pg_get_serial_sequence(%(table)s, 'id')::regclass AS sequence) AS of_table
"""


@dataclass(frozen=True, slots=True)
class Amount:
    """How many of something a section loads: an option of `manage.py load_data`, and the sizes `make bench` measures.

    `national`: in the whole country; `least`: what a page needs to be measured beside the demonstration.
    """

    name: str
    default: int
    label: str
    national: int
    least: int = 0


def next_id(model: type[models.Model]) -> int:
    highest = model._base_manager.aggregate(highest=models.Max("pk"))["highest"]
    return int(highest or 0) + 1


def numbered(first: int, groups: Iterable[Iterable[Row]]) -> Iterator[Row]:
    """Put the next ids of the table in front of the rows."""
    for rank, row in enumerate(chain.from_iterable(groups), start=first):
        yield (rank, *row)


def copy_rows(model: type[models.Model], columns: tuple[str, ...], rows: Iterable[Row]) -> int:
    """COPY the rows, then move the table's sequence, if it has one, after them.

    `rows` must not query: the connection is busy.
    """
    table = model._meta.db_table
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    count = 0
    with connection.cursor() as cursor:
        with cursor.copy(statement) as target:
            for row in rows:
                target.write_row(row)
                count += 1
        # What is read of this table next must not follow a plan made when it was small.
        cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))
        if model._meta.auto_field is not None:
            cursor.execute(_AFTER, {"table": table, "last": next_id(model) - 1})
    return count


@contextmanager
def checked_once(*loaded: type[models.Model]) -> Iterator[None]:
    """One transaction in which the foreign keys of these tables are checked by a query each, at its end.

    A deferred foreign key queues an event a row, and looks each up at COMMIT: most of the time of a national data set.
    Dropped and added again, PostgreSQL checks it by one join, and refuses the whole load if a row points nowhere.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        keys = _foreign_keys(cursor, [model._meta.db_table for model in loaded])
        _check_what_waits(cursor)
        for table, name, _ in keys:
            cursor.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(*map(sql.Identifier, (table, name))))
        yield
        _check_what_waits(cursor)
        for table, name, definition in keys:
            again = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} ").format(*map(sql.Identifier, (table, name)))
            cursor.execute(again + sql.SQL(definition))


def _foreign_keys(cursor: Any, tables: list[str]) -> list[tuple[str, str, Any]]:
    """The table, the name and the definition of each."""
    cursor.execute(
        "SELECT relname, conname, pg_get_constraintdef(pg_constraint.oid) FROM pg_constraint "
        "JOIN pg_class ON pg_class.oid = conrelid "
        "WHERE contype = 'f' AND relname = ANY(%s) AND relnamespace = current_schema()::regnamespace "
        "ORDER BY relname, conname",
        [tables],
    )
    return list(cursor.fetchall())


def _check_what_waits(cursor: Any) -> None:
    """A table of which rows wait to be checked cannot be altered."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
