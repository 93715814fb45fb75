"""Fixtures of every test."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, TransactionTestCase
from hypothesis import settings as hypothesis_settings

from tests.cast import Cast, gather
from tests.database import database_of

# A busy machine fails no property, and no run remembers another.
hypothesis_settings.register_profile("suite", deadline=None, database=None)
hypothesis_settings.load_profile("suite")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, worker_id: str, testrun_uid: str) -> Iterator[None]:
    """A worker's own database; a test that commits leaves it as the migrations made it, whatever runs next."""
    with (
        django_db_blocker.unblock(),
        database_of(f"{testrun_uid[:8]}_{worker_id}") as database,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: database.restore())
        with django_db_blocker.block():
            yield


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Any) -> None:
    """Each test writes its messages and its private files in its own folders."""
    settings.OUTBOX_DIR = tmp_path / "outbox"
    private = settings.STORAGES["private"]
    options = {**private["OPTIONS"], "location": str(tmp_path / "private")}
    settings.STORAGES = {**settings.STORAGES, "private": {**private, "OPTIONS": options}}


@pytest.fixture
def client_factory() -> Any:
    """Other browsers: `client_factory()` shares nothing with `client`."""
    return Client


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody (DESIGN §9): see `tests.cast`."""
    return gather()
