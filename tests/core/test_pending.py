"""What waits to be done: counted where one may know it, told in words, on the home page first."""

import pytest
from django.urls import reverse

from core import pending
from core.access import Access, Via
from core.pending import PendingItem, PendingSource
from core.rights import Right
from tests.factories import AdherentFactory, UserFactory
from tests.tiers import tiers_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def declare(monkeypatch):
    """`declare(counts, right)`: a section that counts what is pending by company."""

    def declare_source(counts, right=Right.LEGAL_CONSULT):
        source = PendingSource("x", "page à lire", right, lambda ids: counts, "pages à lire", "adherents:index")
        monkeypatch.setattr(pending, "sources", lambda: [source])

    return declare_source


def access_to(adherent, establishment=None, rights=frozenset({Right.LEGAL_CONSULT})):
    return Access(UserFactory(), tiers_of(adherent, establishment), rights, Via("membership"))


@pytest.mark.parametrize(("number", "told"), [(1, "1 page à lire"), (2, "2 pages à lire")])
def test_it_is_told_in_words_with_where_it_is_done(declare, number, told):
    adherent = AdherentFactory()
    declare({adherent.pk: number})
    url = reverse("adherents:index", args=[adherent.public_id])
    assert pending.pending_of(access_to(adherent)) == [PendingItem(told, url)]


def test_nothing_is_told_of_what_is_done_nor_without_the_right_nor_of_a_site(declare):
    adherent = AdherentFactory()
    declare({adherent.pk: 0})
    assert pending.pending_of(access_to(adherent)) == []
    declare({adherent.pk: 3})
    assert pending.pending_of(access_to(adherent, rights=frozenset())) == []
    assert pending.pending_of(access_to(adherent, adherent.head_office)) == []
    declare({AdherentFactory().pk: 3})
    assert pending.pending_of(access_to(adherent)) == []


def test_the_home_page_shows_it_first(cast, declare):
    declare({cast.acme.adherent.pk: 2})
    alice = cast.browser("alice")
    home = reverse("portal_home", args=[cast.acme.ref])
    alice.post(reverse("tile_use", args=[cast.acme.ref, "help"]))
    page = alice.get(home)
    assert [tile.key for tile in page.context["tiles"]][:2] == ["to-do", "help"]
    assert "2 pages à lire" in page.content.decode()
    declare({})
    assert "Rien n’attend votre action" in alice.get(home).content.decode()
