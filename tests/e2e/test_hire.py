"""The journey of the issue: a hire, from its first step to its receipt."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from employees.enums import CorrectionReason, MovementState
from employees.models import Employee, Employment, HireDraft, Movement
from tests.days import today, written
from tests.e2e.checks import assert_accessible, assert_no_sideways_scroll
from tests.e2e.conftest import OpenPage
from tests.e2e.steps import expect_title, field, press
from tests.e2e.test_keyboard import press as key_press
from tests.e2e.test_keyboard import tab_to, type_in
from tests.employees.factories import EmployeeFactory, EmploymentFactory, new_nir
from tests.employees.hire_kit import NIR, Office
from tests.factories import EstablishmentFactory, MembershipFactory
from tests.printed import page_texts

pytestmark = pytest.mark.e2e
IDENTITY = {
    "Nom": "d’Almeida-Nuñez",
    "Prénom": "Karim",
    "Date de naissance": "17 mai 1985",
    "Lieu de naissance": "Créteil",
}
ADDRESS = {"Adresse": "12 rue du Fil-à-Plomb", "Code postal": "94000", "Ville": "Créteil"}


@pytest.fixture
def bureau(site) -> Office:
    office = Office(MembershipFactory())
    EstablishmentFactory(adherent=office.adherent, name="Dépôt de Montreuil")
    return office


def look(page: Page, js: bool) -> None:
    """axe runs in the page: only where scripts do."""
    if js:
        assert_accessible(page)
        assert_no_sideways_scroll(page)


def fill(page: Page, values: dict[str, str]) -> None:
    for label, value in values.items():
        field(page, label).fill(value)


def go_on(page: Page, following: str) -> None:
    press(page, "Enregistrer et continuer")
    expect(page.get_by_role("main")).to_contain_text(following)


def begin(page: Page, bureau: Office, js: bool) -> None:
    """From the declarations to the second step, by a number whose key is wrong."""
    page.goto(bureau.url("movements"))
    page.get_by_role("main").get_by_role("link", name="Embaucher").click()
    expect_title(page, "Embaucher")
    page.get_by_label("Monsieur").check()
    fill(page, IDENTITY)
    field(page, "Numéro de sécurité sociale (NIR)").fill(NIR[:-1] + str((int(NIR[-1]) + 1) % 10))
    press(page, "Enregistrer et continuer")
    expect(page.get_by_role("alert")).to_contain_text("ne correspond pas")
    expect(field(page, "Nom")).to_have_value("d’Almeida-Nuñez")
    look(page, js)
    field(page, "Numéro de sécurité sociale (NIR)").fill(" ".join((NIR[:5], NIR[5:])))
    go_on(page, "Étape 2 sur 5")


def contract(page: Page, js: bool) -> None:
    """The third step: what depends on the contract is shown when it matters, always without scripts."""
    page.get_by_label("Site").select_option(label="Dépôt de Montreuil")
    page.get_by_label("Ouvrier").check()
    fill(page, {"Qualification": "Maçon, N2P2", "Premier jour": written(today())})
    if js:
        expect(field(page, "Chantier")).to_be_hidden()
        expect(page.get_by_label("Motif du CDD")).to_be_hidden()
    page.get_by_role("combobox", name="Contrat", exact=True).select_option(label="CDI de chantier")
    expect(field(page, "Chantier")).to_be_visible()
    field(page, "Chantier").fill("Gare de Massy")
    go_on(page, "Étape 4 sur 5")


def test_a_hire_from_its_first_step_to_its_receipt(any_page, js, bureau, sign_in_as, photograph) -> None:
    page = any_page
    sign_in_as(page, bureau.membership.user)
    begin(page, bureau, js)
    fill(page, ADDRESS)
    press(page, "Enregistrer et finir plus tard")
    expect_title(page, "Embauches et sorties")
    look(page, js)
    page.get_by_role("link", name="Reprendre").click()
    expect(field(page, "Ville")).to_have_value("Créteil")
    go_on(page, "Étape 3 sur 5")
    contract(page, js)
    fill(page, {"Heures par semaine": "38,5", "Salaire horaire brut": "14,25"})
    go_on(page, "Étape 5 sur 5")
    look(page, js)
    expect(page.get_by_role("main")).not_to_contain_text(NIR)
    press(page, "Envoyer à la caisse")
    expect_title(page, "Embauche : D’ALMEIDA-NUÑEZ Karim")
    movement = Movement.objects.get()
    expect(page.get_by_role("main")).to_contain_text(movement.reference)
    photograph(page, f"hire-sent-{page.viewport_size['width']}-{'js' if js else 'no-js'}")
    look(page, js)
    with page.expect_download() as download:
        page.get_by_role("link", name="Récépissé (PDF)").click()
    text = " ".join(page_texts(download.value.path().read_bytes()))
    assert (movement.reference in text, "Gare de Massy" in text, NIR in text) == (True, True, False)
    assert (Employee.objects.count(), HireDraft.objects.count()) == (1, 0)


def test_somebody_known_is_hired_again_and_the_second_tab_hires_nobody(page, bureau, sign_in_as) -> None:
    employee = EmployeeFactory(adherent=bureau.adherent, last_name="Benali", first_name="Karim", nir=NIR)
    EmploymentFactory(employee=employee, starts_on="2020-03-02", ends_on="2022-03-01")
    draft = bureau.fill()
    sign_in_as(page, bureau.membership.user)
    page.goto(bureau.url("review_hire", draft.public_id))
    page.get_by_role("link", name="Une personne déjà connue").click()
    page.get_by_role("button", name="C’est la même personne : nouveau contrat").click()
    expect(page.get_by_role("main")).to_contain_text("nouveau contrat de BENALI Karim")
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(bureau.url("review_hire", draft.public_id))
    press(page, "Envoyer à la caisse")
    expect_title(page, "Embauche : BENALI Karim")
    press(other, "Envoyer à la caisse")
    expect(other.get_by_text("Cette embauche est déjà envoyée")).to_be_visible()
    assert (Employee.objects.count(), Employment.objects.count()) == (1, 2)


def test_a_hire_is_corrected_then_cancelled(page, bureau, sign_in_as) -> None:
    movement = bureau.hire()
    sign_in_as(page, bureau.membership.user)
    page.goto(bureau.url("movement", movement.public_id))
    press(page, "Corriger l’embauche")
    page.get_by_role("link", name="Modifier : Temps et salaire").click()
    field(page, "Heures par semaine").fill("39")
    go_on(page, "Étape 5 sur 5")
    press(page, "Envoyer la correction")
    expect(page.get_by_role("main")).to_contain_text("version 2")
    page.get_by_role("link", name="Annuler l’embauche").click()
    press(page, "Annuler l’embauche")
    expect(page.get_by_text("L’embauche est annulée")).to_be_visible()


def test_what_a_fixed_term_leaves_behind_is_not_sent_with_another_contract(open_page, bureau, sign_in_as) -> None:
    page = open_page(1280)
    sign_in_as(page, bureau.membership.user)
    page.goto(bureau.url("hire_step", bureau.fill().public_id, "contrat"))
    page.get_by_role("combobox", name="Contrat", exact=True).select_option(label="CDD")
    page.get_by_label("Motif du CDD").select_option(label="Accroissement temporaire d’activité")
    page.get_by_role("combobox", name="Contrat", exact=True).select_option(label="CDI")
    expect(page.get_by_label("Motif du CDD")).to_be_hidden()
    go_on(page, "Étape 4 sur 5")


def test_a_hire_is_written_by_keyboard_alone(open_page: OpenPage, bureau, sign_in_as) -> None:
    page = open_page(1280, reduced_motion="reduce")
    sign_in_as(page, bureau.membership.user)
    page.goto(bureau.url("start_hire"))
    tab_to(page, page.get_by_label("Madame"))
    page.keyboard.press("ArrowDown")
    type_in(page, {**IDENTITY, "Numéro de sécurité sociale (NIR)": new_nir(order=5)})
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Étape 2 sur 5")
    type_in(page, ADDRESS)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Étape 3 sur 5")
    tab_to(page, page.get_by_label("Site"))
    page.keyboard.type("Siège")
    tab_to(page, page.get_by_label("Ouvrier"))
    page.keyboard.press("Space")
    type_in(page, {"Qualification": "Maçon, N2P2", "Premier jour": written(today())})
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Étape 4 sur 5")
    type_in(page, {"Heures par semaine": "35"})
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Étape 5 sur 5")
    key_press(page, page.get_by_role("main").get_by_role("button", name="Envoyer à la caisse"))
    expect_title(page, "Embauche : D’ALMEIDA-NUÑEZ Karim")


@pytest.mark.parametrize("width", [375, 1280])
def test_a_mason_corrects_from_what_is_to_do_a_hire_that_the_caisse_gave_back(
    open_page: OpenPage, bureau: Office, sign_in_as, width: int
) -> None:
    movement = bureau.hire()
    message = f"{CorrectionReason.QUALIFICATION.label}\nN2 ou N3 ?"
    Movement.objects.update(state=MovementState.TO_CORRECT, message=message, treated_at=timezone.now())
    page = open_page(width)
    sign_in_as(page, bureau.membership.user)
    page.goto(f"/espace/{bureau.ref}/")
    page.get_by_role("link", name="Corriger : Embauche à corriger : BENALI Karim").click()
    expect(page.get_by_label("Correction demandée")).to_contain_text("N2 ou N3")
    press(page, "Corriger l’embauche")
    expect(page.get_by_text("Votre caisse demande :")).to_be_visible()
    look(page, js=True)
    field(page, "Qualification").fill("Maçon, N3P1")
    go_on(page, "Étape 5 sur 5")
    press(page, "Envoyer la correction")
    expect(page.get_by_role("main")).to_contain_text("version 2")
    page.goto(f"/espace/{bureau.ref}/")
    expect(page.get_by_text("Rien n’attend votre action")).to_be_visible()
    movement.refresh_from_db()
    assert movement.state == MovementState.SENT
