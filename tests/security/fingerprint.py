"""What the database holds, in one number a table: two equal answers mean that nothing was written in between."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.http import HttpResponse

# What a refused or a safe request may write: the session, the line of the journal, the counter of the attempt.
MAY_CHANGE = frozenset({"accounts_session", "core_auditevent", "core_throttlebucket"})


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(set(connection.introspection.table_names(cursor)) - MAY_CHANGE)


def fingerprint() -> dict[str, tuple[int, int]]:
    """Of each table, its number of rows and a sum over their content and their place: an UPDATE moves a row."""
    one = "SELECT '{0}', count(*), coalesce(sum(hashtextextended(t::text || t.ctid::text, 0)), 0) FROM \"{0}\" t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(table) for table in _tables()))
        return {table: (count, int(total)) for table, count, total in cursor.fetchall()}


@contextmanager
def nothing_written(what: str = "") -> Iterator[None]:
    before = fingerprint()
    yield
    after = fingerprint()
    assert {table for table in after if after[table] != before[table]} == set(), what


def body_of(response: HttpResponse) -> str:
    """What the answer holds, a file's content included."""
    content = b"".join(response) if response.streaming else response.content
    return content.decode(errors="replace")
