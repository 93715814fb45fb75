"""In a real browser, with and without scripts: a document is found by a word of its PDF, then taken away."""

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from documents.searching.indexing import index
from documents.searching.reading import read_file
from tests.documents.factories import DocumentFactory
from tests.e2e.checks import assert_accessible, assert_no_sideways_scroll
from tests.factories import MembershipFactory

pytestmark = pytest.mark.e2e


def test_a_word_of_a_pdf_finds_it_and_the_address_can_be_shared(
    any_page: Page, js: bool, sign_in_as: Any, site: Any
) -> None:
    """From the list; as one types when scripts run."""
    page = any_page
    member = MembershipFactory(adherent__name="Durand Maçonnerie")
    adherent = member.adherent
    read_file(DocumentFactory(adherent=adherent, title="Votre demande", words=("Solde : 1 234,56 €",)).file_id)
    read_file(DocumentFactory(adherent=adherent, title="Relevé", issued_on=date(2026, 1, 5)).file_id)
    index(adherent.documents.all())
    sign_in_as(page, member.user)
    page.goto(reverse("documents:index", args=[adherent.public_id]))
    box = page.get_by_label("Rechercher dans les documents")
    if js:
        box.press_sequentially("solde 1 234,5")
    else:
        box.fill("solde 1 234,5")
        box.press("Enter")
    answers = page.locator(".answer")
    expect(answers).to_have_count(1)
    expect(answers.locator("mark")).to_have_text(["Solde", re.compile(r"1\s234,56\s€")])
    expect(page).to_have_url(re.compile(r"/documents/rechercher/\?q=solde(\+|%20)1(\+|%20)234%2C5$"))
    if js:
        expect(box).to_be_focused()
        assert_accessible(page)
        assert_no_sideways_scroll(page)
    page.goto(page.url)
    expect(box).to_have_value("solde 1 234,5")
    with page.expect_download() as taken:
        answers.get_by_role("link", name="Votre demande").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF-")
    box.fill("")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/documents/$"))
    expect(page.get_by_role("row").filter(has_text="Relevé")).to_be_visible()
