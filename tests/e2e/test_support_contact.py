"""In a real browser, with and without scripts: a message about a salarié, with a file, answered, then thanked."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from support.models import Conversation
from tests.documents.factories import pdf_of
from tests.e2e.checks import assert_accessible, assert_no_sideways_scroll
from tests.e2e.steps import expect_title, field, press
from tests.employees.factories import EmploymentFactory
from tests.factories import MembershipFactory
from tests.support.factories import subject_of
from tests.support.kit import caisse_answers

pytestmark = pytest.mark.e2e


@pytest.fixture
def member(site: Any) -> Any:
    member = MembershipFactory(adherent__name="Durand Maçonnerie")
    subject_of(member.adherent.caisse)
    return member


def test_a_message_is_written_with_a_file_answered_and_thanked(
    any_page: Page, js: bool, sign_in_as: Any, member: Any, tmp_path: Path
) -> None:
    page = any_page
    person = EmploymentFactory(employee__adherent=member.adherent, employee__last_name="Benali").employee
    paper = tmp_path / "bulletin.pdf"
    paper.write_bytes(pdf_of(("Bulletin de paie",)))
    sign_in_as(page, member.user)
    page.goto(reverse("employees:employee", args=[member.adherent.public_id, person.public_id]))
    # The functional bar is in the menu of a narrow screen; its address says where one comes from.
    page.goto(
        page.get_by_role("link", name="Contacter la caisse", include_hidden=True).first.get_attribute("href") or ""
    )
    expect_title(page, "Écrire à la caisse")
    expect(page.get_by_label(re.compile("À propos de : BENALI"))).to_be_checked()
    field(page, "Votre message").fill("Son numéro est le 1 85 05 78 006 084 36")
    page.get_by_label("Objet").select_option("Droits à congés d’un salarié")
    press(page, "Envoyer")
    expect(page.get_by_role("alert").first).to_contain_text("N’écrivez pas ici un numéro de sécurité sociale")
    field(page, "Votre message").fill("Combien de jours lui restent ?")
    page.get_by_label("Pièces jointes").set_input_files(paper)
    press(page, "Envoyer")
    expect(page.get_by_role("status").filter(has_text="est envoyé")).to_be_visible()
    expect(page.get_by_text("Reçu par votre caisse")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="bulletin.pdf").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF-")
    conversation = Conversation.objects.get()
    caisse_answers(conversation, "Il lui reste **12 jours**.")
    page.goto(reverse("support:index", args=[member.adherent.public_id]))
    expect(page.get_by_role("row").filter(has_text="Réponse à lire")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Droits à congés d’un salarié").click()
    expect(page.get_by_text("12 jours")).to_be_visible()
    marking = page.get_by_role("button", name="Marquer comme lu")
    if js:
        expect(marking).to_have_count(0)
        assert_accessible(page)
        assert_no_sideways_scroll(page)
    else:
        marking.click()
        expect(marking).to_have_count(0)
    conversation.refresh_from_db()
    assert not conversation.is_unread
    press(page, "Dire merci et clore")
    expect(page.get_by_role("status").filter(has_text="l’échange clos")).to_be_visible()


def test_what_arrives_while_one_writes_is_read_without_losing_a_word(page: Page, sign_in_as: Any, member: Any) -> None:
    sign_in_as(page, member.user)
    page.goto(reverse("support:write", args=[member.adherent.public_id]))
    page.get_by_label("Objet").select_option("Autre demande")
    field(page, "Votre message").fill("Bonjour")
    press(page, "Envoyer")
    field(page, "Votre message").press_sequentially("Je complète")
    caisse_answers(Conversation.objects.get(), "La réponse qui croise")
    press(page, "Envoyer")
    expect(page.get_by_role("alert").first).to_contain_text("a changé pendant que vous écriviez")
    expect(field(page, "Votre message")).to_have_value("Je complète")
    expect(page.get_by_text("La réponse qui croise")).to_be_visible()
    press(page, "Envoyer")
    expect(page.get_by_role("status").filter(has_text="Votre message est envoyé")).to_be_visible()
