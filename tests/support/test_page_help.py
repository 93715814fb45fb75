"""Every page has its help, and the main ones their tutorial: what is shipped, where it is shown, what it points at."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.urls import reverse

from core.rich_text import plain
from support.guidance.sections import namespace_of, sections
from support.guidance.shipped import FOLDER, numbers, shipped
from tests.cast import Cast
from tests.delegations.kit import as_user, recent
from tests.delegations.routes import FIRM, FIRM_ADMINISTRATORS
from tests.factories import FirmMemberFactory
from tests.security import routes
from tests.support import guided

PANEL, TOLD = 'id="aide-de-la-page"', "page-help__text"


def screens(cast: Cast) -> Iterator[tuple[str, int, str]]:
    """(name, status, page) of every address that Alice, or an administrator of Chloé's cabinet, is shown."""
    alice, boss = recent(cast.browser("alice")), FirmMemberFactory(firm=cast.firm, is_administrator=True)
    of_firm = {**FIRM, **FIRM_ADMINISTRATORS}
    own = {name: route for name, route in routes.PERSON.items() if name not in of_firm}
    doors: list[tuple[Any, dict[str, Any], list[str]]] = [
        (alice, own, []),
        (alice, routes.TIERS, [cast.acme.ref]),
        (recent(as_user(boss.user)), of_firm, [cast.firm.public_id]),
    ]
    for browser, pages, begun in doors:
        for name, route in pages.items():
            if "GET" in route.methods:
                response = browser.get(reverse(name, args=[*begun, *route.args(cast)]))
                body = "" if response.streaming else response.content.decode(errors="replace")
                if PANEL in body:
                    yield name, response.status_code, body


def test_every_screen_has_its_help_and_every_tutorial_shows_what_is_there(cast):
    """The help of a page that is shown by another address (a form with errors, an export that misses its dates) is that
    of the page above it.
    """
    shown, missing, lost = set(), set(), set()
    for name, status, body in screens(cast):
        shown.add(name)
        if TOLD not in body or (name not in shipped() and status == HTTPStatus.OK):
            missing.add(name)
        targets = {step.target for step in shipped()[name].steps} if name in shipped() else set()
        lost |= {(name, target) for target in targets - set(re.findall(r'data-tour="([^"]+)"', body))}
        assert ('id="tutorial-steps"' in body) == bool(targets), name
    assert missing == set(), "write templates/help/<namespace>/<url_name>.md"
    assert lost == guided.TARGETS_OF_SOME_ROWS, "a tutorial points at what its page does not show"
    assert set(shipped()) - shown == guided.SHOWN_OTHERWISE, "the help of a page that is not there any more"


def test_no_page_is_excused_that_does_not_exist():
    existing = {name for name, _ in routes.existing()} | {"forbidden"}
    assert set(shipped()) - existing == set()
    written = "".join(path.read_text() for path in (FOLDER.parent).rglob("*.html"))
    assert {name for name, target in guided.TARGETS_OF_SOME_ROWS if f'data-tour="{target}"' not in written} == set()


def test_the_main_pages_have_a_tutorial_and_the_others_are_excused():
    assert {key for key, guide in shipped().items() if not guide.steps} == guided.WITHOUT_TUTORIAL
    orphans = {path for path in FOLDER.rglob("*.tutorial.md") if not path.with_name(f"{path.name[:-12]}.md").exists()}
    assert orphans == set()


def test_what_is_shipped_is_whole():
    """A title, words, a place in the index; no mark-up that would be read as it was typed."""
    listed = {namespace for _, namespaces in sections() for namespace in namespaces}
    for key, guide in shipped().items():
        assert guide.title.strip("# ") == guide.title != "", key
        assert len(plain(guide.body)) > 60, key
        assert not {"<", "*"} & set(plain(guide.body)), key
        assert namespace_of(guide) in listed, key
    named = {name for path in FOLDER.rglob("*.md") for name in re.findall(r"\{\{ *(\w+)", path.read_text())}
    assert named == set(numbers()), "a number of a help is one of settings"
