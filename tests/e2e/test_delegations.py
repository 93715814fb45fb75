"""A company gives, a newcomer accepts, the cabinet works, the company takes back, in a real browser."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from core import outbox
from core.rights import Right
from delegations.enums import DelegationState
from delegations.models import Delegation
from employees.enums import CorrectionReason, MovementState
from tests.e2e.checks import assert_accessible
from tests.e2e.conftest import OpenPage, Site
from tests.e2e.steps import expect_title, field, press, sign_in
from tests.e2e.test_keyboard import button, tab_to, type_in
from tests.e2e.test_keyboard import press as press_by_key
from tests.employees.factories import MovementFactory
from tests.factories import (
    PASSWORD,
    DelegationFactory,
    FirmFactory,
    FirmMemberFactory,
    MembershipFactory,
)
from tests.jobs import run_jobs

pytestmark = pytest.mark.e2e

CABINET = "paule.dupont@cabinet.example"


@pytest.fixture
def member(site: Site):
    return MembershipFactory(adherent__name="Durand Maçonnerie")


def confirm(page: Page) -> None:
    field(page, "Mot de passe actuel").fill(PASSWORD)
    press(page, "Continuer")


def follow(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def link_to_the_cabinet() -> str:
    run_jobs()
    texts = [entry.text for entry in outbox.entries(limit=10)]
    found = [match.group() for text in texts if (match := re.search(r"https?://\S+/delegation/[\w-]+/", text))]
    assert found
    return found[0]


def give(page: Page, member) -> str:
    """From the empty list of the company to the link that the cabinet receives."""
    page.goto(f"/espace/{member.adherent.public_id}/delegations/")
    follow(page, "Donner une délégation")
    confirm(page)
    field(page, "SIRET du cabinet").fill(FirmFactory.build().siret)
    field(page, "Adresse électronique au cabinet").fill(CABINET)
    page.get_by_text("Voir et choisir les droits un par un").click()
    page.get_by_role("checkbox", name="Planning des absences : mettre à jour").check()
    press(page, "Envoyer l’invitation")
    expect(page.get_by_text(f"L’invitation est envoyée à {CABINET}")).to_be_visible()
    return link_to_the_cabinet()


def open_account(page: Page, address: str) -> None:
    page.goto(address)
    follow(page, "Ouvrir un compte")
    for label, value in {
        "Prénom": "Paule",
        "Nom": "Dupont",
        "Mot de passe": PASSWORD,
        "Confirmez le mot de passe": PASSWORD,
    }.items():
        field(page, label).fill(value)
    page.get_by_role("checkbox", name="conditions générales").check()
    press(page, "Ouvrir mon compte")
    expect_title(page, "Connexion")
    sign_in(page, CABINET)
    expect_title(page, "Durand Maçonnerie vous propose une délégation")


def test_a_company_gives_a_newcomer_accepts_works_and_is_stopped(
    page: Page, open_page: OpenPage, site: Site, member, sign_in_as
) -> None:
    holder = open_page(1280)
    sign_in_as(holder, member.user)
    address = give(holder, member)
    open_account(page, address)
    field(page, "Raison sociale du cabinet").fill("Dupont Expertise")
    press(page, "Accepter la délégation")
    expect_title(page, "La délégation est acceptée")
    follow(page, "Mon compte")
    follow(page, "Dupont Expertise")
    expect_title(page, "Clients du cabinet")
    follow(page, "Ouvrir l’espace")
    expect(page).to_have_url(re.compile(member.adherent.public_id))
    # Revoked while the cabinet looks at the page: its next click leads nowhere.
    given = Delegation.objects.get()
    holder.goto(f"/espace/{member.adherent.public_id}/delegations/{given.public_id}/")
    expect(holder.get_by_text("Paule Dupont").first).to_be_visible()
    follow(holder, "Retirer")
    field(holder, "Motif").fill("Changement de cabinet")
    press(holder, "Retirer la délégation")
    expect(holder.get_by_text("n’ouvre plus rien")).to_be_visible()
    page.goto("/compte/")
    follow(page, "Dupont Expertise")
    expect(page.get_by_role("heading", name="Aucun client pour le moment")).to_be_visible()


def test_a_delegation_is_given_and_refused_by_keyboard(open_page: OpenPage, site: Site, member, sign_in_as) -> None:
    page = open_page(1280)
    sign_in_as(page, member.user)
    page.goto(f"/espace/{member.adherent.public_id}/delegations/donner/")
    confirm(page)
    type_in(page, {"SIRET du cabinet": FirmFactory.build().siret, "Adresse électronique au cabinet": CABINET})
    tab_to(page, page.get_by_role("radio", name="Consultation"))
    page.keyboard.press("Space")
    # Chromium scrolls to a date once it holds the focus, a moment after: this form is sent from its profile.
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"L’invitation est envoyée à {CABINET}")).to_be_visible()
    cabinet = open_page(1280)
    cabinet.goto(link_to_the_cabinet())
    press_by_key(cabinet, cabinet.get_by_role("main").get_by_role("link", name="Refuser"))
    type_in(cabinet, {"Motif": "Pas notre client"})
    press_by_key(cabinet, button(cabinet, "Refuser"))
    expect_title(cabinet, "L’invitation est refusée")


def test_an_administrator_searches_assigns_and_asks(page: Page, site: Site, sign_in_as) -> None:
    boss = FirmMemberFactory(is_administrator=True, user__last_name="Patron")
    FirmMemberFactory(firm=boss.firm, user__last_name="Collaborateur")
    for name in ("Béton du Sud", "Charpente du Nord"):
        DelegationFactory(firm=boss.firm, adherent__name=name)
    sign_in_as(page, boss.user)
    page.goto(f"/cabinet/{boss.firm.public_id}/")
    field(page, "Raison sociale ou SIREN").fill("beton")
    press(page, "Rechercher")
    expect(page.get_by_text("1 client")).to_be_visible()
    page.get_by_role("checkbox", name="Choisir Béton du Sud").check()
    page.get_by_label("Suivis par").select_option(label="Alice Collaborateur")
    press(page, "Enregistrer le suivi")
    expect(page.get_by_role("row").filter(has_text="Béton du Sud")).to_contain_text("Alice Collaborateur")
    page.goto(f"/cabinet/{boss.firm.public_id}/demandes/")
    content = b"SIRET\nIF104287\n"
    upload = {"name": "clients.csv", "mimeType": "text/csv", "buffer": content}
    page.get_by_label("Fichier CSV ou XLSX").set_input_files(upload)
    press(page, "Vérifier")
    press(page, "Envoyer 1 demande")
    expect(page.get_by_text("Votre demande est partie")).to_be_visible()


@pytest.mark.parametrize("width", [375, 1280])
def test_an_accountant_goes_from_sign_in_to_a_due_correction_in_five_clicks(
    open_page: OpenPage, site: Site, width: int
) -> None:
    """The delegation is accepted on the way, in the portal: the e-mail may be lost."""
    boss = FirmMemberFactory(is_administrator=True)
    DelegationFactory(firm=boss.firm, adherent__name="Béton du Sud")
    movement = MovementFactory(
        state=MovementState.TO_CORRECT, message=CorrectionReason.QUALIFICATION.label, treated_at=timezone.now()
    )
    DelegationFactory(
        adherent=movement.adherent,
        firm=boss.firm,
        state=DelegationState.PENDING,
        accepted_at=None,
        invited_email=boss.user.email,
        invitation_expires_at=timezone.now() + timedelta(days=20),
        rights=[Right.EMPLOYEES_CONSULT, Right.EMPLOYEES_ACT],
    )
    page = open_page(width)
    page.goto("/connexion/")
    sign_in(page, boss.user.email)
    expect_title(page, "Clients du cabinet")
    assert_accessible(page)
    follow(page, "Lire et répondre")
    press(page, "Accepter la délégation")
    expect(page.get_by_role("status").first).to_contain_text("votre cabinet peut agir")
    follow(page, "Corriger")
    expect(page.get_by_label("Correction demandée")).to_contain_text("La qualification ou la catégorie")
    page.get_by_role("main").get_by_role("button", name="Corriger").click()
    expect(page.get_by_text("Votre caisse demande :")).to_be_visible()
    expect(page.get_by_role("combobox", name="Qualification")).to_be_visible()
