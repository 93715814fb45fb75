"""How many bytes a page costs, as production serves it: static files compressed and kept by the browser."""

from collections.abc import Iterator

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.test.testcases import LiveServerThread
from playwright.sync_api import Page, Request

from tests.e2e.conftest import OpenPage, Site
from tests.e2e.steps import expect_title, type_letters
from tests.factories import MembershipFactory, OpeningFactory

pytestmark = pytest.mark.e2e

FIRST_VIEW, NEXT_VIEW = 120_000, 20_000


@pytest.fixture
def served(site: Site, settings, tmp_path) -> Iterator[str]:
    """The address of a server whose static files whitenoise alone serves, as `collectstatic` left them."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = False
    manifest = {"BACKEND": "core.static_files.HashedStaticFiles"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": manifest}
    call_command("collectstatic", interactive=False, verbosity=0)
    thread = LiveServerThread("localhost", static_handler=_whitenoise_only)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert not thread.error
    yield f"http://localhost:{thread.port}"
    thread.terminate()


def _whitenoise_only(application: object) -> WSGIHandler:
    return WSGIHandler()


class Scales:
    """Weighs what a page receives, headers included."""

    def __init__(self, page: Page) -> None:
        self._answers: list[Request] = []
        page.on("requestfinished", lambda request: self._answers.append(request))
        self._page = page

    def weigh(self) -> int:
        self._page.wait_for_load_state("networkidle")
        sizes = [request.sizes() for request in self._answers]
        self._answers.clear()
        return sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)


def test_signed_in_pages_are_light(served: str, site: Site, open_anywhere: OpenPage) -> None:
    member = MembershipFactory()
    page = open_anywhere(served)
    page.context.add_cookies([{"name": "sessionid", "value": site.session_of(member.user), "url": served}])
    scales = Scales(page)
    page.goto(f"/espace/{member.adherent.public_id}/")
    expect_title(page, "Bonjour Alice")
    assert NEXT_VIEW < scales.weigh() <= FIRST_VIEW
    for section in ("documents/", "contact/", ""):
        page.goto(f"/espace/{member.adherent.public_id}/{section}")
        assert scales.weigh() <= NEXT_VIEW
    page.goto("/compte/")
    assert scales.weigh() <= NEXT_VIEW


def test_public_pages_and_the_opening_are_light(served: str, open_anywhere: OpenPage) -> None:
    opening = OpeningFactory()
    page = open_anywhere(served)
    scales = Scales(page)
    page.goto(f"/caisses/{opening.adherent.caisse.slug}/")
    assert NEXT_VIEW < scales.weigh() <= FIRST_VIEW
    for address in ("mentions-legales/", "conditions-generales/"):
        page.goto(f"/caisses/{opening.adherent.caisse.slug}/{address}")
        assert scales.weigh() <= NEXT_VIEW
    for address in ("/connexion/", "/ouverture/identification/"):
        page.goto(address)
        assert scales.weigh() <= NEXT_VIEW
    type_letters(page, opening)
    expect_title(page, "Vos informations de contact et de connexion")
    assert scales.weigh() <= NEXT_VIEW
