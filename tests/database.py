"""The database of the tests: one migrated template, a copy for each worker, emptied after each test that commits."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pgtrigger
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from filelock import FileLock
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
# What `migrate` wrote and nothing changes afterwards.
_KEPT = frozenset({"django_migrations", "django_content_type", "auth_permission"})
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL(%s) ORDER BY tablename"
# Deleting a few rows costs a hundredth of truncating sixty tables, their indexes and their TOAST.
_EMPTY = """DO $$ DECLARE one text; BEGIN
  FOREACH one IN ARRAY %s::text[] LOOP EXECUTE format('DELETE FROM %%I', one); END LOOP;
END $$"""


class WorkerDatabase:
    """The copy of one worker, and the rows that the migrations brought."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_TABLES, [sorted(_KEPT)])
            self._tables = [table for (table,) in cursor.fetchall()]
            self._brought = {table: rows for table in self._tables if (rows := self._rows(cursor, table))}

    def restore(self) -> None:
        """As the migrations left it: every table emptied, procrastinate's too, then what they brought written again."""
        with pgtrigger.ignore(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(_EMPTY, [self._tables])
            for table, rows in self._brought.items():
                name = sql.Identifier(table)
                cursor.execute(
                    sql.SQL("INSERT INTO {0} SELECT * FROM json_populate_recordset(NULL::{0}, %s)").format(name), [rows]
                )

    @staticmethod
    def _rows(cursor: Any, table: str) -> str | None:
        cursor.execute(sql.SQL("SELECT json_agg(t)::text FROM {} t").format(sql.Identifier(table)))
        rows: str | None = cursor.fetchone()[0]
        return rows


@contextmanager
def database_of(worker: str) -> Iterator[WorkerDatabase]:
    """Copy the template, made when a migration is new to it, into a database that `worker` alone uses."""
    template = f"cibtp_template_{_fingerprint()}"
    lock = FileLock(str(Path(settings.DATA_DIR) / "template.lock"))
    own = sql.Identifier(f"cibtp_tests_{worker}")
    with lock, _maintenance() as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            _make_template(server, template)
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(own, sql.Identifier(template)))
    _use(f"cibtp_tests_{worker}")
    yield WorkerDatabase()
    with _maintenance() as server:
        connections.close_all()
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(own))


def _fingerprint() -> str:
    """Changes with any migration, ours or a library's version, and with what migrations bring from a file."""
    digest = hashlib.sha256()
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(path.read_bytes())
    for path in sorted(ROOT.glob("*/*/shipped.toml")):
        digest.update(path.read_bytes())
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _maintenance() -> psycopg.Connection:
    known = settings.DATABASES["default"]
    return psycopg.connect(
        host=known["HOST"] or None,
        port=known["PORT"] or None,
        user=known["USER"] or None,
        password=known["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    )


def _make_template(server: psycopg.Connection, template: str) -> None:
    """Migrate under a temporary name, then rename: a killed run never leaves half a template."""
    draft = f"{template}_draft"
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(draft)))
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
    _use(draft)
    call_command("migrate", interactive=False, verbosity=0)
    connection.close()
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(template)))


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    settings.DATABASES["default"]["NAME"] = name
