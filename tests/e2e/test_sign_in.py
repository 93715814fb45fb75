"""Signing in and out."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.e2e.conftest import OpenPage, Site
from tests.e2e.steps import expect_title, field, sign_in, way_out
from tests.factories import PASSWORD, MembershipFactory

pytestmark = pytest.mark.e2e


@pytest.fixture
def user(site: Site) -> User:
    return MembershipFactory(user__email="alice@exemple.fr", adherent__name="Durand Maçonnerie").user


def test_signing_in_then_out_and_the_back_button_shows_nothing(any_page: Page, user) -> None:
    page = any_page
    page.goto("/connexion/")
    sign_in(page, " ALICE@exemple.fr ")
    expect_title(page, "Bonjour Alice")
    way_out(page).click()
    expect_title(page, "Connexion")
    page.go_back()
    expect_title(page, "Connexion")
    expect(page.locator("body")).not_to_contain_text("Durand Maçonnerie")


def test_refused_sign_in_says_what_to_do_and_keeps_the_address(page: Page, user) -> None:
    page.goto("/connexion/")
    sign_in(page, user.email, "Nimporte-Quoi-1")
    expect(page.get_by_role("alert")).to_contain_text("Adresse électronique ou mot de passe incorrect")
    expect(field(page, "Adresse électronique")).to_have_value(user.email)
    expect(field(page, "Mot de passe")).to_have_value("")
    sign_in(page, user.email)
    expect_title(page, "Bonjour Alice")


def test_too_many_attempts_are_slowed_and_the_wait_is_said(page: Page, user, settings) -> None:
    settings.THROTTLES = {**settings.THROTTLES, "sign_in_email_ip": (1, 15 * 60)}
    page.goto("/connexion/")
    sign_in(page, user.email, "Nimporte-Quoi-1")
    expect(page.get_by_role("alert")).to_contain_text("incorrect")
    sign_in(page, user.email)
    expect(page.get_by_role("alert")).to_contain_text("attendez 15 minutes")


def test_password_is_shown_and_hidden(scripted: Page, user) -> None:
    scripted.goto("/connexion/")
    typed = field(scripted, "Mot de passe")
    typed.fill(PASSWORD)
    expect(typed).to_have_attribute("type", "password")
    scripted.get_by_role("button", name="Afficher : Mot de passe").click()
    expect(typed).to_have_attribute("type", "text")
    scripted.get_by_role("button", name="Masquer : Mot de passe").click()
    expect(typed).to_have_attribute("type", "password")


def test_page_asked_for_comes_after_signing_in(page: Page, user) -> None:
    page.goto("/compte/")
    expect_title(page, "Connexion")
    sign_in(page, user.email)
    expect_title(page, "Mon compte")


def test_home_page_of_the_caisse_signs_in_too(page: Page, user) -> None:
    page.goto(f"/caisses/{user.memberships.get().adherent.caisse.slug}/")
    sign_in(page, user.email)
    expect_title(page, "Bonjour Alice")
    page.goto(f"/caisses/{user.memberships.get().adherent.caisse.slug}/")
    page.get_by_role("link", name="Aller à mon espace").click()
    expect_title(page, "Bonjour Alice")


def test_forgotten_password_says_whom_to_call(page: Page, user) -> None:
    page.goto(f"/caisses/{user.memberships.get().adherent.caisse.slug}/")
    page.get_by_role("link", name="Mot de passe oublié").click()
    expect_title(page, "Mot de passe oublié")
    expect(page.get_by_role("main")).to_contain_text("01 99 00 12 34")
    page.get_by_role("link", name="Retour à la connexion").click()
    expect_title(page, "Connexion")


def test_signing_out_in_one_tab_closes_the_other(open_page: OpenPage, user) -> None:
    first = open_page()
    first.goto("/connexion/")
    sign_in(first, user.email)
    expect_title(first, "Bonjour Alice")
    second = first.context.new_page()
    second.goto("/compte/")
    way_out(second).click()
    expect_title(second, "Connexion")
    first.get_by_role("link", name="Tous les documents").click()
    expect_title(first, "Connexion")


def test_form_sent_twice_is_sent_once(open_page: OpenPage, user) -> None:
    page = open_page()
    page.goto("/connexion/")
    posts = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    field(page, "Adresse électronique").fill(user.email)
    field(page, "Mot de passe").fill("Nimporte-Quoi-1")
    page.get_by_role("main").get_by_role("button", name="Connexion").dblclick()
    expect(page.get_by_role("alert")).to_be_visible()
    assert len(posts) == 1
