"""What a person does, in the words of the guide."""

import re

from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from accounts.models import AccountOpening
from tests.factories import LETTER_CODE, PASSWORD

EMAIL = "claire.durand@exemple.fr"
MOBILE = "06 12 34 56 78"


def field(page: Page, label: str) -> Locator:
    """The control of that label; « (facultatif) » may follow it."""
    name = re.compile(rf"^{re.escape(label)}( \(facultatif\))?$")
    main = page.get_by_role("main")
    # A text for which the page proposes a list is a combobox.
    return main.get_by_role("textbox", name=name).or_(
        main.locator("input").and_(main.get_by_role("combobox", name=name))
    )


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def expect_title(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def menu_of(page: Page) -> Locator:
    """The menu de navigation, opened first where the screen is narrow."""
    menu = page.get_by_role("navigation", name="Menu de navigation")
    if not menu.is_visible():
        page.locator("[data-menu-toggle]").filter(visible=True).click()
    return menu


def way_out(page: Page) -> Locator:
    """*Déconnexion*: in the top bar; on a narrow screen, in the menu."""
    button = page.get_by_role("banner").get_by_role("button", name="Déconnexion")
    return button if button.is_visible() else menu_of(page).get_by_role("button", name="Déconnexion")


def type_letters(page: Page, opening: AccountOpening, **changes: str) -> None:
    """Étape 1/2, up to Valider."""
    typed = {
        "Identifiant CIBTP": opening.adherent.cibtp_id,
        "Numéro de SIRET": opening.establishment.siret,
        "Code confidentiel provisoire": LETTER_CODE,
    } | changes
    for label, value in typed.items():
        field(page, label).fill(value)
    press(page, "Valider")


def reach_contact(page: Page, opening: AccountOpening) -> None:
    """Étape 2/2, étape 1/2 done without the browser: test_opening.py walks it."""
    _take_session(page, _past_letters(opening))
    page.goto(reverse("accounts:contact"))
    expect_title(page, "Vos informations de contact et de connexion")


def _past_letters(opening: AccountOpening) -> Client:
    client = Client()
    site = opening.establishment
    letters = {"cibtp_id": opening.adherent.cibtp_id, "siret": site.siret, "code": LETTER_CODE}
    assert client.post(reverse("accounts:identify"), letters)["Location"] == reverse("accounts:contact")
    return client


def _take_session(page: Page, client: Client) -> None:
    """The browser goes on from where the client stands."""
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": "localhost", "path": "/"}]
    )


def fill_contact(page: Page, email: str = EMAIL, password: str = PASSWORD, **changes: str) -> None:
    """Étape 2/2, before Valider."""
    typed = {
        "Adresse électronique": email,
        "Confirmez l’adresse": email,
        "Mot de passe": password,
        "Confirmez le mot de passe": password,
    } | changes
    for label, value in typed.items():
        field(page, label).fill(value)
    page.get_by_role("checkbox", name="conditions générales").check()


def ask_for_code(page: Page, mobile: str = MOBILE) -> Locator:
    """Type the number and press *Certifier*; the field of the code."""
    field(page, "Téléphone mobile").fill(mobile)
    press(page, "Certifier")
    code = field(page, "Code reçu par SMS")
    expect(code).to_be_visible()
    return code


def type_code(page: Page, code: str) -> None:
    field(page, "Code reçu par SMS").fill(code)
    press(page, "Valider le code")


def reach_sent(page: Page, opening: AccountOpening, email: str = EMAIL) -> None:
    """The page that says an e-mail was sent, both steps done without the browser."""
    client = _past_letters(opening)
    typed = {"email": email, "email_confirmation": email, "password": PASSWORD, "password_confirmation": PASSWORD}
    answer = client.post(reverse("accounts:contact"), {**typed, "accept_terms": "on"})
    assert answer["Location"] == reverse("accounts:email_sent")
    _take_session(page, client)
    page.goto(reverse("accounts:email_sent"))
    expect_title(page, "Un courriel vous a été envoyé")


def open_invited_account(page: Page, password: str = PASSWORD) -> None:
    """Étape 2/2 without the letters, from an invitation."""
    for label in ("Mot de passe", "Confirmez le mot de passe"):
        field(page, label).fill(password)
    page.get_by_role("checkbox", name="conditions générales").check()
    press(page, "Ouvrir mon compte et accepter")


def link_in(text: str) -> str:
    found = re.search(r"https?://\S+/activation/\S+/", text)
    assert found, text
    return found.group()


def code_in(text: str) -> str:
    found = re.search(r"\b\d{6}\b", text.replace("\N{NARROW NO-BREAK SPACE}", ""))
    assert found, text
    return found.group()


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """On the sign-in page."""
    field(page, "Adresse électronique").fill(email)
    field(page, "Mot de passe").fill(password)
    press(page, "Connexion")
