"""Fixtures of this folder."""

import pytest

from accounts.letters import services as letters
from tests.factories import (
    CaisseFactory,
    StaffFactory,
)


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": str(tmp_path / "private"), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "private": private}
    return tmp_path / "private"


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(letters, "CHUNK", 3)


@pytest.fixture
def caisse(db):
    return CaisseFactory()


@pytest.fixture
def manager(caisse):
    return StaffFactory(staff_caisse=caisse)
