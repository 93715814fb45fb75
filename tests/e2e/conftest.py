"""A real Chromium in front of the real portal.

Most journeys run against the live server of pytest-django, on rows made by the factories; test_guide.py runs against
`manage.py run_portal`. Every page is watched: a word on the console, a failed request or a request to anyone else fails
the test. With SCREENSHOTS=folder, the pages visited are photographed there (SCREENSHOTS=docs/images for the README's).
"""

import asyncio
import functools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from core import outbox
from scripts.browser import find
from tests.e2e.watching import Watch
from tests.jobs import run_jobs

HEIGHTS = {320: 640, 375: 740, 640: 480, 1280: 800}
# What comes is not waited for; what is late on a busy machine is no fault.
TIMEOUT_MS = 30_000
expect.set_options(timeout=TIMEOUT_MS)
OpenPage = Callable[..., Page]


@functools.cache
def chromium() -> str:
    path = find()
    if path is None:
        pytest.fail("No Chromium: install it, set CHROMIUM=/path/to/chromium, or run « make browser ».", pytrace=False)
    return path


class Launched:
    """A browser started once for the worker, and the event loop that Playwright leaves running in this thread.

    Between two tests of pages, asyncio is told that no loop runs, as any other test expects: whichever test comes next.
    """

    def __init__(self, playwright: Playwright) -> None:
        self._loop = asyncio.get_running_loop()
        self.browser = playwright.chromium.launch(executable_path=chromium())

    def show_loop(self) -> None:
        asyncio._set_running_loop(self._loop)

    @staticmethod
    def hide_loop() -> None:
        asyncio._set_running_loop(None)


@pytest.fixture(scope="session")
def launched() -> Iterator[Launched]:
    with sync_playwright() as playwright:
        launched = Launched(playwright)
        launched.hide_loop()
        yield launched
        launched.show_loop()
        launched.browser.close()


class Lasting:
    """A browser that one worker keeps from test to test, so that style sheets and scripts are not loaded by each; it
    forgets who was signed in.
    """

    def __init__(self) -> None:
        self._context: BrowserContext | None = None
        self._watch: Watch | None = None

    def new_page(self, browser: Browser, address: str) -> Page:
        if self._context is None:
            self._context = browser.new_context(
                base_url=address,
                viewport={"width": 1280, "height": HEIGHTS[1280]},
                locale="fr-FR",
                timezone_id="Europe/Paris",
                reduced_motion="reduce",
            )
            self._context.set_default_timeout(TIMEOUT_MS)
            self._watch = Watch(self._context, address)
        self._context.clear_cookies()
        return self._context.new_page()

    def leave(self) -> list[str]:
        """Close what is open; what the browser complained of since the last time."""
        assert self._context is not None
        assert self._watch is not None
        for page in self._context.pages:
            page.close()
        return self._watch.take()


@pytest.fixture(scope="session")
def lasting() -> Lasting:
    return Lasting()


@pytest.fixture
def still_page(lasting: Lasting, browser: Browser, site: "Site") -> Iterator[Page]:
    """On a laptop, for who wants no motion: what every page is looked at in."""
    yield lasting.new_page(browser, site.url)
    complaints = lasting.leave()
    assert not complaints, _complained(complaints)


@pytest.fixture
def browser(launched: Launched, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """The browser of the worker. Django refuses a database beside a running loop, which this thread does not enter."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    launched.show_loop()
    yield launched.browser
    launched.hide_loop()


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
def site(transactional_db, live_server, settings, tmp_path) -> Site:
    settings.PUBLIC_BASE_URL = live_server.url
    settings.OUTBOX_DIR = tmp_path / "outbox"
    settings.EMAIL_BACKEND = "core.outbox.FileEmailBackend"
    return Site(live_server.url)


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
        complaints += watch.take()
    assert not complaints, _complained(complaints)


def _complained(complaints: list[str]) -> str:
    return "The browser complained:\n" + "\n".join(complaints)


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
def take_picture(tmp_path: Path) -> Callable[..., Path]:
    """Save what the page shows now."""
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path / "screenshots"))
    folder.mkdir(parents=True, exist_ok=True)

    def save(page: Page, name: str, *, whole: bool = True) -> Path:
        path = folder / f"{name}.png"
        page.evaluate("window.scrollTo(0, 0)")
        page.screenshot(path=path, full_page=whole, animations="disabled")
        return path

    return save


@pytest.fixture
def photograph(take_picture: Callable[..., Path]) -> Callable[[Page, str], None]:
    """A picture for people to look at, when SCREENSHOTS asks for it."""
    asked = "SCREENSHOTS" in os.environ

    def save(page: Page, name: str) -> None:
        if asked:
            take_picture(page, name)

    return save
