"""Fixtures of every test."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, TransactionTestCase
from hypothesis import settings as hypothesis_settings

from tests.cast import Cast
from tests.database import database_of
from tests.kept_cast import cast_again
from tests.s3 import bucket, s3_server, store_goes_down

__all__ = ["bucket", "s3_server", "store_goes_down"]

# A busy machine fails no property, and no run remembers another.
hypothesis_settings.register_profile("suite", deadline=None, database=None)
hypothesis_settings.load_profile("suite")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """The run that is looked at, not its workers."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_NamesFailures(config))


class _NamesFailures:
    """Says which test failed as soon as it did: a run that is cut has told it."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            terminal = self._config.pluginmanager.get_plugin("terminalreporter")
            assert terminal is not None
            terminal.ensure_newline()
            terminal.write_line(f"{report.nodeid} failed ({report.when}): {_last_line(report)}")


def _last_line(report: pytest.TestReport) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    return crash.message.partition("\n")[0][:200] if crash else ""


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


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a test published is unknown to the next one."""
    cache.clear()


@pytest.fixture
def client_factory() -> Any:
    """Other browsers: `client_factory()` shares nothing with `client`."""
    return Client


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody (DESIGN §9): see `tests.cast`."""
    return cast_again()
