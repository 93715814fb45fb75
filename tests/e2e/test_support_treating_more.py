"""A member of staff merges two messages about the same thing, gives one to another caisse, and reads the figures."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from support.models import Conversation, InternalNote
from tests.accounts.walks.staff_entry import member_of_staff
from tests.e2e.checks import assert_accessible, assert_no_control_under_a_bar, assert_no_sideways_scroll
from tests.e2e.conftest import Site
from tests.e2e.steps import expect_title
from tests.e2e.test_staff import enter
from tests.factories import AdherentFactory, CaisseFactory, MembershipFactory
from tests.support.factories import ConversationFactory, MessageFactory, answered, subject_of

pytestmark = pytest.mark.e2e
SIZES = ({"width": 375, "height": 740}, {"width": 1280, "height": 800})


@pytest.fixture
def staff(site: Site) -> User:
    return member_of_staff()


@pytest.fixture
def twice(staff: User) -> list[Conversation]:
    """The same question twice, from a company that another caisse knows too, among what was answered."""
    adherent = MembershipFactory(adherent__caisse=staff.staff_caisse, adherent__name="Durand Maçonnerie").adherent
    AdherentFactory(siren=adherent.siren, caisse=CaisseFactory(name="CIBTP du Grand Est"))
    for code in ("intemperies", "documents", "droits-a-conges"):
        done = answered(adherent=adherent, subject=subject_of(adherent.caisse, code), assigned_to=staff)
        done.opened_at = timezone.now() - timedelta(days=6)
        done.save()
    rows = []
    for days, body in ((4, "Notre virement du 3 n’apparaît pas."), (1, "Nous attendons toujours, pour ce virement.")):
        since = timezone.now() - timedelta(days=days)
        row = ConversationFactory(adherent=adherent, opened_at=since, waiting_since=since)
        MessageFactory(conversation=row, body=body, sent_at=since)
        rows.append(row)
    InternalNote.objects.create(
        conversation=rows[0],
        adherent=adherent,
        caisse=adherent.caisse,
        author_label=str(staff),
        body="Vu avec la banque.",
    )
    return rows


def test_two_messages_become_one_which_goes_to_another_caisse(
    scripted: Page, staff: User, twice: list[Conversation], photograph: Callable[..., None]
) -> None:
    page, (first, again) = scripted, twice
    enter(page, staff)
    page.goto(f"/admin/support/conversation/{again.pk}/change/")
    page.get_by_role("link", name="Réunir à un autre échange").click()
    expect_title(page, "Réunir deux échanges")
    _look(page, "merge-choose", photograph)
    page.get_by_role("link", name=first.reference).click()
    expect(page.get_by_text("Nous attendons toujours")).to_be_visible()
    expect(page.get_by_text("Notre virement du 3")).to_be_visible()
    _look(page, "merge-confirm", photograph)
    page.get_by_role("button", name=f"Réunir {again.reference} à {first.reference}").click()
    expect(page.get_by_text(f"{again.reference} est réuni à {first.reference}")).to_be_visible()
    expect(page.locator(".thread__one")).to_have_count(2)
    page.goto(f"/admin/support/conversation/{again.pk}/change/")
    expect(page.get_by_text(f"est réuni à {first.reference}, que voici")).to_be_visible()
    page.get_by_text("Transmettre…").click()
    page.get_by_label("Caisse", exact=True).select_option(label="CIBTP du Grand Est")
    _look(page, "transfer", photograph)
    page.get_by_role("button", name="Transmettre", exact=True).click()
    expect(page.get_by_text("L’échange est transmis à CIBTP du Grand Est")).to_be_visible()
    expect_title(page, "Échanges")
    assert Conversation.objects.get(pk=first.pk).caisse.name == "CIBTP du Grand Est"
    assert page.locator("#result_list").get_by_text(first.reference).count() == 0


def test_the_figures_of_a_period_are_read_and_taken_away(
    scripted: Page, staff: User, twice: list[Conversation], photograph: Callable[..., None]
) -> None:
    page = scripted
    enter(page, staff)
    page.goto("/admin/support/conversation/")
    page.get_by_role("link", name="Statistiques des échanges").click()
    expect_title(page, "Statistiques des échanges")
    expect(page.get_by_role("heading", name="Par objet")).to_be_visible()
    _look(page, "statistics", photograph)
    page.get_by_label("Période").select_option(label="Du… au…")
    page.get_by_role("button", name="Afficher").click()
    expect(page.get_by_role("alert").filter(has_text="Saisissez le premier jour")).to_be_visible()
    _look(page, "statistics-refused", photograph)
    page.get_by_label("Du", exact=True).fill(f"{timezone.localdate() - timedelta(days=20):%d/%m/%Y}")
    page.get_by_role("button", name="Afficher").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Exporter en CSV").click()
    assert taken.value.suggested_filename.startswith("statistiques-echanges-")


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
