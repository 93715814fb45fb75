"""In a real browser, with and without scripts: a question typed wrong is answered, judged, and leads to the caisse;
what is important is read, then put away.
"""

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from support.models import Question, QuestionReading
from tests.e2e.checks import assert_accessible
from tests.factories import MembershipFactory
from tests.support.factories import NewsFactory, subject_of

pytestmark = pytest.mark.e2e


def test_from_a_question_to_the_caisse(any_page: Page, js: bool, sign_in_as: Any, site: Any) -> None:
    page, member = any_page, MembershipFactory()
    subject_of(member.adherent.caisse)
    ref = member.adherent.public_id
    sign_in_as(page, member.user)
    page.goto(reverse("support:questions", args=[ref]))
    expect(page.get_by_role("heading", name="Congés payés")).to_be_visible()
    box = page.get_by_label("Rechercher une réponse")
    if js:
        box.press_sequentially("fractionemant hiver")
    else:
        box.fill("fractionemant hiver")
        box.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("fractionnement")
    page.get_by_role("link", name=re.compile("jours de fractionnement")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("fractionnement")
    page.get_by_role("button", name="Non").click()
    expect(page.get_by_role("button", name="Non")).to_have_attribute("aria-pressed", "true")
    link = page.get_by_role("link", name="Écrire à la caisse")
    expect(link).to_have_attribute("href", re.compile(r"depuis=planning&texte=fractionemant\+hiver$"))
    link.click()
    expect(page.get_by_label("Votre message")).to_have_value("fractionemant hiver")
    if js:
        page.get_by_label("Votre message").fill("Un salarié est tombé malade pendant ses congés, perd-il ses jours ?")
        page.get_by_text("Un salarié tombe malade pendant ses congés").click()
        expect(page.get_by_text("ils sont rendus au salarié")).to_be_visible()
        assert_accessible(page)
    question = Question.objects.get(code="fractionnement")
    assert QuestionReading.objects.filter(question=question).exists() is js


def test_what_is_important_is_read_then_put_away(any_page: Page, js: bool, sign_in_as: Any, site: Any) -> None:
    page = any_page
    member = MembershipFactory(user__created_at="2020-01-01T00:00:00Z")
    NewsFactory(caisse=member.adherent.caisse, title="Fermeture vendredi", is_important=True)
    sign_in_as(page, member.user)
    home = reverse("portal_home", args=[member.adherent.public_id])
    page.goto(home)
    unread = page.locator(".rail").get_by_text("nouvelle")
    expect(unread).to_have_count(1)
    link = page.get_by_role("link", name="Fermeture vendredi")
    if js:
        with page.expect_response(re.compile("/nouveautes/lues/$")):
            link.click()
    else:
        link.click()
        page.get_by_role("button", name="Tout marquer comme lu").click()
    expect(page.get_by_role("heading", name="Fermeture vendredi")).to_be_visible()
    page.goto(home)
    expect(unread).to_have_count(0)
    page.get_by_role("button", name="Ranger").click()
    expect(page).to_have_url(re.compile(home))
    expect(page.get_by_role("link", name="Fermeture vendredi")).to_have_count(0)
