"""Tiles: by right, by use, and never one that breaks the page."""

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


def keys(declared, access) -> list[str]:
    return [shown.key for shown in tiles.shown(declared, access)]


def test_a_tile_needs_its_right(access):
    declared = [tile("legal", Right.LEGAL_CONSULT), tile("bank", Right.BANK_ACT), tile("anyone")]
    assert keys(declared, access) == ["legal", "anyone"]


def test_the_order_is_declared_then_follows_the_use(access):
    declared = [tile("a"), tile("b"), tile("c")]
    assert keys(declared, access) == ["a", "b", "c"]
    tiles.count_use(access, "c")
    assert keys(declared, access) == ["c", "a", "b"]
    tiles.count_use(access, "b")
    tiles.count_use(access, "b")
    assert keys(declared, access) == ["b", "c", "a"]


def test_a_use_fades_by_half_every_fortnight(access):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        for _ in range(4):
            tiles.count_use(access, "a")
    with time_machine.travel(start + 3 * HALF_LIFE, tick=False):
        tiles.count_use(access, "b")
        assert keys([tile("a"), tile("b")], access) == ["b", "a"]
        tiles.count_use(access, "a")
    assert TileUse.objects.get(key="a").score == pytest.approx(1 + 4 / 8, abs=0.01)


def test_uses_belong_to_one_person_for_one_company(access):
    other = Access(UserFactory(), access.tiers, access.rights, access.via)
    elsewhere = Access(access.user, tiers_of(AdherentFactory(), None), access.rights, access.via)
    tiles.count_use(access, "b")
    assert keys([tile("a"), tile("b")], other) == keys([tile("a"), tile("b")], elsewhere) == ["a", "b"]


def test_a_tile_that_fails_is_left_out_and_logged(access, caplog):
    with caplog.at_level(logging.ERROR):
        assert keys([tile("broken", context=lambda access: 1 / 0), tile("b")], access) == ["b"]
    assert "broken" in caplog.text


def test_a_use_in_the_past_or_the_future_breaks_nothing(access):
    now = timezone.now()
    for key, at in (("a", now - timedelta(days=4000)), ("b", now + timedelta(days=2))):
        TileUse.objects.create(user=access.user, adherent_id=access.tiers.adherent_id, key=key, score=3, at=at)
    assert keys([tile("a"), tile("b")], access) == ["b", "a"]
