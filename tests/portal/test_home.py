"""The signed-in home page and its furniture (DESIGN §1), for each person of the cast."""

import re

import pytest
from django.urls import reverse

from cibtp_portal import navigation
from cibtp_portal.dashboard import TILES
from core.models import TileUse
from tests.cast import ABSENCES_ONLY, CONSULT_ONLY
from tests.factories import EstablishmentFactory, FirmMemberFactory, MembershipFactory

SECTIONS = [
    "Informations légales et déclaratives",
    "Mes salariés",
    "Arrêts et remboursements",
    "Documents",
    "Contact et questions-réponses",
    "Mon compte",
]


def home(cast, person="alice", company=None):
    ref = company or cast.acme.ref
    return cast.browser(person).get(reverse("portal_home", args=[ref])).content.decode()


def menu_of(body: str) -> str:
    return re.search(r'<nav[^>]*\bid="menu".*?</nav>', body, re.S).group()


def test_the_whole_furniture_is_there(cast):
    body = home(cast)
    assert "Bonjour Alice" in body
    for words in (
        *SECTIONS,
        "Déconnexion",
        "Contacter la caisse",
        "Questions-réponses",
        "Aide de la page",
        "Mentions légales",
        "Protection des données personnelles",
        "Conditions générales d’utilisation",
        "Accessibilité",
        "Plan du site",
        "Mes documents récents",
        cast.acme.adherent.name,
        cast.caisse.name,
        "Alice Exemple",
    ):
        assert words in body, words


def test_the_menu_has_the_six_sections_of_the_guide_in_its_order(cast):
    assert [section.label for section in navigation.SECTIONS][1:] == SECTIONS
    menu = menu_of(home(cast))
    places = [menu.index(label) for label in SECTIONS]
    assert places == sorted(places)
    assert menu.count('aria-current="page"') == 1


def test_every_entry_of_the_menu_opens(cast):
    alice = cast.browser("alice")
    addresses = re.findall(r'href="(/[^"#?]*)"', menu_of(home(cast)))
    assert len(addresses) >= 7
    assert {alice.get(address).status_code for address in addresses} == {200}


@pytest.mark.parametrize("person", ["alice", "bruno", "chloe"])
def test_the_menu_and_the_tiles_show_what_the_rights_open_and_no_more(cast, person):
    rights = {"alice": None, "bruno": CONSULT_ONLY, "chloe": ABSENCES_ONLY}[person]
    body = home(cast, person)
    menu = menu_of(body)
    for section in navigation.SECTIONS:
        otherwise = section.otherwise is not None and rights is not None and section.otherwise[1] in rights
        opened = rights is None or section.right is None or section.right in rights or otherwise
        assert (section.label in menu) is opened, section.label
    for tile in TILES:
        opened = rights is None or tile.right is None or tile.right in rights
        assert (f'data-tile-key="{tile.key}"' in body) is opened, tile.key


def test_changing_tiers_is_offered_when_there_is_more_than_one(cast):
    link = reverse("choose_tiers")
    MembershipFactory(user=cast.zoe, adherent=cast.globex)
    assert link not in home(cast, "zoe", cast.globex.public_id)
    assert link in home(cast, "alice"), "her company has two sites"
    assert link in home(cast, "chloe")
    page = cast.browser("chloe").get(link).content.decode()
    for adherent in (cast.acme.adherent, cast.globex):
        assert reverse("portal_home", args=[adherent.public_id]) in page
    assert cast.rival.adherent.name not in page


def test_the_last_tiers_is_the_one_found_again(cast):
    for adherent in (cast.globex, cast.acme.adherent):
        MembershipFactory(user=cast.zoe, adherent=adherent)
    zoe = cast.browser("zoe")
    for ref in (cast.globex.public_id, cast.acme.ref):
        address = reverse("portal_home", args=[ref])
        zoe.get(address)
        assert zoe.get("/espace/")["Location"] == address
        assert zoe.get(reverse("accounts:account")).status_code == 200


def test_an_accountant_comes_home_to_the_firm_which_is_first_in_the_menu_with_or_without_a_client(cast):
    chloe, firm_home = cast.browser("chloe"), reverse("firm:portfolio", args=[cast.firm.public_id])
    assert chloe.get("/espace/")["Location"] == firm_home
    for address in (firm_home, reverse("accounts:account"), reverse("portal_home", args=[cast.acme.ref]), firm_home):
        links = re.findall(r'href="([^"]*)"', menu_of(chloe.get(address).content.decode()).partition("<ul>")[2])
        assert links[0] == firm_home, address
    assert chloe.get("/espace/")["Location"] == firm_home, "even after a client"
    for person in ("alice", "bruno", "zoe"):
        assert firm_home not in cast.browser(person).get("/compte/").content.decode()


def test_who_has_a_company_and_a_firm_comes_home_to_the_company_with_the_firm_in_the_menu(cast):
    FirmMemberFactory(user=cast.alice, firm=cast.firm)
    alice = cast.browser("alice")
    assert alice.get("/espace/")["Location"] == reverse("portal_home", args=[cast.acme.ref])
    assert reverse("firm:portfolio", args=[cast.firm.public_id]) in menu_of(home(cast))


def test_two_tabs_act_each_for_their_own_company(cast):
    """Z3: the company is in the address; the session is only a memory."""
    chloe = cast.browser("chloe")
    acme, globex = (reverse("stoppages:index", args=[ref]) for ref in (cast.acme.ref, cast.globex.public_id))
    chloe.get(reverse("portal_home", args=[cast.acme.ref]))
    chloe.get(reverse("portal_home", args=[cast.globex.public_id]))
    use = reverse("tile_use", args=[cast.acme.ref, "help"])
    assert chloe.post(use).status_code == 204
    assert TileUse.objects.get().adherent == cast.acme.adherent
    assert (chloe.get(acme).status_code, chloe.get(globex).status_code) == (403, 403)


def test_a_site_is_shown_as_the_site_it_is(cast):
    """Acting for one site: its name everywhere, and nothing of the other sites."""
    other = EstablishmentFactory(adherent=cast.acme.adherent, name="Autre dépôt")
    MembershipFactory(user=cast.zoe, adherent=cast.acme.adherent, establishment=cast.acme.site)
    body = home(cast, "zoe", cast.acme.site.public_id)
    assert cast.acme.site.name in body
    assert other.name not in body
    assert "Sites déclarants" not in body
    spaces = re.sub(r"\D", "", body)
    assert cast.acme.site.siret in spaces
    assert other.siret not in spaces


def test_a_use_is_counted_for_a_tile_that_exists(cast):
    alice = cast.browser("alice")
    assert alice.post(reverse("tile_use", args=[cast.acme.ref, "company"])).status_code == 204
    assert alice.post(reverse("tile_use", args=[cast.acme.ref, "inconnue"])).status_code == 404
    assert TileUse.objects.count() == 1
    body = home(cast)
    keys = re.findall(r'data-tile-key="(\w+)"', body)
    assert keys[0] == "company"
    assert {"recent_documents", "help"} <= set(keys)


def test_a_tile_that_breaks_leaves_the_page_standing(cast, monkeypatch):
    monkeypatch.setattr("adherents.queries.company_card", lambda access: 1 / 0)
    body = home(cast)
    assert 'data-tile-key="company"' not in body
    assert "Mes documents récents" in body


def test_a_person_without_company_is_told_how_to_attach_one(cast):
    body = cast.browser("zoe").get("/espace/", follow=True).content.decode()
    assert reverse("accounts:attach") in body
    assert "Aucune entreprise rattachée" in body


def test_the_pages_of_the_company_are_under_mon_compte(cast):
    """Colleagues, delegations, journal: the guide puts them under Mon compte, for whoever may open them."""
    page = cast.browser("alice").get(reverse("journal:index", args=[cast.acme.ref])).content.decode()
    assert re.search(r'href="/compte/" aria-current="page"', menu_of(page))
    for name in ("colleagues:index", "delegations:index", "journal:index"):
        assert reverse(name, args=[cast.acme.ref]) in page
    of_bruno = cast.browser("bruno").get(reverse("journal:index", args=[cast.acme.ref])).content.decode()
    assert reverse("colleagues:index", args=[cast.acme.ref]) not in of_bruno
