"""The life of an account in a real browser: password, certification, address, second factor, sessions."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page, expect

from accounts.models import User
from core import outbox
from core.phone_numbers import written_phone
from tests.e2e.conftest import OpenPage, Site
from tests.e2e.steps import ask_for_code, code_in, expect_title, field, press, sign_in, type_code, way_out
from tests.factories import PASSWORD, MembershipFactory
from tests.staff import next_shown_by, shown_by

pytestmark = pytest.mark.e2e

NEW_PASSWORD = "Fil-a-plomb-2027"
NEW_EMAIL = "alice.martin@exemple.fr"


@pytest.fixture
def user(site: Site) -> User:
    return MembershipFactory(user__email="alice@exemple.fr", adherent__name="Durand Maçonnerie").user


def enter(page: Page, user: User, password: str = PASSWORD) -> None:
    page.goto("/connexion/")
    sign_in(page, user.email, password)


def link_in(site: Site) -> str:
    """The address of the button of the newest mail."""
    found = re.search(r"https?://\S+/[a-z-]+/\S+/", site.last_message().text)
    assert found
    return found.group()


def follow(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def test_forgotten_password_is_chosen_again_by_the_link(page: Page, site: Site, user: User) -> None:
    page.goto("/connexion/")
    page.get_by_role("link", name="Mot de passe oublié").click()
    field(page, "Adresse électronique").fill(user.email)
    press(page, "Valider")
    site.last_message()
    page.goto(link_in(site))
    expect_title(page, "Choisissez un nouveau mot de passe")
    field(page, "Nouveau mot de passe").fill(NEW_PASSWORD)
    field(page, "Confirmez le mot de passe").fill(NEW_PASSWORD)
    press(page, "Valider")
    expect_title(page, "Votre mot de passe est modifié")
    enter(page, user, NEW_PASSWORD)
    expect_title(page, "Bonjour Alice")


def test_address_is_certified_again_from_the_banner(page: Page, site: Site, user: User) -> None:
    User.objects.update(email_certified_at=timezone.now() - timedelta(days=170))
    enter(page, user)
    expect(page.get_by_role("main")).to_contain_text("est à certifier de nouveau avant le")
    press(page, "Recevoir le lien")
    expect_title(page, "Bonjour Alice")
    expect(page.get_by_role("status").first).to_contain_text("Un lien vient d’être envoyé à alice@exemple.fr")
    page.goto(link_in(site))
    press(page, "Certifier mon adresse")
    expect_title(page, "Votre adresse est certifiée")
    follow(page, "Aller à mon espace")
    expect_title(page, "Bonjour Alice")
    expect(page.get_by_role("main")).not_to_contain_text("à certifier de nouveau")


def test_closed_page_leads_back_in(page: Page, site: Site, user: User) -> None:
    User.objects.update(email_certified_at=timezone.now() - timedelta(days=181))
    enter(page, user)
    expect_title(page, "Votre adresse électronique est à certifier")
    page.goto("/compte/mes-donnees/")
    expect_title(page, "Votre adresse électronique est à certifier")
    expect(way_out(page)).to_be_visible()
    press(page, "Recevoir le lien")
    expect(page.get_by_role("main")).to_contain_text("Un lien vient d’être envoyé")
    page.goto(link_in(site))
    press(page, "Certifier mon adresse")
    follow(page, "Aller à mon espace")
    expect_title(page, "Bonjour Alice")


def test_address_is_changed_after_the_click_in_the_new_one(page: Page, site: Site, user: User) -> None:
    enter(page, user)
    page.goto("/compte/")
    follow(page, "Changer d’adresse électronique")
    field(page, "Nouvelle adresse électronique").fill(NEW_EMAIL)
    field(page, "Mot de passe actuel").fill("Faux-Faux-1")
    press(page, "Recevoir le lien")
    expect(page.get_by_role("alert")).to_contain_text("Ce n’est pas votre mot de passe actuel")
    field(page, "Mot de passe actuel").fill(PASSWORD)
    press(page, "Recevoir le lien")
    expect_title(page, "Mon compte")
    expect(page.get_by_role("main")).to_contain_text("Nouvelle adresse demandée")
    site.last_message()
    link = next(found for found in map(_change_link, _messages()) if found)
    page.goto(link)
    press(page, "Confirmer cette adresse")
    expect_title(page, "Votre adresse est changée")
    follow(page, "Aller à mon espace")
    page.goto("/compte/")
    expect(page.get_by_role("main")).to_contain_text(NEW_EMAIL)


def _messages() -> list[str]:
    return [entry.text for entry in outbox.entries(limit=5)]


def _change_link(text: str) -> str:
    found = re.search(r"https?://\S+/nouvelle-adresse/\S+/", text)
    return found.group() if found else ""


def test_second_factor_is_enrolled_then_asked_for(page: Page, site: Site, user: User) -> None:
    enter(page, user)
    page.goto("/compte/securite/")
    follow(page, "Activer la double authentification")
    press(page, "Commencer")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    field(page, "Code à six chiffres").fill("12")
    press(page, "Activer")
    expect(page.get_by_role("alert")).to_contain_text("Ce code n’est pas le bon")
    field(page, "Code à six chiffres").fill(shown_by(TOTPDevice.objects.get(user=user)))
    press(page, "Activer")
    expect_title(page, "Vos codes de secours")
    spare = page.get_by_role("listitem").locator("code").first.inner_text()
    follow(page, "Je les ai notés")
    expect(page.get_by_role("main")).to_contain_text("Activée")
    page.context.clear_cookies()
    enter(page, user)
    expect_title(page, "Votre code de connexion")
    field(page, "Code à six chiffres").fill(next_shown_by(TOTPDevice.objects.get(user=user)))
    press(page, "Valider")
    expect_title(page, "Bonjour Alice")
    page.context.clear_cookies()
    enter(page, user)
    follow(page, "Utiliser un code de secours")
    field(page, "Code de secours").fill(spare.lower())
    press(page, "Valider")
    expect_title(page, "Bonjour Alice")


def test_session_left_elsewhere_is_closed_from_here(open_page: OpenPage, page: Page, user: User) -> None:
    elsewhere = open_page(user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1")
    enter(elsewhere, user)
    expect_title(elsewhere, "Bonjour Alice")
    enter(page, user)
    page.goto("/compte/securite/")
    expect(page.get_by_text("Cet appareil")).to_be_visible()
    page.get_by_role("button", name="Fermer la session de Safari sur iPhone").click()
    expect(page.get_by_role("main")).to_contain_text("Cette session est fermée")
    elsewhere.goto("/compte/")
    expect_title(elsewhere, "Connexion")
    page.goto("/compte/")
    expect_title(page, "Mon compte")


def test_mobile_is_certified_renewed_and_removed(page: Page, site: Site, user: User) -> None:
    enter(page, user)
    page.goto("/compte/telephones/")
    ask_for_code(page)
    type_code(page, code_in(_sms(site)))
    expect(page.get_by_text("Numéro certifié jusqu’au")).to_be_visible()
    User.objects.update(mobile_certified_at=timezone.now() - timedelta(days=366))
    page.goto("/compte/telephones/")
    expect(page.get_by_text("La certification de votre mobile a pris fin")).to_be_visible()
    press(page, f"Retirer le {written_phone('+33612345678')}")
    expect(page.get_by_text("Votre numéro de mobile est retiré.")).to_be_visible()


def _sms(site: Site) -> str:
    site.last_message()
    return next(entry.text for entry in outbox.entries(limit=5) if entry.channel == "SMS")


def test_account_is_closed_and_says_what_stays(page: Page, site: Site, user: User) -> None:
    enter(page, user)
    page.goto("/compte/mes-donnees/")
    follow(page, "Fermer mon compte")
    expect(page.get_by_role("heading", name="Ce qui reste, et pourquoi")).to_be_visible()
    press(page, "Fermer mon compte")
    expect(page.get_by_role("alert")).to_contain_text("Cochez la case")
    page.get_by_role("checkbox").check()
    field(page, "Mot de passe actuel").fill(PASSWORD)
    press(page, "Fermer mon compte")
    expect_title(page, "Votre compte est fermé")
    page.goto("/compte/")
    expect_title(page, "Connexion")


def test_address_is_changed_with_the_keyboard_alone(open_page: OpenPage, site: Site, user: User) -> None:
    page = open_page()
    enter(page, user)
    page.goto("/compte/")
    _tab_to(page, "link", "Changer d’adresse électronique")
    page.keyboard.press("Enter")
    expect_title(page, "Changer d’adresse électronique")
    _tab_to(page, "textbox", "Nouvelle adresse électronique")
    page.keyboard.type(NEW_EMAIL)
    _tab_to(page, "textbox", "Mot de passe actuel")
    page.keyboard.type("Faux-Faux-1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    _tab_to(page, "textbox", "Mot de passe actuel")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect_title(page, "Mon compte")
    expect(page.get_by_role("main")).to_contain_text("Nouvelle adresse demandée")


def _tab_to(page: Page, role: str, name: str) -> None:
    wanted = page.get_by_role("main").get_by_role(role, name=name)
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError(f"{name} is out of the reach of the keyboard")
