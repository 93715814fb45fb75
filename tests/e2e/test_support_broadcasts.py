"""A caisse writes to many: composed beside what will be read, counted, tried out, confirmed, sent, told."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from core import outbox, tracking
from core.models import OutgoingMessage
from support.broadcasts.services.sending import go_on
from support.models import Broadcast
from tests.accounts.walks.staff_entry import member_of_staff
from tests.e2e.checks import assert_accessible, assert_no_control_under_a_bar, assert_no_sideways_scroll
from tests.e2e.conftest import OpenPage, Site
from tests.e2e.steps import expect_title, field
from tests.e2e.test_staff import enter
from tests.factories import MembershipFactory, StaffFactory
from tests.jobs import run_jobs

pytestmark = pytest.mark.e2e
SIZES = ((375, 740), (844, 390), (1280, 800))
TITLE = "Fermeture de la caisse le 24 décembre"
BODY = "La caisse ferme **le 24 décembre à midi**.\n\n- Les déclarations restent possibles.\n- Elle rouvre le 28."


@pytest.fixture
def staff(site: Site) -> User:
    return member_of_staff()


@pytest.fixture
def person(staff: User) -> User:
    named = {"adherent__name": "Durand Maçonnerie", "user__email": "alice@exemple.fr", "user__first_name": "Alice"}
    user: User = MembershipFactory(adherent__caisse=staff.staff_caisse, **named).user
    return user


def look(page: Page, js: bool, photograph: Any, name: str) -> None:
    if not js:
        return
    before = page.viewport_size
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert_no_sideways_scroll(page)
        assert_no_control_under_a_bar(page)
        photograph(page, f"{name}-{width}")
    assert_accessible(page)
    assert before is not None
    page.set_viewport_size(before)


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def work() -> None:
    """What the worker does in two minutes."""
    for _ in range(2):
        go_on()
        run_jobs()


def compose(page: Page, js: bool, photograph: Any) -> None:
    """What is read follows what is typed; without script, its button says it."""
    page.get_by_role("link", name="Écrire le premier envoi").click()
    expect_title(page, "Écrire un envoi")
    field(page, "Objet du courriel").fill(TITLE)
    field(page, "Texte du courriel").fill(BODY)
    page.get_by_label("Par SMS").check()
    field(page, "Texte du SMS").fill("La caisse ferme le 24 décembre à midi.")
    if not js:
        press(page, "Actualiser l’aperçu")
    preview = page.get_by_role("region", name="Ce que l’on lira")
    expect(preview.get_by_role("article", name="Courriel")).to_contain_text("le 24 décembre à midi")
    # The name of this caisse holds a letter (Î) that no short SMS has: it is written without its accent.
    expect(preview).to_contain_text("1 SMS, 92 caractères sur 160")
    look(page, js, photograph, "compose")
    field(page, "Départements").fill("75, 123")
    press(page, "Enregistrer le brouillon")
    expect(page.get_by_role("alert").filter(has_text="Aucun département")).to_be_visible()
    expect(field(page, "Objet du courriel")).to_have_value(TITLE)
    look(page, js, photograph, "compose-refused")
    field(page, "Départements").fill("")
    press(page, "Enregistrer le brouillon")


def try_out(page: Page, js: bool, photograph: Any, staff: User) -> None:
    if not js:
        page.get_by_role("link", name="Compter les destinataires").click()
    expect(page.get_by_role("region", name="Qui le recevrait")).to_contain_text("1 entreprise")
    page.get_by_text("Les premières entreprises").click()
    expect(page.get_by_role("link", name="Durand Maçonnerie")).to_be_visible()
    if not js:
        page.get_by_role("link", name="Revenir à l’envoi").click()
    expect(page.get_by_role("link", name="Relire et confirmer l’envoi")).to_have_count(0)
    look(page, js, photograph, "draft")
    press(page, "M’envoyer un essai")
    expect(page.get_by_text("L’essai part par courriel")).to_be_visible()
    run_jobs()
    assert OutgoingMessage.objects.get(recipient=staff.email, kind="support/broadcast").subject == f"[Essai] {TITLE}"
    look(page, js, photograph, "tried")


def confirm(page: Page, js: bool, photograph: Any) -> None:
    page.get_by_role("link", name="Relire et confirmer l’envoi").click()
    expect_title(page, "Confirmer l’envoi")
    field(page, "Nombre de messages à envoyer").fill("12")
    press(page, "Confirmer et envoyer")
    expect(page.get_by_role("alert")).to_contain_text("Ce n’est pas le nombre")
    look(page, js, photograph, "confirm")
    field(page, "Nombre de messages à envoyer").fill("1")
    press(page, "Confirmer et envoyer")
    expect(page.get_by_role("heading", name="Avancement")).to_be_visible()


def test_the_caisse_writes_to_many(any_page: Page, js: bool, staff: User, person: User, photograph: Any) -> None:
    page = any_page
    enter(page, staff)
    page.goto("/admin/support/broadcast/")
    expect_title(page, "Envois")
    look(page, js, photograph, "none")
    compose(page, js, photograph)
    try_out(page, js, photograph, staff)
    confirm(page, js, photograph)
    look(page, js, photograph, "sending")
    work()
    if not js:
        page.get_by_role("link", name="Actualiser l’avancement").click()
    # By itself, within a few seconds.
    expect(page.get_by_role("heading", name="Compte rendu")).to_be_visible(timeout=20_000)
    received = [entry for entry in outbox.entries(limit=9) if entry.to == person.email]
    assert len(received) == 1
    assert "Bonjour Alice" in received[0].text
    look(page, js, photograph, "report")
    message = OutgoingMessage.objects.get(recipient=person.email)
    tracking.record_failed(message=message, failure="bounced: invalid", is_permanent=True)
    page.reload()
    page.get_by_role("link", name="Voir qui ne l’a pas reçu").click()
    expect_title(page, "Messages qui ne sont pas arrivés")
    expect(page.get_by_role("link", name="Durand Maçonnerie")).to_be_visible()
    look(page, js, photograph, "failures")
    page.goto("/admin/support/broadcast/")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    look(page, js, photograph, "list")


def test_two_confirm_and_one_holds(open_page: OpenPage, staff: User, person: User, photograph: Any) -> None:
    """The second one is told; held, it waits on the home page; stopped, nothing leaves."""
    page, other = open_page(), open_page()
    colleague = StaffFactory(staff_caisse=staff.staff_caisse, email="zoe@caisse.example")
    enter(page, staff)
    page.goto("/admin/support/broadcast/ecrire/")
    field(page, "Objet du courriel").fill(TITLE)
    field(page, "Texte du courriel").fill(BODY)
    press(page, "Enregistrer le brouillon")
    press(page, "M’envoyer un essai")
    page.get_by_role("link", name="Relire et confirmer l’envoi").click()
    expect_title(page, "Confirmer l’envoi")
    enter(other, colleague)
    other.goto(f"/admin/support/broadcast/{Broadcast.objects.get().pk}/confirmer/")
    for one in (page, other):
        field(one, "Nombre de messages à envoyer").fill("1")
        press(one, "Confirmer et envoyer")
    expect(other.get_by_text("il n’est pas parti deux fois")).to_be_visible()
    press(page, "Suspendre")
    expect(page.get_by_text("L’envoi est suspendu")).to_be_visible()
    look(page, True, photograph, "held")
    page.get_by_text("Arrêter pour de bon…").click()
    press(page, "Arrêter pour de bon")
    expect(page.get_by_text("L’envoi est arrêté")).to_be_visible()
    look(page, True, photograph, "stopped")
    work()
    assert not OutgoingMessage.objects.filter(recipient=person.email).exists()
