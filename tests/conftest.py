"""One migrated template database for all workers; each worker's own database is a copy of it."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client
from filelock import FileLock
from psycopg import sql

from tests.cast import Cast, gather
from tests.jobs import forget_jobs

ROOT = Path(__file__).resolve().parents[1]


def _fingerprint() -> str:
    """Changes with any migration, ours or a library's version."""
    digest = hashlib.sha256()
    for path in sorted(ROOT.glob("*/migrations/*.py")):
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


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, worker_id: str, testrun_uid: str) -> Iterator[None]:
    connection = connections["default"]
    template = f"cibtp_template_{_fingerprint()}"
    own = f"cibtp_tests_{testrun_uid[:8]}_{worker_id}"
    lock = FileLock(str(Path(settings.DATA_DIR) / "template.lock"))
    with django_db_blocker.unblock(), lock, _maintenance() as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            _make_template(server, connection, template)
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(own), sql.Identifier(template)))
    connection.close()
    connection.settings_dict["NAME"] = own
    settings.DATABASES["default"]["NAME"] = own
    yield
    with django_db_blocker.unblock(), _maintenance() as server:
        connections.close_all()
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(own)))


def _make_template(server: psycopg.Connection, connection: Any, template: str) -> None:
    """Migrate under a temporary name, then rename: a killed run never leaves half a template."""
    draft = f"{template}_draft"
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(draft)))
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
    connection.close()
    connection.settings_dict["NAME"] = draft
    call_command("migrate", interactive=False, verbosity=0)
    connection.close()
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(template)))


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> None:
    """Each test writes its messages and its private files in its own folders."""
    settings.OUTBOX_DIR = tmp_path / "outbox"
    private = settings.STORAGES["private"]
    options = {**private["OPTIONS"], "location": str(tmp_path / "private")}
    settings.STORAGES = {**settings.STORAGES, "private": {**private, "OPTIONS": options}}


@pytest.fixture(autouse=True)
def empty_queue(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Tests that commit leave no job to the next: Django empties its own tables, not procrastinate's."""
    yield
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction")
    if commits or {"transactional_db", "live_server"} & set(request.fixturenames):
        with django_db_blocker.unblock():
            forget_jobs()


@pytest.fixture
def client_factory() -> Any:
    """Other browsers: `client_factory()` shares nothing with `client`."""
    return Client


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody (DESIGN §9): see `tests.cast`."""
    return gather()
