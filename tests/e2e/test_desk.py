"""A member of staff at their desk: a company found, seen as its employer sees it, a queue treated in one go."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from adherents.models import Adherent
from employees.enums import MovementState
from employees.models import Movement
from tests.accounts.walks.staff_entry import member_of_staff
from tests.e2e.checks import assert_accessible, assert_no_control_under_a_bar, assert_no_sideways_scroll
from tests.e2e.conftest import Site
from tests.e2e.steps import expect_title
from tests.e2e.test_staff import enter, press
from tests.employees.factories import EmployeeFactory, MovementFactory
from tests.factories import MembershipFactory

pytestmark = pytest.mark.e2e
TEN = 10
SHORT = {"width": 844, "height": 390}


@pytest.fixture
def staff(site: Site) -> User:
    return member_of_staff()


@pytest.fixture
def company(staff: User) -> Adherent:
    return MembershipFactory(adherent__caisse=staff.staff_caisse, adherent__name="Durand Maçonnerie").adherent


@pytest.fixture
def waiting(company: Adherent) -> list[Movement]:
    return [MovementFactory(employment__employee=EmployeeFactory(adherent=company)) for _ in range(TEN)]


def press_key(page: Page, letter: str) -> None:
    """Alt and a letter, as a keyboard sends them: the browser looks for an access key in the letter without Alt."""
    key = {"key": letter, "code": f"Key{letter.upper()}", "windowsVirtualKeyCode": ord(letter.upper()), "modifiers": 1}
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", "unmodifiedText": letter, **key})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    keyboard.detach()


def test_ten_hires_are_treated_without_going_back_to_the_list(
    scripted: Page, staff: User, waiting: list[Movement]
) -> None:
    """By the keyboard for most, one corrected and one refused for a reason of the list; each time, the next one."""
    page = scripted
    enter(page, staff)
    page.get_by_role("link", name="embauches et sorties à traiter").click()
    page.locator("#result_list tbody a").first.click()
    pages = []
    page.on("framenavigated", lambda frame: pages.append(frame.url))
    for number in range(TEN):
        bar = page.get_by_role("region", name="Décider")
        onward = bar.get_by_role("button", name="Accepter et passer au suivant")
        expect(onward).to_be_in_viewport(ratio=1)
        address = page.url
        if number == 3:
            _decide(page, "Demander une correction", "c", "identity")
        elif number == 6:
            _decide(page, "Refuser", "x", "not_employed")
        else:
            press_key(page, "a")
        page.wait_for_url(lambda url, address=address: url != address)
    expect_title(page, "Embauches et sorties")
    lists = [address for address in pages if address.partition("?")[0].endswith("/employees/movement/")]
    assert len(lists) == 1
    assert "state__exact=sent" in lists[0]
    expect(page).to_have_url(lists[0])
    states = list(Movement.objects.values_list("state", flat=True))
    assert states.count(MovementState.ACCEPTED) == TEN - 2
    assert {MovementState.TO_CORRECT, MovementState.REFUSED} < set(states)


def _decide(page: Page, label: str, key: str, reason: str) -> None:
    bar = page.get_by_role("region", name="Décider")
    press_key(page, key)
    bar.get_by_label("Motif").and_(page.locator(":visible")).select_option(reason)
    assert_accessible(page)
    bar.get_by_role("button", name=f"{label} et passer au suivant").click()


def test_the_bar_is_in_sight_and_hides_nothing_that_is_typed_in_on_a_telephone(
    scripted: Page, staff: User, waiting: list[Movement]
) -> None:
    page = scripted
    enter(page, staff)
    page.goto(f"/admin/employees/movement/{waiting[0].pk}/change/")
    for size in (SHORT, {"width": 640, "height": 480}, {"width": 320, "height": 640}):
        page.set_viewport_size(size)
        bar = page.get_by_role("region", name="Décider")
        expect(bar.get_by_role("button", name="Accepter et passer au suivant")).to_be_in_viewport(ratio=1)
        assert_no_control_under_a_bar(page)
        page.get_by_text("Demander une correction…").click()
        precision = bar.get_by_label("Précisions").and_(page.locator(":visible"))
        precision.fill("Le contrat dit autre chose.")
        expect(precision).to_be_in_viewport()
        assert_no_sideways_scroll(page)
        assert_no_control_under_a_bar(page)
        page.get_by_text("Demander une correction…").click()


def test_a_company_is_found_and_seen_as_its_employer_sees_it(
    scripted: Page, staff: User, company: Adherent, waiting: list[Movement]
) -> None:
    page = scripted
    enter(page, staff)
    page.get_by_label("Rechercher dans la caisse").fill(company.siren)
    press(page, "Rechercher")
    expect_title(page, "Durand Maçonnerie")
    expect(page.get_by_role("region", name="Embauches et sorties")).to_contain_text(waiting[0].reference)
    page.get_by_role("main").get_by_role("link", name="Vue de l’employeur").click()
    expect_title(page, "Bonjour")
    page.get_by_role("main").get_by_role("link", name="Tous les salariés").click()
    expect_title(page, "Mes salariés")
    expect(page.get_by_role("complementary", name="Vue de l’employeur")).to_contain_text("rien ne peut y être envoyé")
    assert_accessible(page)
    page.get_by_role("link", name="Revenir à la fiche").click()
    expect_title(page, "Durand Maçonnerie")
    page.goto("/admin/")
    page.get_by_role("region", name="Entreprises ouvertes récemment").get_by_role("link").click()
    expect_title(page, "Durand Maçonnerie")
