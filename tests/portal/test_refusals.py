"""What is not somebody’s is not shown to them; where they are refused, they are still somewhere."""

import re

import pytest
from django.urls import reverse

from delegations.models import FirmMember
from tests.delegations.kit import at

pytestmark = pytest.mark.django_db


def home_of(cast, name):
    return cast.browser(name).get(reverse("portal_home", args=[cast.acme.ref]))


@pytest.mark.parametrize("name", ["alice", "bruno", "chloe"])
def test_no_link_of_the_home_page_is_refused(cast, name):
    """The menu, the bar and the tiles."""
    browser = cast.browser(name)
    page = home_of(cast, name).content.decode()
    links = {link.partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', page) if "/static/" not in link}
    refused = [link for link in links if link and browser.get(link).status_code in {403, 404}]
    assert len(links) > 5
    assert refused == []


def test_a_delegate_without_contact_still_reaches_the_caisse(cast):
    page = home_of(cast, "chloe").content.decode()
    assert reverse("support:index", args=[cast.acme.ref]) not in page
    assert f"{reverse('caisse_home', args=[cast.caisse.slug])}#contact" in page
    assert reverse("support:index", args=[cast.acme.ref]) in home_of(cast, "alice").content.decode()


def test_a_refusal_keeps_the_menu_and_the_company(cast):
    answer = cast.browser("chloe").get(reverse("employees:index", args=[cast.acme.ref]))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Vos droits pour Acme Maçonnerie ne comprennent pas ce service" in page
    assert reverse("portal_home", args=[cast.acme.ref]) in page
    assert 'aria-label="Barre fonctionnelle"' in page


def test_a_refusal_in_a_cabinet_keeps_the_menu(cast):
    FirmMember.objects.filter(user=cast.chloe).update(is_administrator=False)
    answer = cast.browser("chloe").get(at(cast, "requests"))
    assert answer.status_code == 403
    assert reverse("accounts:account") in answer.content.decode()


def test_a_refusal_that_cannot_be_drawn_is_still_told(cast, monkeypatch):
    monkeypatch.setattr("cibtp_portal.views.render", lambda *args, **kwargs: 1 / 0)
    answer = cast.browser("chloe").get(reverse("employees:index", args=[cast.acme.ref]))
    assert answer.status_code == 403
    assert "Vous n’avez pas le droit d’ouvrir cette page" in answer.content.decode()


@pytest.mark.parametrize("page", ["accounts:account", "choose_tiers"])
def test_an_expired_delegate_is_sent_to_the_company_not_to_letters(cast, page):
    told = cast.browser("denis").get(reverse(page)).content.decode()
    assert "il n’y faut aucun courrier" in told
    assert "Munissez-vous des deux courriers" not in told
    assert "Munissez-vous des deux courriers" in cast.browser("zoe").get(reverse(page)).content.decode()
