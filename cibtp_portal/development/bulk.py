"""Rows in bulk, by COPY, checked and indexed once: what the volume data of every section is loaded with."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from psycopg import sql

from core.triggers import StaysInItsCompany

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
    """One transaction in which what the rows of these tables point at is checked by a query each, at its end: that it
    is there (foreign keys), and of the company of the row (`StaysInItsCompany`).

    A deferred foreign key queues an event a row, and looks each up at COMMIT; the trigger looks up each row: most of
    the time of a national data set. PostgreSQL checks all of them by a join, and refuses the whole load for one row.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        keys = _foreign_keys(cursor, [model._meta.db_table for model in loaded])
        _check_what_waits(cursor)
        for table, name, _ in keys:
            cursor.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(*map(sql.Identifier, (table, name))))
        companies = [(model, trigger) for model in loaded for trigger in _of_company(model)]
        for model, trigger in companies:
            _alter_trigger(cursor, "DISABLE", model, trigger)
        yield
        _check_what_waits(cursor)
        for table, name, definition in keys:
            again = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} ").format(*map(sql.Identifier, (table, name)))
            cursor.execute(again + sql.SQL(definition))
        for model, trigger in companies:
            if trigger.strangers_in(model).exists():
                raise IntegrityError(f"what a row of {model._meta.db_table} points at is of its company")
            _alter_trigger(cursor, "ENABLE", model, trigger)


@contextmanager
def indexed_at_the_end(*models_loaded: type[models.Model]) -> Iterator[None]:
    """An index is made ten times faster of rows that are there than a row at a time."""
    indexes = [(model, index) for model in models_loaded for index in model._meta.indexes]
    with connection.schema_editor() as editor:
        for model, index in indexes:
            editor.remove_index(model, index)
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
    with connection.schema_editor() as editor:
        for model, index in indexes:
            editor.add_index(model, index)


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


def _of_company(model: type[models.Model]) -> list[StaysInItsCompany]:
    return [trigger for trigger in getattr(model._meta, "triggers", ()) if isinstance(trigger, StaysInItsCompany)]


def _alter_trigger(cursor: Any, verb: str, model: type[models.Model], trigger: StaysInItsCompany) -> None:
    names = sql.Identifier(model._meta.db_table), sql.Identifier(trigger.get_pgid(model))  # type: ignore[no-untyped-call,arg-type]
    cursor.execute(sql.SQL("ALTER TABLE {} " + verb + " TRIGGER {}").format(*names))


def _check_what_waits(cursor: Any) -> None:
    """A table of which rows wait to be checked cannot be altered."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
