"""Certifying the mobile at étape 2/2: in place with scripts, by page loads without, nothing typed being lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import PendingAccount
from tests.e2e.conftest import Site
from tests.e2e.steps import (
    EMAIL,
    ask_for_code,
    code_in,
    expect_title,
    field,
    fill_contact,
    press,
    reach_contact,
    type_code,
)
from tests.factories import OpeningFactory

pytestmark = pytest.mark.e2e


@pytest.fixture
def contact(page: Page, site: Site) -> Page:
    reach_contact(page, OpeningFactory())
    return page


def test_mark_replaces_the_button_once_the_code_is_right(any_page: Page, site: Site) -> None:
    contact = any_page
    reach_contact(contact, OpeningFactory())
    field(contact, "Adresse électronique").fill(EMAIL)
    contact.get_by_role("checkbox").check()
    ask_for_code(contact)
    sms = site.last_message()
    assert (sms.channel, sms.to) == ("SMS", "+33612345678")
    type_code(contact, code_in(sms.text))
    expect(contact.get_by_text("Numéro certifié")).to_be_visible()
    for gone in ("Certifier", "Valider le code", "Renvoyer un code"):
        expect(contact.get_by_role("button", name=gone)).to_have_count(0)
    expect(field(contact, "Téléphone mobile")).to_have_value(re.compile(r"06\s12\s34\s56\s78"))
    expect(field(contact, "Adresse électronique")).to_have_value(EMAIL)
    expect(contact.get_by_role("checkbox")).to_be_checked()
    fill_contact(contact)
    press(contact, "Valider")
    expect_title(contact, "Un courriel vous a été envoyé")
    pending = PendingAccount.objects.get()
    assert pending.mobile == "+33612345678"
    assert pending.mobile_certified_at


def test_wrong_code_then_too_soon_then_the_right_one(contact: Page, site: Site) -> None:
    ask_for_code(contact)
    type_code(contact, "12")
    expect(contact.get_by_text("Ce code n’est pas le bon. Vérifiez les six chiffres du SMS.")).to_be_visible()
    type_code(contact, "13")
    expect(contact.get_by_text("Il vous reste 3 essais.")).to_be_visible()
    press(contact, "Renvoyer un code")
    expect(contact.get_by_text("avant de demander un autre code")).to_be_visible()
    type_code(contact, code_in(site.last_message().text))
    expect(contact.get_by_text("Numéro certifié")).to_be_visible()


def test_code_sent_again_replaces_the_first(contact: Page, site: Site, settings) -> None:
    settings.THROTTLES = {**settings.THROTTLES, "sms_resend": (9, 60)}
    ask_for_code(contact)
    first = code_in(site.last_message().text)
    press(contact, "Renvoyer un code")
    expect(contact.get_by_text("Code envoyé.")).to_be_visible()
    second = first
    while second == first:  # once in a million
        second = code_in(site.last_message().text)
    type_code(contact, first)
    expect(contact.get_by_text("Ce code n’est pas le bon")).to_be_visible()
    type_code(contact, f"{second[:3]} {second[3:]}")
    expect(contact.get_by_text("Numéro certifié")).to_be_visible()


def test_number_is_changed_before_the_code_is_typed(contact: Page, site: Site) -> None:
    ask_for_code(contact)
    press(contact, "Modifier")
    expect(field(contact, "Téléphone mobile")).to_be_editable()
    ask_for_code(contact, "07 56 78 90 12")
    assert site.last_message().to == "+33756789012"


@pytest.mark.parametrize("number", ["+32 470 12 34 56", "+881 612 345 678", "01 23 45 67 89"])
def test_number_of_elsewhere_is_refused_in_words(contact: Page, number: str) -> None:
    field(contact, "Téléphone mobile").fill(number)
    press(contact, "Certifier")
    expect(contact.get_by_text("Ce numéro n’est pas celui d’un mobile français")).to_be_visible()
    expect(field(contact, "Téléphone mobile")).to_have_value(number)


def test_button_appears_as_the_number_is_typed(scripted: Page, site: Site) -> None:
    reach_contact(scripted, OpeningFactory())
    certify = scripted.get_by_role("button", name="Certifier")
    expect(certify).to_be_hidden()
    field(scripted, "Téléphone mobile").press_sequentially("0612345678")
    expect(certify).to_be_visible()
    field(scripted, "Téléphone mobile").fill("")
    expect(certify).to_be_hidden()


def test_step_that_expires_meanwhile_leads_back_to_the_letters(contact: Page, settings) -> None:
    field(contact, "Téléphone mobile").fill("0612345678")
    settings.OPENING_STEP_LIFETIME *= 0
    press(contact, "Certifier")
    expect_title(contact, "Vos informations d’identification")
    expect(contact.get_by_role("main")).to_contain_text("Le délai de 30 minutes est dépassé")
