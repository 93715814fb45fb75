"""What was written, table by table, as PostgreSQL counts it: two equal answers mean that nothing was in between."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.http import HttpResponse

# What a refused or a safe request may write: the session, the line of the journal, the counter of the attempt.
# A document taken away, by its address, is told to its company: reading that address is the act itself.
MAY_CHANGE = frozenset({"accounts_session", "core_auditevent", "core_throttlebucket", "documents_download"})
_WRITTEN = """
SELECT relname, counted.inserted, counted.updated, counted.deleted
FROM pg_class, LATERAL (SELECT
  pg_stat_get_xact_tuples_inserted(oid) AS inserted,
  pg_stat_get_xact_tuples_updated(oid) AS updated,
  pg_stat_get_xact_tuples_deleted(oid) AS deleted
) AS counted
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
  AND counted.inserted + counted.updated + counted.deleted > 0"""


def fingerprint() -> dict[str, tuple[int, int, int]]:
    """Rows inserted, updated and deleted in each table since the test began, those of an undone savepoint included."""
    assert connection.in_atomic_block, "PostgreSQL counts within one transaction: not in a test that commits"
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN)
        return {table: tuple(counts) for table, *counts in cursor.fetchall() if table not in MAY_CHANGE}


def differing(before: dict[str, tuple[int, int, int]]) -> set[str]:
    """The tables written since then."""
    after = fingerprint()
    return {table for table in after if after[table] != before.get(table)}


@contextmanager
def nothing_written(what: str = "", *, undone: str = "") -> Iterator[None]:
    """`undone`: the table where a row is tried and given up; its content is compared, to the place of each row."""
    before, content = fingerprint(), _content(undone)
    yield
    assert differing(before) <= {undone}, what
    assert _content(undone) == content, what


def _content(table: str) -> list[tuple]:
    if not table:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT ctid::text, t::text FROM "{table}" t ORDER BY 1')
        return cursor.fetchall()


def body_of(response: HttpResponse) -> str:
    """What the answer holds, a file's content included."""
    content = b"".join(response) if response.streaming else response.content
    return content.decode(errors="replace")
