"""Documents taken together: ticked on several pages of the list, as one archive; with scripts and without."""

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from documents.models import Download
from tests.documents.factories import DocumentFactory
from tests.e2e.conftest import Site
from tests.factories import MembershipFactory

pytestmark = pytest.mark.e2e


@pytest.fixture
def member(site: Site) -> Any:
    """Of a company that has two pages of documents, one file for all."""
    member = MembershipFactory(adherent__name="Durand Maçonnerie")
    for rank in range(53):
        DocumentFactory(adherent=member.adherent, title=f"Courrier {rank:02}", reference=f"R{rank:02}")
    return member


def names_in(download: Any) -> list[str]:
    return ZipFile(BytesIO(Path(download.path()).read_bytes())).namelist()


def taken(page: Page, button: str) -> list[str]:
    with page.expect_download() as arriving:
        page.get_by_role("main").get_by_role("button", name=button).click()
    return sorted(name[-7:-4] for name in names_in(arriving.value))


def tick(page: Page, title: str) -> None:
    page.get_by_role("checkbox", name=f"Choisir {title}").check()


def test_what_is_ticked_on_two_pages_leaves_in_one_archive(open_page, js, sign_in_as, member):
    page = open_page(1280, js)
    sign_in_as(page, member.user)
    page.goto(f"/espace/{member.adherent.public_id}/documents/?tri=titre")
    tick(page, "Courrier 03")
    with page.expect_download() as one:
        page.get_by_role("link", name="Courrier 00").click()
    assert Path(one.value.path()).read_bytes().startswith(b"%PDF")
    if not js:
        # Those in sight alone.
        assert taken(page, "Les documents cochés") == ["R03"]
        return
    page.get_by_role("link", name="Page suivante").click()
    tick(page, "Courrier 51")
    expect(page.get_by_text("2 documents cochés, dont 1 sur d’autres pages.")).to_be_visible()
    assert taken(page, "Les documents cochés") == ["R03", "R51"]
    page.get_by_role("link", name="Page précédente").click()
    expect(page.get_by_role("checkbox", name="Choisir Courrier 03")).to_be_checked()
    page.get_by_role("button", name="Tout décocher").click()
    expect(page.get_by_role("checkbox", name="Choisir Courrier 03")).not_to_be_checked()
    assert len(taken(page, "Tous mes documents (53)")) == 53
    assert Download.objects.filter(by=member.user).count() == 1 + 2 + 53
