"""SMS choice: certify a mobile, choose what comes by SMS, answer STOP to one, read it on the page, take it back."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts import emails
from accounts.choices import wanting
from accounts.enums import Topic
from accounts.models import User
from tests.e2e.checks import assert_accessible, assert_no_sideways_scroll
from tests.e2e.conftest import OpenPage, Site
from tests.e2e.steps import ask_for_code, code_in, expect_title, press, sign_in, type_code
from tests.factories import MembershipFactory

pytestmark = pytest.mark.e2e


@pytest.fixture
def user(site: Site) -> User:
    return MembershipFactory(user__email="alice@exemple.fr", adherent__name="Durand Maçonnerie").user


def box(page: Page, topic: Topic, channel: str) -> Locator:
    return page.get_by_role("group", name=topic.label).get_by_role("checkbox", name=channel)


def look(page: Page, js: bool) -> None:
    assert_no_sideways_scroll(page)
    if js:
        assert_accessible(page)


def reached(user: User, topic: Topic) -> bool:
    user.refresh_from_db()
    return wanting([user], topic, by_sms=True) == [user]


def answer(page: Page, site: Site, words: str) -> None:
    """From the demonstration page, to the newest SMS."""
    page.goto("/messages-de-demonstration/")
    row = page.get_by_role("row").filter(has_text="certification")
    row.get_by_role("link").first.click()
    press(page, words)
    expect(page.get_by_role("status").first).to_contain_text("Réponse reçue par le portail")


def test_sms_choice(any_page: Page, site: Site, user: User, js: bool) -> None:
    page = any_page
    page.goto("/connexion/")
    sign_in(page, user.email)
    expect_title(page, "Bonjour Alice")
    # Without a mobile, the page says what to do first.
    page.goto("/compte/messages/")
    expect(box(page, Topic.ALERTS, "Par SMS")).to_be_disabled()
    page.get_by_role("main").get_by_role("link", name="Mes téléphones").click()
    expect_title(page, "Téléphones")
    ask_for_code(page)
    type_code(page, code_in(site.last_message().text))
    expect(page.get_by_text("recevoir des messages de votre caisse, transmis par SMS")).to_be_visible()
    page.get_by_role("link", name="choisir lesquels").click()
    expect_title(page, "Messages")
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"Les SMS vont au 06\s••\s••\s••\s78"))
    look(page, js)
    box(page, Topic.ALERTS, "Par SMS").check()
    box(page, Topic.SECURITY, "Par SMS").check()
    box(page, Topic.INFORMATION, "Par courriel").uncheck()
    expect(box(page, Topic.SECURITY, "Par courriel")).to_be_disabled()
    press(page, "Enregistrer")
    expect(page.get_by_text("Vos choix sont enregistrés.")).to_be_visible()
    expect(box(page, Topic.ALERTS, "Par SMS")).to_be_checked()
    expect(box(page, Topic.INFORMATION, "Par courriel")).not_to_be_checked()
    assert (reached(user, Topic.ALERTS), reached(user, Topic.INFORMATION)) == (True, False)
    # One comes; its reader answers STOP.
    emails.certification_reminders_sms(wanting([user], Topic.SECURITY, by_sms=True))
    assert "certification" in site.last_sms()
    answer(page, site, "Répondre STOP")
    assert not reached(user, Topic.ALERTS)
    page.goto("/compte/messages/")
    expect(page.get_by_text(re.compile(r"Vous avez répondu STOP le .*\s: plus aucun SMS de la caisse"))).to_be_visible()
    expect(box(page, Topic.ALERTS, "Par SMS")).to_be_disabled()
    expect(box(page, Topic.ALERTS, "Par SMS")).to_be_checked()
    look(page, js)
    assert "Vous ne recevez plus de SMS" in site.last_message().subject
    # And takes them back.
    press(page, "Recevoir de nouveau des SMS")
    expect(page.get_by_text("Les SMS reprennent, selon vos choix.")).to_be_visible()
    expect(box(page, Topic.ALERTS, "Par SMS")).to_be_enabled()
    expect(box(page, Topic.ALERTS, "Par SMS")).to_be_checked()
    assert reached(user, Topic.ALERTS)


def test_start_answered_from_the_telephone_takes_back_too(
    open_page: OpenPage, site: Site, user: User, sign_in_as
) -> None:
    """On a telephone held sideways."""
    page = open_page(375)
    page.set_viewport_size({"width": 844, "height": 390})
    user.mobile, user.mobile_certified_at = "+33612345678", user.created_at
    user.save()
    sign_in_as(page, user)
    emails.certification_reminders_sms([user])
    assert "certification" in site.last_sms()
    answer(page, site, "Répondre STOP")
    page.goto("/compte/messages/")
    expect(page.get_by_role("button", name="Recevoir de nouveau des SMS")).to_be_visible()
    look(page, True)
    answer(page, site, "Répondre START")
    page.goto("/compte/messages/")
    expect(page.get_by_role("main")).to_contain_text("Les SMS vont au")
    look(page, True)
