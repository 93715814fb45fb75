"""The opening of an account, as the guide tells it, on a telephone and a laptop, with and without scripts."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import PendingAccount, User
from tests.e2e.conftest import OpenPage, Site
from tests.e2e.steps import (
    EMAIL,
    expect_title,
    field,
    fill_contact,
    link_in,
    press,
    reach_contact,
    reach_sent,
    sign_in,
    type_letters,
)
from tests.factories import PASSWORD, OpeningFactory, UserFactory

pytestmark = pytest.mark.e2e


@pytest.fixture
def opening(site: Site):
    return OpeningFactory(adherent__name="Durand Maçonnerie")


def test_from_the_public_page_to_the_signed_in_home_page(any_page: Page, site: Site, opening) -> None:
    page = any_page
    page.goto(f"/caisses/{opening.adherent.caisse.slug}/")
    page.get_by_text("Services en ligne").click()
    page.get_by_role("link", name="Espace sécurisé entreprise").click()
    expect_title(page, "Connexion")
    page.get_by_role("link", name="Je crée mon Espace sécurisé").click()
    type_letters(page, opening)
    expect(field(page, "Prénom")).to_have_value("Claire")
    expect(field(page, "Nom")).to_have_value("Durand")
    expect(field(page, "Nom")).not_to_be_editable()
    fill_contact(page)
    press(page, "Valider")
    expect_title(page, "Un courriel vous a été envoyé")
    expect(page.get_by_role("main")).to_contain_text(EMAIL)
    page.goto(link_in(site.last_message().text))
    assert not User.objects.exists()
    press(page, "Activer mon Espace sécurisé")
    expect_title(page, "Votre Espace sécurisé est activé")
    page.get_by_role("main").get_by_role("link", name="Connexion").click()
    sign_in(page, EMAIL)
    expect_title(page, "Bonjour Claire")
    expect(page.get_by_role("main")).to_contain_text("Durand Maçonnerie")
    assert User.objects.get().email_certified_at


def test_letters_typed_carelessly_are_understood(page: Page, opening) -> None:
    page.goto("/ouverture/identification/")
    siret = opening.establishment.siret
    spoken = f"{siret[:3]} {siret[3:6]}-{siret[6:9]} {siret[9:]}"
    carelessly = {"Identifiant CIBTP": f" {opening.adherent.cibtp_id.lower()} ", "Numéro de SIRET": spoken}
    type_letters(page, opening, **carelessly, **{"Code confidentiel provisoire": "7k2mx 9tq4z"})
    expect_title(page, "Vos informations de contact et de connexion")


def test_wrong_code_says_what_to_check_and_no_name(page: Page, opening) -> None:
    page.goto("/ouverture/identification/")
    type_letters(page, opening, **{"Code confidentiel provisoire": "ZZZZZ-ZZZZZ"})
    expect(page.get_by_role("alert")).to_contain_text("Vérifiez les trois champs sur vos deux courriers")
    expect(page.get_by_role("main")).not_to_contain_text("Durand")
    expect(field(page, "Identifiant CIBTP")).to_have_value(opening.adherent.cibtp_id)
    type_letters(page, opening)
    expect_title(page, "Vos informations de contact et de connexion")


def test_empty_fields_are_each_named(page: Page, opening) -> None:
    page.goto("/ouverture/identification/")
    press(page, "Valider")
    summary = page.get_by_role("alert")
    for label in ("Identifiant CIBTP", "Numéro de SIRET", "Code confidentiel provisoire"):
        expect(summary.get_by_role("link", name=label)).to_be_visible()
        expect(field(page, label)).to_have_attribute("aria-invalid", "true")


def test_different_addresses_are_shown_and_nothing_typed_is_lost(any_page: Page, opening) -> None:
    page = any_page
    reach_contact(page, opening)
    fill_contact(page, **{"Confirmez l’adresse": "clair.durand@exemple.fr", "Téléphone fixe": "01 99 00 12 34"})
    press(page, "Valider")
    expect(page.get_by_role("alert")).to_contain_text("clair.durand")
    expect(field(page, "Adresse électronique")).to_have_value(EMAIL)
    expect(field(page, "Téléphone fixe")).to_have_value("01 99 00 12 34")
    expect(field(page, "Mot de passe")).to_have_value("")
    expect(page.get_by_role("checkbox")).to_be_checked()
    fill_contact(page)
    press(page, "Valider")
    expect_title(page, "Un courriel vous a été envoyé")


def test_weak_password_is_refused_and_each_missing_category_named(page: Page, opening) -> None:
    reach_contact(page, opening)
    fill_contact(page, password="toutenminuscules")
    press(page, "Valider")
    summary = page.get_by_role("alert")
    for missing in ("majuscule", "chiffre", "caractère spécial"):
        expect(summary).to_contain_text(missing)
    assert not PendingAccount.objects.exists()


def test_rule_of_the_password_is_ticked_as_one_types(scripted: Page, opening) -> None:
    reach_contact(scripted, opening)
    ticked = scripted.locator("[data-password-rule] .is-met")
    typed = field(scripted, "Mot de passe")
    for password, met in (("a", 1), ("aB", 2), ("aB3", 4), ("aB3aB3aB3", 5), ("aB3aB3aB3!", 6), ("", 0)):
        typed.fill(password)
        expect(ticked).to_have_count(met)
    typed.fill(PASSWORD)
    expect(scripted.locator("[data-rule-status]")).to_have_text("Le mot de passe respecte la règle.")


def test_difference_is_said_on_leaving_the_field(scripted: Page, opening) -> None:
    reach_contact(scripted, opening)
    field(scripted, "Adresse électronique").fill(EMAIL)
    field(scripted, "Confirmez l’adresse").fill("clair@exemple.fr")
    field(scripted, "Mot de passe").focus()
    warning = scripted.get_by_text("Les deux adresses diffèrent.")
    expect(warning).to_be_visible()
    field(scripted, "Confirmez l’adresse").fill(EMAIL)
    expect(warning).to_be_hidden()


def test_terms_open_in_another_tab_and_nothing_is_lost(scripted: Page, opening) -> None:
    reach_contact(scripted, opening)
    fill_contact(scripted)
    with scripted.context.expect_page() as other:
        scripted.get_by_role("link", name="Lire les conditions générales").click()
    expect(other.value.get_by_role("heading", level=1)).to_have_text("Conditions générales d’utilisation")
    expect(field(scripted, "Adresse électronique")).to_have_value(EMAIL)


def test_expired_step_leads_back_and_says_why(page: Page, opening, settings) -> None:
    reach_contact(page, opening)
    fill_contact(page)
    settings.OPENING_STEP_LIFETIME = timedelta(0)
    press(page, "Valider")
    expect_title(page, "Vos informations d’identification")
    expect(page.get_by_role("main")).to_contain_text("Le délai de 30 minutes est dépassé")
    assert not PendingAccount.objects.exists()


def test_step_2_in_another_browser_leads_to_step_1(open_page: OpenPage, opening) -> None:
    reach_contact(open_page(), opening)
    stranger = open_page()
    stranger.goto("/ouverture/contact-et-connexion/")
    expect_title(stranger, "Vos informations d’identification")
    expect(stranger.get_by_role("main")).to_contain_text("Commencez par saisir")


def test_known_address_gets_the_same_screen_and_a_mail_that_helps(page: Page, site: Site, opening) -> None:
    UserFactory(email=EMAIL)
    reach_sent(page, opening)
    expect(page.get_by_role("main")).to_contain_text(EMAIL)
    text = site.last_message().text
    assert "Rattacher un adhérent ou un site" in text
    assert "/activation/" not in text


def test_mail_is_sent_again_and_the_address_corrected(any_page: Page, site: Site, opening) -> None:
    page = any_page
    reach_sent(page, opening, "clair.durand@exemple.fr")
    first = link_in(site.last_message().text)
    press(page, "Envoyer de nouveau")
    expect(page.get_by_role("main")).to_contain_text("Le courriel vient d’être envoyé de nouveau.")
    field(page, "Adresse électronique").fill("claire")
    press(page, "Corriger l’adresse")
    expect(page.get_by_role("alert")).to_contain_text("nom@exemple.fr")
    field(page, "Adresse électronique").fill(EMAIL)
    press(page, "Corriger l’adresse")
    expect(page.get_by_role("main")).to_contain_text("Le lien envoyé auparavant ne sert plus.")
    message = site.last_message()
    assert message.to == EMAIL
    page.goto(first)
    expect_title(page, "Ce lien n’est plus valable")
    page.goto(link_in(message.text))
    press(page, "Activer mon Espace sécurisé")
    expect_title(page, "Votre Espace sécurisé est activé")


def test_mail_scanner_that_runs_scripts_activates_nothing(open_page: OpenPage, site: Site, opening) -> None:
    reach_sent(open_page(), opening)
    link = link_in(site.last_message().text)
    scanner = open_page()
    posts = []
    scanner.on("request", lambda request: posts.append(request.url) if request.method != "GET" else None)
    scanner.request.head(link)
    scanner.goto(link, wait_until="networkidle")
    scanner.clock.install()
    scanner.goto(link, wait_until="networkidle")
    scanner.clock.fast_forward("10:00")
    assert not User.objects.exists()
    assert posts == []
    person = open_page()
    person.goto(link)
    press(person, "Activer mon Espace sécurisé")
    expect_title(person, "Votre Espace sécurisé est activé")
    person.goto(link)
    expect_title(person, "Votre Espace sécurisé est déjà activé")
