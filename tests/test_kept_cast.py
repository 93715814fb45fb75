"""The cast that is written again is the one that was gathered."""

from django.db import connection, transaction

from core import files
from tests.kept_cast import cast_again

_COUNTS = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


def counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        tables = [table for (table,) in cursor.fetchall()]
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in tables))
        return dict(cursor.fetchall())


def seen(kept) -> list:
    """What tests read of it, in several tables; a row again from the database, a file from its folder."""
    company = kept.rival
    company.adherent.refresh_from_db()
    stored = files.read(company.stopped.file.stored_name)
    return [kept.alice.email, company.adherent.name, company.people.employee.last_name, company.site.siret, stored]


def test_it_is_the_same_every_time(db):
    read = []
    for _ in range(2):
        with transaction.atomic():
            kept = cast_again()
            read.append((counts(), seen(kept)))
            assert kept.acme.holder is kept.alice, "one person, one object"
            transaction.set_rollback(True)
    assert read[0] == read[1]


def test_what_a_test_changes_is_not_seen_by_the_next(db):
    with transaction.atomic():
        cast_again().alice.first_name = "Autre"
        transaction.set_rollback(True)
    assert cast_again().alice.first_name == "Alice"
