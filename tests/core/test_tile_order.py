"""The order of the tiles: it follows what a person does, moves at sign-in and never under the hand."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import tile_order, tiles
from core.access import Access, Via
from core.models import TileChoice, TileUse
from core.rights import Right
from core.tiles import HALF_LIFE, Tile
from tests.factories import AdherentFactory, UserFactory
from tests.tiers import tiers_of

pytestmark = pytest.mark.django_db


def tile(key, **how) -> Tile:
    return Tile(key, key.title(), "house-door", "components/tile.html", lambda access: {}, **how)


WIDE = tile("wide", is_wide=True, is_always_shown=True)
LEGAL = tile("legal", right=Right.LEGAL_CONSULT)
TILES = [WIDE, tile("a"), tile("b"), tile("c"), tile("kept", is_always_shown=True), LEGAL]


@pytest.fixture
def access():
    return Access(UserFactory(), tiers_of(AdherentFactory(), None), frozenset(), Via("membership"))


def first(access):
    return ["c", "b"]


def order(access, session=None) -> str:
    session = SessionStore() if session is None else session
    return " ".join(one.key for one in tile_order.kept(session, TILES, access, first))


def use(access, *keys):
    for key in keys:
        tiles.count_use(access, key)


def test_before_any_use_it_suits_the_company_then_follows_the_use(access):
    assert order(access) == "wide c b a kept"
    use(access, "a")
    assert order(access) == "wide a c b kept"
    use(access, "kept", "kept")
    assert order(access) == "wide kept a c b"


def test_what_was_done_long_ago_counts_less_than_what_is_done_now(access):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        use(access, "a", "a", "a", "a")
    with time_machine.travel(start + 3 * HALF_LIFE, tick=False):
        use(access, "b")
        assert order(access) == "wide b a c kept"
    for key, at in (("c", start - timedelta(days=4000)), ("kept", start + timedelta(days=2))):
        TileUse.objects.create(user=access.user, adherent_id=access.tiers.adherent_id, key=key, score=3, at=at)
    with time_machine.travel(start, tick=False):
        assert order(access) == "wide b a kept c"


def test_it_stays_for_the_session_and_is_another_at_the_next(access):
    session = SessionStore()
    before = order(access, session)
    use(access, "a", "a", "kept")
    assert order(access, session) == before
    assert order(access) == "wide a kept c b"


def test_the_order_of_a_session_is_read_without_a_query_and_its_companies_are_bounded(access):
    session = SessionStore()
    order(access, session)
    with CaptureQueriesContext(connection) as queries:
        order(access, session)
    assert len(queries) == 0
    for rank in range(60):
        order(replace(access, tiers=replace(access.tiers, ref=f"ref{rank}")), session)
    assert len(session["tile_order"]) == 30


def test_a_right_given_or_taken_meanwhile_shows_at_once(access):
    session = SessionStore()
    order(access, session)
    more = replace(access, rights=frozenset({Right.LEGAL_CONSULT}))
    assert order(more, session) == "wide c b a kept legal"
    assert order(access, session) == "wide c b a kept"


def test_what_the_person_chose_wins_and_starting_again_forgets_it(access):
    session = SessionStore()
    order(access, session)
    use(access, "a")
    for key, choice in (("c", "pinned"), ("b", "pinned"), ("a", "hidden"), ("kept", "hidden"), ("wide", "hidden")):
        tile_order.choose(access=access, key=key, choice=TileChoice(choice))
    assert order(access, session) == "wide c b a kept", "not before it is asked for"
    tile_order.work_out_again(session, access)
    assert order(access, session) == "wide c b kept"
    placed = tile_order.placed(TILES, access, first)
    assert [one.tile.key for one in placed if one.is_hidden] == ["a"]
    tile_order.choose(access=access, key="a", choice=TileChoice.NONE)
    assert order(access) == "wide c b a kept"
    tile_order.start_again(access=access, keys=[one.key for one in TILES])
    assert TileUse.objects.count() == 0


def test_uses_and_choices_belong_to_one_person_for_one_company(access):
    other = replace(access, user=UserFactory())
    elsewhere = replace(access, tiers=tiers_of(AdherentFactory(), None))
    use(access, "a")
    tile_order.choose(access=access, key="b", choice=TileChoice.HIDDEN)
    tile_order.start_again(access=other, keys=["a", "b"])
    assert order(access) == "wide a c kept"
    assert order(other) == order(elsewhere) == "wide c b a kept"
