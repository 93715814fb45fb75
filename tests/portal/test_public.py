"""The public side: each caisse has its own name, colours, coordinates and texts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from adherents.enums import Conformity, PageKind, Theme
from adherents.legal import in_words
from adherents.models import LegalPage, TermsVersion
from adherents.services import ensure_terms, publish_terms
from core.templatetags.portal import nbsp_punctuation
from tests.factories import AdherentFactory, CaisseFactory, MembershipFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGES = [*PageKind.values, "plan-du-site"]
MAX_QUERIES = 10


@pytest.fixture
def caisse():
    return CaisseFactory(
        slug="nord", name="CIBTP Nord", theme=Theme.PRUNE, phone="+33399001111", email="nord@caisse.example"
    )


@pytest.fixture
def rival():
    return CaisseFactory(
        slug="sud", name="CIBTP Sud", theme=Theme.PETROLE, phone="+33499002222", email="sud@caisse.example"
    )


def urls(slug: str) -> list[str]:
    return [
        reverse("network_home"),
        reverse("caisse_home", args=[slug]),
        *(reverse("caisse_page", args=[slug, page]) for page in PAGES),
        *(reverse("network_page", args=[page]) for page in PAGES),
    ]


def read(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def test_the_network_home_leads_to_each_caisse(client, caisse, rival):
    page = read(client, reverse("network_home"))
    for known in (caisse, rival):
        assert known.name in page
        assert reverse("caisse_home", args=[known.slug]) in page


def test_with_a_single_caisse_there_is_nothing_to_choose(client, caisse):
    response = client.get(reverse("network_home"))
    assert (response.status_code, response.url) == (302, reverse("caisse_home", args=[caisse.slug]))


def test_without_any_caisse_the_page_says_so(client):
    assert "Aucune caisse" in read(client, reverse("network_home"))


@pytest.mark.parametrize("page", ["", *(f"{page}/" for page in PAGES)])
def test_each_caisse_has_its_name_its_colours_and_its_phone(client, caisse, rival, page):
    own = read(client, f"/caisses/nord/{page}")
    other = read(client, f"/caisses/sud/{page}")
    assert 'data-theme="prune"' in own
    assert 'data-theme="petrole"' in other
    assert "CIBTP Nord" in own
    assert "03\u00a099\u00a000\u00a011\u00a011" in own
    for marker in ("CIBTP Sud", "04\u00a099\u00a000\u00a022\u00a022", "sud@caisse.example", "/sud/"):
        assert marker not in own


def test_the_home_page_has_the_door_at_its_centre(client, caisse):
    page = read(client, "/caisses/nord/")
    door = page.split('id="espace-securise"')[1].split("</section>")[0]
    assert "Espace sécurisé entreprise" in door
    assert f'action="{reverse("accounts:sign_in")}?caisse=nord"' in door
    assert "csrfmiddlewaretoken" in door
    assert 'name="username"' in door
    assert 'autocomplete="username"' in door
    assert "data-password-reveal" in door
    for words in ("Adresse électronique", "Mot de passe", "Mot de passe oublié", "Connexion"):
        assert words in door
    assert f"{reverse('accounts:forgotten_password')}?caisse=nord" in door
    assert f"{reverse('accounts:identify')}?caisse=nord" in door
    assert "autofocus" not in door


def test_the_home_page_says_who_the_caisse_is_and_how_to_reach_it(client, caisse):
    page = read(client, "/caisses/nord/")
    for anchor in ('id="la-caisse"', 'id="questions"', 'id="contact"'):
        assert anchor in page
    assert 'href="tel:+33399001111"' in page
    assert 'href="mailto:nord@caisse.example"' in page
    assert nbsp_punctuation(caisse.opening_hours) in page
    assert "75001 Paris" in page
    menu = page.split("Services en ligne")[1].split("</details>")[0]
    assert "Espace sécurisé entreprise" in menu


def test_the_numbers_of_the_answers_come_from_the_settings(client, caisse, settings):
    settings.LETTER_CODE_MAX_FAILURES = 4
    page = read(client, "/caisses/nord/")
    assert "4\xa0saisies erronées" in page
    assert in_words(settings.LETTER_CODE_LIFETIME) in page


def test_the_personal_data_page_tells_the_true_life_of_the_device_cookie(client, caisse, settings):
    settings.DEVICE_COOKIE_LIFETIME = timedelta(days=91)
    page = read(client, "/caisses/nord/donnees-personnelles/").replace("\u00a0", " ")
    assert "91 jours après la dernière connexion" in page


def test_someone_signed_in_goes_straight_to_their_space(client, caisse):
    user = MembershipFactory(user=UserFactory(), adherent=AdherentFactory(caisse=caisse)).user
    client.force_login(user)
    page = read(client, "/caisses/nord/")
    assert "Aller à mon espace" in page
    assert 'name="password"' not in page


def test_every_public_page_has_the_bandeau_inferieur(client, caisse, rival):
    caisse.conformity = Conformity.PARTIAL
    caisse.save()
    for url in urls("nord"):
        footer = read(client, url).split('<footer class="foot">')[1]
        for words in ("Mentions légales", "Protection des données", "Conditions générales", "Plan du site"):
            assert words in footer, url
        state = "partiellement conforme" if "/nord/" in url else "non conforme"
        assert f"Accessibilité : {state}" in footer.replace("\u00a0", " "), url


def test_every_public_page_is_open_cheap_and_answers_head(client, caisse, rival, django_assert_max_num_queries):
    for url in urls("nord"):
        with django_assert_max_num_queries(MAX_QUERIES):
            assert client.get(url).status_code == 200
        head = client.head(url)
        assert (head.status_code, head.content) == (200, b"")
        assert client.post(url).status_code == 405


def test_reading_writes_nothing(client, caisse, rival):
    for url in urls("nord"):
        read(client, url)
    assert not TermsVersion.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "/caisses/inconnue/",
        "/caisses/inconnue/mentions-legales/",
        "/caisses/nord/inconnue/",
        "/reseau/inconnue/",
        "/caisses/nord/conditions-generales/?version=2",
        "/caisses/nord/conditions-generales/?version=x",
        "/caisses/nord/conditions-generales/?version=99999999999999999999",
    ],
)
def test_what_does_not_exist_is_not_found(client, caisse, url):
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("kind", PageKind)
def test_the_network_says_that_each_caisse_is_the_publisher(client, caisse, rival, kind):
    page = read(client, reverse("network_page", args=[kind]))
    assert "haque caisse" in page
    for known in (caisse, rival):
        assert reverse("caisse_page", args=[known.slug, kind]) in page


def test_the_site_map_names_every_public_page(client, caisse):
    page = read(client, "/caisses/nord/plan-du-site/").split("<main")[1].split("</main>")[0]
    for kind in PageKind:
        assert reverse("caisse_page", args=["nord", kind]) in page
    for name in ("sign_in", "identify", "forgotten_password"):
        assert f"{reverse(f'accounts:{name}')}?caisse=nord" in page


def test_a_text_of_the_caisse_takes_the_place_of_the_default_there_only(client, caisse, rival):
    LegalPage.objects.create(caisse=caisse, kind=PageKind.LEGAL_NOTICE, body="## Chez nous\n\nTexte du Nord")
    own = read(client, "/caisses/nord/mentions-legales/")
    assert "<h2>Chez nous" in own
    assert "Texte du Nord" in own
    assert "Texte mis à jour le" in own
    assert "Jeanne Martin" not in own
    other = read(client, "/caisses/sud/mentions-legales/")
    assert "Texte du Nord" not in other
    assert "Jeanne Martin" in other


def test_a_script_in_a_text_or_in_the_identity_is_only_text(client, caisse):
    script = "<script>alert(1)</script>"
    caisse.territory = caisse.legal_name = script
    caisse.save()
    LegalPage.objects.create(caisse=caisse, kind=PageKind.PERSONAL_DATA, body=f"## {script}\n- {script}\n\n{script}")
    publish_terms(caisse=caisse, body=script, in_force_on=timezone.localdate(), by=StaffFactory())
    for page in ("", "donnees-personnelles/", "conditions-generales/", "mentions-legales/"):
        shown = read(client, f"/caisses/nord/{page}")
        assert script not in shown, page
        assert "&lt;script&gt;" in shown, page


def test_the_terms_show_their_version_and_keep_the_former_ones_readable(client, caisse):
    ensure_terms(caisse)
    publish_terms(caisse=caisse, body="Texte neuf", in_force_on=timezone.localdate(), by=StaffFactory())
    page = read(client, "/caisses/nord/conditions-generales/")
    assert "Version 2, en vigueur depuis le" in page
    assert "Texte neuf" in page
    assert 'href="?version=1"' in page
    former = read(client, "/caisses/nord/conditions-generales/?version=1")
    assert "Version 1, ancienne version du" in former
    assert "Un compte personnel" in former
    assert "Ce n’est pas la version en vigueur." in former


def test_without_a_published_version_the_default_terms_are_version_1(client, caisse):
    page = read(client, "/caisses/nord/conditions-generales/")
    assert "Version 1, en vigueur" in page
    assert "Un compte personnel" in page
