"""A member of staff at their messages: read on opening, answered with what is often answered, one after the other."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect

from accounts.models import User
from support.enums import ConversationState, MaskedFor
from support.models import CannedAnswer, Conversation, InternalNote, Message, MessageFile
from tests.accounts.walks.staff_entry import member_of_staff
from tests.documents.factories import pdf_of
from tests.e2e.checks import assert_accessible, assert_no_control_under_a_bar, assert_no_sideways_scroll
from tests.e2e.conftest import OpenPage, Site
from tests.e2e.steps import expect_title
from tests.e2e.test_staff import enter
from tests.factories import MembershipFactory, StaffFactory
from tests.support.factories import ConversationFactory, MessageFactory

pytestmark = pytest.mark.e2e
SIZES = ({"width": 375, "height": 740}, {"width": 844, "height": 390}, {"width": 1280, "height": 800})
WORDS = "Bonjour,\n\nNotre relevé de compte n’affiche pas notre virement du 3. L’avis de la banque est joint.\n\nMerci"


@pytest.fixture
def staff(site: Site) -> User:
    return member_of_staff()


@pytest.fixture
def waiting(staff: User) -> list[Conversation]:
    adherent = MembershipFactory(adherent__caisse=staff.staff_caisse, adherent__name="Durand Maçonnerie").adherent
    CannedAnswer.objects.create(
        caisse=staff.staff_caisse, title="Accusé de réception", body="Nous avons bien reçu votre message."
    )
    rows = [ConversationFactory(adherent=adherent, opened_by_label="Alice Moreau") for _ in range(2)]
    for row in rows:
        MessageFactory(conversation=row, body=WORDS)
    _go_on(rows[0], staff)
    return rows


def _go_on(conversation: Conversation, staff: User) -> None:
    """With everything that a conversation may hold."""
    adherent = conversation.adherent
    ours = {"conversation": conversation, "adherent": adherent}
    MessageFactory(conversation=conversation, is_from_caisse=True, author_label=f"{staff}, CIBTP", body="Lequel ?")
    message = MessageFactory(conversation=conversation, body="Celui de 1 025,91 €, référence VIR-2026-000418.")
    paper = {"message": message, "content_type": "application/pdf", "size": 80_000, **ours}
    MessageFile.objects.create(name="Avis-de-virement-du-3-novembre-2026-Banque-Vallée.pdf", stored_name="a", **paper)
    masked = {"masked_at": timezone.now(), "masked_for": MaskedFor.MEDICAL}
    MessageFile.objects.create(name="Certificat.pdf", stored_name="b", **masked, **paper)
    InternalNote.objects.create(
        caisse=conversation.caisse, author_label=str(staff), body="Rappelé le 4 : attendre le relevé du 15.", **ours
    )


def _state(conversation: Conversation) -> str:
    return str(Conversation.objects.get(pk=conversation.pk).state)


def test_two_messages_are_answered_one_after_the_other(
    scripted: Page, open_page: OpenPage, staff: User, waiting: list[Conversation], photograph: Callable[..., None]
) -> None:
    page = scripted
    enter(page, staff)
    page.get_by_role("link", name="messages à répondre").click()
    expect_title(page, "Échanges")
    _look(page, "conversations", photograph)
    with page.expect_response(lambda response: "/lire/" in response.url):
        page.locator("#result_list tbody a").first.click()
    expect(page.get_by_role("button", name="Marquer comme lu")).to_have_count(0)
    assert _state(waiting[0]) == ConversationState.READ
    _look(page, "conversation", photograph)
    page.get_by_role("link", name="Masquer Avis").click()
    expect_title(page, "Masquer une pièce jointe")
    _look(page, "mask", photograph)
    page.get_by_role("link", name="Revenir à l’échange").click()
    _answer_with_a_canned_one(page)
    page.get_by_role("button", name="Répondre et passer au suivant").click()
    expect(page.get_by_text("La réponse est envoyée")).to_be_visible()
    answer = Message.objects.filter(conversation=waiting[0], is_from_caisse=True).latest("pk")
    assert answer.body.split() == ["Bonjour", "Alice,", "Nous", "avons", "bien", "reçu", "votre", "message."]
    assert answer.files.get().name == "avis.pdf"
    _two_write_at_once(page, open_page, waiting[1])


def _look(page: Page, name: str, photograph: Callable[..., None]) -> None:
    before = page.viewport_size
    for size in SIZES:
        page.set_viewport_size(size)
        assert_no_sideways_scroll(page)
        assert_no_control_under_a_bar(page)
        photograph(page, f"{name}-{size['width']}")
    assert_accessible(page)
    assert before is not None
    page.set_viewport_size(before)


def _answer_with_a_canned_one(page: Page) -> None:
    """What is chosen to be joined stays chosen."""
    text = page.get_by_label("Réponse à l’entreprise")
    text.fill("Bonjour Alice,")
    paper = FilePayload(name="avis.pdf", mimeType="application/pdf", buffer=pdf_of(("Avis",)))
    page.get_by_label("Pièces jointes").set_input_files(paper)
    page.get_by_label("Réponse type").select_option(label="Accusé de réception")
    page.get_by_role("button", name="Insérer").click()
    expect(text).to_have_value("Bonjour Alice,\n\nNous avons bien reçu votre message.")


def _two_write_at_once(page: Page, open_page: OpenPage, conversation: Conversation) -> None:
    """Without script for the second one: told who writes, and refused with the text kept once the first has sent."""
    address = page.url
    assert f"/{conversation.pk}/" in address
    with page.expect_response(lambda response: "/presence/" in response.url):
        page.get_by_label("Réponse à l’entreprise").press_sequentially("Je regarde.")
    other = open_page(js=False)
    colleague = StaffFactory(staff_caisse=conversation.adherent.caisse, email="zoe@caisse.example")
    enter(other, colleague)
    other.goto(address)
    expect(other.get_by_role("status").filter(has_text="Sami Belkacem écrit en ce moment")).to_be_visible()
    other.get_by_label("Réponse type").select_option(label="Accusé de réception")
    other.get_by_role("button", name="Insérer").click()
    expect(other.get_by_label("Réponse à l’entreprise")).to_have_value("Nous avons bien reçu votre message.")
    page.get_by_role("button", name="Répondre", exact=True).click()
    expect(page.get_by_text("La réponse est envoyée")).to_be_visible()
    other.get_by_role("button", name="Répondre", exact=True).click()
    expect(other.get_by_role("alert").filter(has_text="a changé depuis")).to_be_visible()
    expect(other.get_by_label("Réponse à l’entreprise")).to_have_value("Nous avons bien reçu votre message.")
    assert Message.objects.filter(conversation=conversation, is_from_caisse=True).count() == 1
