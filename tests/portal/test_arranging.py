"""The tiles of a home page that learn: counted by what is done, arranged by whoever they are of."""

import re

import pytest
from django.db import DatabaseError
from django.urls import reverse

from cibtp_portal.dashboard import TILES, first_order
from core.models import TileUse
from delegations import authority

pytestmark = pytest.mark.django_db


def page(cast, name, *args):
    return reverse(name, args=[cast.acme.ref, *args])


def keys_of(browser, cast) -> list[str]:
    return re.findall(r'data-tile-key="([\w-]+)"', browser.get(page(cast, "portal_home")).content.decode())


def test_a_tile_is_pinned_hidden_shown_again_and_says_why(cast):
    alice = cast.browser("alice")
    before = keys_of(alice, cast)
    for key, choice in (("company", "pinned"), ("stoppages", "hidden")):
        answer = alice.post(page(cast, "choose_tile", key), {"choice": choice})
        assert answer["Location"] == page(cast, "arrange_tiles")
    after = keys_of(alice, cast)
    assert (after[:2], set(before) - set(after)) == (["to-do", "company"], {"stoppages"})
    body = alice.get(page(cast, "arrange_tiles")).content.decode()
    for words in ("Épinglée par vous", "Masquée par vous", "Pas encore utilisée", "Toujours en tête"):
        assert words in body
    alice.post(page(cast, "choose_tile", "stoppages"), {"choice": ""})
    assert "stoppages" in keys_of(alice, cast)
    again = page(cast, "start_tiles_again")
    assert alice.post(again).status_code == 200, "asked first"
    assert alice.post(again, {"confirm": "1"}).status_code == 302
    assert keys_of(alice, cast) == before
    assert TileUse.objects.count() == 0


@pytest.mark.parametrize(
    ("key", "choice", "status"),
    [
        ("recent_documents", "hidden", 403),
        ("help", "hidden", 403),
        ("to-do", "hidden", 403),
        ("company", "elsewhere", 404),
        ("unknown", "pinned", 404),
    ],
)
def test_what_the_guide_wants_always_shown_is(cast, key, choice, status):
    assert cast.browser("alice").post(page(cast, "choose_tile", key), {"choice": choice}).status_code == status
    assert TileUse.objects.count() == 0


def test_nobody_arranges_a_tile_that_they_have_no_right_to(cast):
    assert cast.browser("chloe").post(page(cast, "choose_tile", "company"), {"choice": "pinned"}).status_code == 404


def test_something_done_in_a_section_counts_and_a_page_read_does_not(cast):
    alice, person = cast.browser("alice"), cast.acme.people.employee
    alice.get(reverse("employees:employee", args=[cast.acme.ref, person.public_id]))
    assert TileUse.objects.count() == 0
    alice.post(reverse("adherents:withdraw_change", args=[cast.acme.ref, cast.acme.change.public_id]), {"confirm": "1"})
    assert TileUse.objects.get().key == "company"


def test_a_use_that_cannot_be_counted_changes_nothing_to_the_answer(cast, monkeypatch):
    def fail(*args):
        raise DatabaseError

    monkeypatch.setattr("core.tiles.count_use", fail)
    address = reverse("adherents:withdraw_change", args=[cast.acme.ref, cast.acme.change.public_id])
    assert cast.browser("alice").post(address, {"confirm": "1"}).status_code == 302


def test_the_first_order_suits_whoever_comes(cast, monkeypatch):
    alice = authority.resolve(cast.alice, cast.acme.ref)
    chloe = authority.resolve(cast.chloe, cast.acme.ref)
    few = first_order(alice)
    monkeypatch.setattr("cibtp_portal.dashboard._FEW_PEOPLE", -1)
    many = first_order(alice)
    assert few.index("recent_documents") < few.index("employees")
    assert many.index("absences") < many.index("recent_documents")
    assert first_order(chloe).index("contributions") == 1
    for order in (few, many, first_order(chloe)):
        assert sorted(order) == sorted(tile.key for tile in TILES)
