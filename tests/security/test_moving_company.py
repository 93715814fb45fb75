"""A company that moves to another caisse: its people go on, the staff change at once, what was done stays told."""

import pytest
from django.urls import reverse

from core.models import AuditEvent


@pytest.fixture
def moved(cast):
    """Acme, which was Sami's, becomes Rose's; the network's administration does it by hand."""
    adherent = cast.acme.adherent
    adherent.caisse = cast.other_caisse
    adherent.save()
    return cast


def test_its_people_go_on_and_see_the_new_caisse(moved):
    for person in ("alice", "bruno", "chloe"):
        page = moved.browser(person).get(reverse("portal_home", args=[moved.acme.ref]))
        assert page.status_code == 200, person
        assert moved.other_caisse.name in page.content.decode()
        assert moved.caisse.name not in page.content.decode(), person


def test_a_page_open_during_the_move_shows_the_new_caisse_at_the_next_click(cast):
    alice, home = cast.browser("alice"), reverse("portal_home", args=[cast.acme.ref])
    assert cast.caisse.name in alice.get(home).content.decode()
    type(cast.acme.adherent).objects.filter(pk=cast.acme.adherent.pk).update(caisse=cast.other_caisse)
    assert cast.other_caisse.name in alice.get(home).content.decode()


def test_the_staff_of_the_old_caisse_lose_it_and_those_of_the_new_one_have_it(moved):
    page = reverse("admin:adherents_adherent_change", args=[moved.acme.adherent.pk])
    person = reverse("admin:accounts_user_change", args=[moved.alice.pk])
    sami, rose = moved.browser("sami"), moved.browser("rose")
    assert [sami.get(address).status_code for address in (page, person)] == [404, 404]
    assert [rose.get(address).status_code for address in (page, person)] == [200, 200]


def test_what_was_done_before_stays_in_the_journal_of_the_caisse_that_saw_it(cast):
    chloe = cast.browser("chloe")
    chloe.get(reverse("portal_home", args=[cast.acme.ref]))
    adherent = cast.acme.adherent
    adherent.caisse = cast.other_caisse
    adherent.save()
    cast.browser("chloe").get(reverse("portal_home", args=[cast.acme.ref]))
    lines = AuditEvent.objects.filter(action="delegations.tiers_entered", adherent_id=adherent.pk).order_by("pk")
    assert [line.caisse_id for line in lines] == [cast.caisse.pk, cast.other_caisse.pk]
