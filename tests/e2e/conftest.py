"""A real Chromium in front of the real portal.

Most journeys run against the live server of pytest-django, on rows made by the factories; test_guide.py runs against
`manage.py run_portal`. Every page is watched: a word on the console, a failed request or a request to anyone else fails
the test. With SCREENSHOTS=folder, the pages visited are photographed there (SCREENSHOTS=docs/images for the README's).
"""

import functools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from core import outbox
from scripts.browser import find
from tests.e2e.watching import Watch
from tests.jobs import forget_jobs, run_jobs

HEIGHTS = {320: 640, 375: 740, 640: 480, 1280: 800}
TIMEOUT_MS = 10_000
OpenPage = Callable[..., Page]


@functools.cache
def chromium() -> str:
    path = find()
    if path is None:
        pytest.fail("No Chromium: install it, set CHROMIUM=/path/to/chromium, or run « make browser ».", pytrace=False)
    return path


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Not for the session: Playwright leaves an event loop running in this thread, which other tests do not expect."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium())
            yield browser
            browser.close()


@dataclass(frozen=True, slots=True)
class Site:
    """The portal in this process."""

    url: str

    def last_message(self) -> outbox.Entry:
        """Do what a worker would, and read the newest e-mail or SMS."""
        run_jobs()
        return outbox.entries(limit=1)[0]

    def last_sms(self) -> str:
        """The text of the newest SMS, whatever e-mail left with it."""
        run_jobs()
        return next(entry.text for entry in outbox.entries(limit=5) if entry.channel == "SMS")

    def session_of(self, user) -> str:
        client = Client()
        client.force_login(user)
        return client.cookies["sessionid"].value


@pytest.fixture
def site(transactional_db, live_server, settings, tmp_path) -> Iterator[Site]:
    settings.PUBLIC_BASE_URL = live_server.url
    settings.OUTBOX_DIR = tmp_path / "outbox"
    settings.EMAIL_BACKEND = "core.outbox.FileEmailBackend"
    forget_jobs()
    yield Site(live_server.url)
    forget_jobs()


@pytest.fixture
def open_anywhere(browser: Browser) -> Iterator[OpenPage]:
    """`open_anywhere(address, width=…, js=…)`: a page of a browser that knows nothing yet."""
    opened = []

    def open_page(address: str, width: int = 1280, js: bool = True, **options: object) -> Page:
        size = {"width": width, "height": HEIGHTS[width]}
        options = {"has_touch": width <= 640, "locale": "fr-FR", "timezone_id": "Europe/Paris", **options}
        context = browser.new_context(base_url=address, viewport=size, java_script_enabled=js, **options)
        context.set_default_timeout(TIMEOUT_MS)
        opened.append((context, Watch(context, address)))
        return context.new_page()

    yield open_page
    complaints = []
    for context, watch in opened:
        context.close()
        complaints += watch.complaints()
    assert not complaints, "The browser complained:\n" + "\n".join(complaints)


@pytest.fixture
def open_page(site: Site, open_anywhere: OpenPage) -> OpenPage:
    return functools.partial(open_anywhere, site.url)


@pytest.fixture
def sign_in_as(site: Site) -> Callable[..., None]:
    """`sign_in_as(page, user)`: the cookie of a session, without the journey."""

    def sign_in(page: Page, user) -> None:
        page.context.add_cookies([{"name": "sessionid", "value": site.session_of(user), "url": site.url}])

    return sign_in


@pytest.fixture(params=[375, 1280])
def width(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture(params=[True, False], ids=["js", "no-js"])
def js(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.fixture
def any_page(open_page: OpenPage, width: int, js: bool) -> Page:
    """Four times: on a telephone and on a laptop, with and without scripts."""
    return open_page(width, js)


@pytest.fixture(params=[(375, True), (1280, False)], ids=["375-js", "1280-no-js"])
def page(request: pytest.FixtureRequest, open_page: OpenPage) -> Page:
    """Twice, for what is a variant of a journey already followed the four ways."""
    return open_page(*request.param)


@pytest.fixture
def scripted(open_page: OpenPage, width: int) -> Page:
    """Twice: what only scripts do, on a telephone and on a laptop."""
    return open_page(width)


@pytest.fixture
def photograph(tmp_path: Path) -> Callable[[Page, str], Path]:
    """Save what the page shows now."""
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path / "screenshots"))
    folder.mkdir(parents=True, exist_ok=True)

    def save(page: Page, name: str, *, whole: bool = True) -> Path:
        path = folder / f"{name}.png"
        page.evaluate("window.scrollTo(0, 0)")
        page.screenshot(path=path, full_page=whole, animations="disabled")
        return path

    return save
