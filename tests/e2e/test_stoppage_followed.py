"""A case followed in a real browser, with and without scripts: a question of the caisse and its answer, a payment."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from stoppages.models import CaseQuestion
from tests.core.test_uploads import png
from tests.e2e.checks import assert_accessible, assert_no_sideways_scroll
from tests.e2e.steps import expect_title, field, press
from tests.employees.factories import EmployeeFactory, EmploymentFactory
from tests.factories import MembershipFactory
from tests.stoppages.factories import WorksiteFactory, lose, sent, weather_case
from tests.stoppages.followup_kit import ask, decide, pay

pytestmark = pytest.mark.e2e


@pytest.fixture
def member(site: Any) -> Any:
    return MembershipFactory(adherent__name="Durand Maçonnerie")


@pytest.fixture
def asked(member: Any) -> CaseQuestion:
    person = EmployeeFactory(adherent=member.adherent, last_name="Benali", first_name="Karim")
    EmploymentFactory(employee=person)
    case = weather_case(
        WorksiteFactory(adherent=member.adherent, name="Les Tilleuls"),
        resumes="2026-01-14 08:00",
        reference="I-SUIVI234",
    )
    lose(case, person, {"2026-01-12": "8"})
    sent(case)
    return ask(case, "Combien étaient présents le 12 janvier ?")


def test_a_question_is_answered_then_paid(any_page: Page, js: bool, sign_in_as: Any, member: Any, asked: Any) -> None:
    page, case = any_page, asked.case
    sign_in_as(page, member.user)
    page.set_viewport_size({"width": 375, "height": 740})
    page.goto(reverse("stoppages:index", args=[member.adherent.public_id]))
    line = page.get_by_role("row", name="Gel, Les Tilleuls")
    expect(line).to_contain_text("Réponse à donner à la caisse")
    line.get_by_role("link").click()
    blocked = page.get_by_role("region", name="Ce qui bloque")
    expect(blocked).to_contain_text("Combien étaient présents le 12 janvier")
    blocked.get_by_role("link", name="Répondre").click()
    expect_title(page, "Répondre à la caisse")
    press(page, "Envoyer la réponse")
    expect(page.get_by_role("alert").first).to_be_visible()
    field(page, "Votre réponse").fill("Douze, dont deux apprentis.")
    page.locator("input[type=file]").set_input_files({"name": "feuille.png", "mimeType": "image/png", "buffer": png()})
    press(page, "Envoyer la réponse")
    expect(page.get_by_role("status").filter(has_text="Votre réponse est envoyée")).to_be_visible()
    expect(page.get_by_role("region", name="Pièces")).to_contain_text("feuille.png")
    expect(page.get_by_role("region", name="Chez votre caisse")).to_contain_text("Votre caisse l’examine")
    decide(case.stoppagedeclarations.get(), "partly", "85.30", reason="Un salarié était absent.")
    pay(case, "85.30", reference="VIR 77")
    page.reload()
    expect(page.get_by_role("region", name="Motif de la décision")).to_contain_text("Un salarié était absent.")
    if js:
        assert_accessible(page)
        assert_no_sideways_scroll(page)
    page.get_by_role("link", name="Tous les remboursements").click()
    expect(page.get_by_role("main")).to_contain_text("virement VIR 77")


def test_two_tabs_answer_and_the_second_is_told(any_page: Page, sign_in_as: Any, member: Any, asked: Any) -> None:
    page = any_page
    sign_in_as(page, member.user)
    where = reverse("stoppages:answer", args=[member.adherent.public_id, asked.case.public_id])
    page.goto(where)
    other = page.context.new_page()
    other.goto(where)
    field(other, "Votre réponse").fill("Douze")
    press(other, "Envoyer la réponse")
    expect(other.get_by_role("status").filter(has_text="Votre réponse est envoyée")).to_be_visible()
    field(page, "Votre réponse").fill("Treize")
    press(page, "Envoyer la réponse")
    expect(page.get_by_text("Votre réponse n’est pas partie")).to_be_visible()
    expect(field(page, "Ce que vous aviez écrit")).to_have_value("Treize")


def test_a_draft_is_abandoned(any_page: Page, sign_in_as: Any, member: Any) -> None:
    page = any_page
    case = weather_case(WorksiteFactory(adherent=member.adherent, name="Les Tilleuls"))
    sign_in_as(page, member.user)
    page.goto(reverse("stoppages:case", args=[member.adherent.public_id, case.public_id]))
    page.get_by_role("link", name="Abandonner").click()
    press(page, "Abandonner le dossier")
    expect(page.get_by_role("status").filter(has_text="sans suite")).to_be_visible()
    expect(page.get_by_role("link", name="Abandonner")).to_have_count(0)
