"""Everything is done without a mouse, and one always sees where one is."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import OpenPage, Site
from tests.e2e.steps import EMAIL, MOBILE, code_in, expect_title, field, link_in
from tests.factories import LETTER_CODE, PASSWORD, MembershipFactory, OpeningFactory
from tests.staff import next_shown_by, shown_by

pytestmark = pytest.mark.e2e

MOST_STOPS = 60
# The focused element is drawn with an outline or a shadow, inside the window, and nothing covers its middle; looked at
# once the browser has scrolled to it and drawn it, which it does in the frames after.
_FOCUS = """async () => {
  const look = () => {
  const one = document.activeElement;
  if (!one || one === document.body) return "nothing has the focus";
  const shown = one.closest("details:not([open])") && one.tagName !== "SUMMARY" ? null : one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const ringed = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  const name = one.outerHTML.slice(0, 150);
  if (!ringed) return `no ring: ${name}`;
  if (!shown || shown.width < 2 || shown.height < 2) return `not drawn: ${name}`;
  const [x, y] = [shown.left + shown.width / 2, shown.top + shown.height / 2];
  if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return `out of the window: ${name}`;
  const over = document.elementFromPoint(x, y);
  return over && (one.contains(over) || over.contains(one)) ? "" : `covered: ${name}`;
  };
  let said = look();
  for (let frame = 0; said && frame < 30; frame++) {
    await new Promise((drawn) => requestAnimationFrame(drawn));
    said = look();
  }
  return said;
}"""


def assert_focus_is_seen(page: Page) -> None:
    assert page.evaluate(_FOCUS) == ""


def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press Tab until there, looking at each stop on the way."""
    for _ in range(MOST_STOPS):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press(key)
        if page.evaluate("document.activeElement !== document.body"):
            assert_focus_is_seen(page)
    raise AssertionError(f"Tab never reaches {target}")


def type_in(page: Page, values: dict[str, str]) -> None:
    for label, value in values.items():
        tab_to(page, field(page, label))
        page.keyboard.type(value)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("main").get_by_role("button", name=name, exact=True)


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    tab_to(page, target)
    page.keyboard.press(key)


@pytest.fixture
def page(open_page: OpenPage, width: int) -> Page:
    return open_page(width, reduced_motion="reduce")


def test_account_is_opened_and_signed_in_by_keyboard_alone(page: Page, site: Site) -> None:
    opening = OpeningFactory(adherent__name="Durand Maçonnerie")
    page.goto(f"/caisses/{opening.adherent.caisse.slug}/")
    press(page, page.get_by_text("Services en ligne"), "Space")
    press(page, page.get_by_role("banner").get_by_role("link", name="Espace sécurisé entreprise"))
    expect_title(page, "Connexion")
    press(page, page.get_by_role("link", name="Je crée mon Espace sécurisé"))
    expect_title(page, "Vos informations d’identification")
    type_in(page, {"Identifiant CIBTP": opening.adherent.cibtp_id, "Numéro de SIRET": opening.establishment.siret})
    type_in(page, {"Code confidentiel provisoire": LETTER_CODE})
    page.keyboard.press("Enter")
    expect_title(page, "Vos informations de contact et de connexion")
    type_in(page, {"Adresse électronique": EMAIL, "Confirmez l’adresse": EMAIL})
    type_in(page, {"Mot de passe": PASSWORD, "Confirmez le mot de passe": PASSWORD, "Téléphone mobile": MOBILE})
    press(page, button(page, "Certifier"))
    expect(field(page, "Code reçu par SMS")).to_be_focused()
    page.keyboard.type(code_in(site.last_message().text))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Numéro certifié")).to_be_visible()
    press(page, page.get_by_role("checkbox"), "Space")
    press(page, button(page, "Valider"))
    expect_title(page, "Un courriel vous a été envoyé")
    page.goto(link_in(site.last_message().text))
    press(page, button(page, "Activer mon Espace sécurisé"))
    press(page, page.get_by_role("main").get_by_role("link", name="Connexion"))
    expect_title(page, "Connexion")
    type_in(page, {"Adresse électronique": EMAIL, "Mot de passe": PASSWORD})
    page.keyboard.press("Enter")
    expect_title(page, "Bonjour Claire")


def leave(page: Page) -> None:
    """By the top bar; on a telephone, by the menu that the bar at the bottom opens."""
    opener = page.locator("[data-menu-toggle]").filter(visible=True)
    if opener.count():
        press(page, opener)
    press(page, page.get_by_role("button", name="Déconnexion").filter(visible=True))


def test_second_factor_is_set_up_and_given_by_keyboard_alone(page: Page, site: Site) -> None:
    user = MembershipFactory().user
    page.goto("/connexion/")
    type_in(page, {"Adresse électronique": user.email, "Mot de passe": PASSWORD})
    page.keyboard.press("Enter")
    expect_title(page, "Bonjour Alice")
    page.goto("/compte/securite/")
    press(page, page.get_by_role("main").get_by_role("link", name="Activer la double authentification"))
    press(page, button(page, "Commencer"))
    tab_to(page, field(page, "Code à six chiffres"))
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    device = TOTPDevice.objects.get(user=user)
    type_in(page, {"Code à six chiffres": shown_by(device)})
    page.keyboard.press("Enter")
    expect_title(page, "Vos codes de secours")
    press(page, page.get_by_role("main").get_by_role("link", name="Je les ai notés"))
    expect_title(page, "Sécurité")
    leave(page)
    expect_title(page, "Connexion")
    type_in(page, {"Adresse électronique": user.email, "Mot de passe": PASSWORD})
    page.keyboard.press("Enter")
    expect_title(page, "Votre code de connexion")
    type_in(page, {"Code à six chiffres": next_shown_by(device)})
    page.keyboard.press("Enter")
    expect_title(page, "Bonjour Alice")


def test_address_is_certified_again_by_keyboard_alone(page: Page, site: Site) -> None:
    user = MembershipFactory(user__email_certified_at=timezone.now() - timedelta(days=181)).user
    page.goto("/connexion/")
    type_in(page, {"Adresse électronique": user.email, "Mot de passe": PASSWORD})
    page.keyboard.press("Enter")
    expect_title(page, "Votre adresse électronique est à certifier")
    press(page, button(page, "Recevoir le lien"))
    expect(page.get_by_role("main")).to_contain_text("Un lien vient d’être envoyé")
    page.goto(certification_link_in(site.last_message().text))
    press(page, button(page, "Certifier mon adresse"))
    expect_title(page, "Votre adresse est certifiée")
    press(page, page.get_by_role("main").get_by_role("link", name="Aller à mon espace"))
    expect_title(page, "Bonjour Alice")


def certification_link_in(text: str) -> str:
    found = re.search(r"https?://\S+/certification/\S+/", text)
    assert found, text
    return found.group()


def test_enter_in_a_field_of_step_2_validates_the_page(page: Page, site: Site) -> None:
    """Not the first button of the page, which sends an SMS."""
    opening = OpeningFactory()
    page.goto("/ouverture/identification/")
    type_in(page, {"Identifiant CIBTP": opening.adherent.cibtp_id, "Numéro de SIRET": opening.establishment.siret})
    type_in(page, {"Code confidentiel provisoire": LETTER_CODE})
    page.keyboard.press("Enter")
    field(page, "Téléphone mobile").fill(MOBILE)
    field(page, "Adresse électronique").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()


def test_summary_of_errors_takes_the_focus_and_leads_to_the_fields(page: Page, site: Site) -> None:
    page.goto("/ouverture/identification/")
    press(page, button(page, "Valider"))
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert_focus_is_seen(page)
    expect(page).to_have_title(re.compile("^Erreur"))
    press(page, summary.get_by_role("link", name="Numéro de SIRET"))
    expect(field(page, "Numéro de SIRET")).to_be_focused()
    assert_focus_is_seen(page)


@pytest.mark.parametrize("address", ["/connexion/", "/ouverture/identification/", "/caisses/une-caisse/", "/espace/"])
def test_first_tab_skips_to_the_content(page: Page, address: str, sign_in_as) -> None:
    member = MembershipFactory(adherent__caisse__slug="une-caisse")
    if address == "/espace/":
        sign_in_as(page, member.user)
    page.goto(address)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    assert_focus_is_seen(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


@pytest.mark.parametrize("address", ["/espace/", "/compte/", "/compte/rattacher/", "/caisses/une-caisse/"])
def test_every_stop_of_the_page_is_seen(page: Page, address: str, sign_in_as) -> None:
    member = MembershipFactory(adherent__caisse__slug="une-caisse")
    sign_in_as(page, member.user)
    page.goto(address)
    tab_to(page, page.get_by_role("contentinfo").get_by_role("link", name="Plan du site"))
    tab_to(page, page.get_by_role("link", name="Aller au contenu"), "Shift+Tab")
