"""The back office of the section: the help of a page written, seen first, put in force, read again."""

from collections.abc import Iterator

from playwright.sync_api import expect

from tests.accounts.walks.staff import enter, to
from tests.accounts.walks.staff_entry import member_of_staff
from tests.e2e.places import Visit
from tests.e2e.walking import walk


@walk("staff-page-texts", is_signed_in=True)
def page_texts(visit: Visit) -> Iterator[str]:
    enter(visit, member_of_staff())
    page = visit.page
    to(visit, "support_pagetext_choose")
    yield "staff-page-texts-choose"
    page.get_by_role("link", name="Écrire le tutoriel : Mes salariés", exact=True).click()
    yield "staff-page-texts-tutorial"
    page.get_by_label("Texte").fill("Sans titre.")
    page.get_by_role("button", name="Mettre en ligne").click()
    yield "staff-page-texts-refused"
    to(visit, "support_pagetext_write", "employees-index", "help")
    page.get_by_label("Texte").fill("# Chez nous\nAppelez le service des **cotisations**.")
    page.get_by_role("button", name="Aperçu").click()
    yield "staff-page-texts-preview"
    page.get_by_role("button", name="Mettre en ligne").click()
    expect(page.get_by_text("Le texte est en ligne")).to_be_visible()
    yield "staff-page-texts-list"
    page.locator("#result_list tbody th a").first.click()
    yield "staff-page-texts-row"
    to(visit, "support_pagetext_write", "employees-index", "help")
    yield "staff-page-texts-versions"
