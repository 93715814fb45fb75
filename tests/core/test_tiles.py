"""Tiles: by right, and never one that breaks the page."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core import tiles
from core.access import Access, Via
from core.models import TileUse
from core.rights import Right
from core.tiles import HALF_LIFE, Tile
from tests.factories import AdherentFactory, UserFactory
from tests.tiers import tiers_of

pytestmark = pytest.mark.django_db


def tile(key, right=None, context=lambda access: {}) -> Tile:
    return Tile(key, key.title(), "house-door", "components/tile.html", context, right)


@pytest.fixture
def access():
    return Access(UserFactory(), tiers_of(AdherentFactory(), None), frozenset({Right.LEGAL_CONSULT}), Via("membership"))


def test_a_tile_needs_its_right(access):
    declared = [tile("legal", Right.LEGAL_CONSULT), tile("bank", Right.BANK_ACT), tile("anyone")]
    assert [one.key for one in tiles.allowed(declared, access)] == ["legal", "anyone"]


def test_a_use_fades_by_half_every_fortnight(access):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        for _ in range(4):
            tiles.count_use(access, "a")
    with time_machine.travel(start + 3 * HALF_LIFE, tick=False):
        tiles.count_use(access, "a")
    use = TileUse.objects.get(key="a")
    assert use.score == pytest.approx(1 + 4 / 8, abs=0.01)
    assert use.at - start == timedelta(days=42)


def test_a_tile_that_fails_is_left_out_and_logged(access, caplog):
    with caplog.at_level(logging.ERROR):
        shown = tiles.shown([tile("broken", context=lambda access: 1 / 0), tile("b")], access)
    assert [one.key for one in shown] == ["b"]
    assert "broken" in caplog.text
