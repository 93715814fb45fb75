"""Every part that a section brings is gathered, and none takes the place of another."""

from types import SimpleNamespace

import pytest

from tests.cast import Company
from tests.e2e.places import PLACES, place
from tests.sections import TESTS, having, parts
from tests.security import routes

PARTS = ("routes", "cast", "places", "walks")
# Where the parts are gathered.
GATHERING = {"security", "e2e"}


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_gathered(part: str) -> None:
    modules = {path.parent.name for path in TESTS.glob(f"*/{part}.py")}
    packages = {path.parent.parent.name for path in TESTS.glob(f"*/{part}/__init__.py")}
    assert set(having(part)) == (modules | packages) - GATHERING


def test_every_module_of_places_and_walks_is_read_by_its_section() -> None:
    for part in ("places", "walks"):
        for section in parts(part):
            written = {path.stem for path in TESTS.glob(f"{section.__name__.split('.')[1]}/{part}/*.py")} - {"__init__"}
            assert written == set(getattr(section, "__all__", ())), section.__name__


def test_a_route_is_declared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [_section("one", PUBLIC={"health": 1}), _section("two", PUBLIC={"health": 2})]
    monkeypatch.setattr(routes, "parts", lambda part: both)
    with pytest.raises(AssertionError, match="two declares {'health'} again"):
        routes._rows("PUBLIC")


def test_a_place_is_declared_once() -> None:
    parts("places")
    with pytest.raises(AssertionError, match="home"):
        place("home")(lambda visit: None)
    assert PLACES["home"].__module__ == "tests.portal.places"


def test_a_row_of_the_cast_is_added_once() -> None:
    company = Company.__new__(Company)
    company._add({"invitation": 1})
    with pytest.raises(AssertionError, match="invitation"):
        company._add({"invitation": 2})


def _section(name: str, **rows: object) -> SimpleNamespace:
    return SimpleNamespace(__name__=name, **rows)
