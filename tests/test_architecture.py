"""Where things are: an app is cut by journey (DESIGN §3), and a section stands in its own folders (docs/section.md)."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
APPS = ("adherents", "accounts", "delegations", "employees", "absences", "stoppages", "documents", "support")
# At the root of an app, these packages are what its journeys share.
SHARED = {"admin", "management", "migrations", "models", "queries", "services"}
HTTP_ONLY = {"views", "forms", "page"}
# Who opens an account from an invitation fills the same form, whoever invites; *Mes salariés* is two apps.
PUBLISHED = {"accounts.forms.InvitedAccountForm", "employees.page.PEOPLE"}
# For six journeys named by the title of a page: the folder that holds them.
FOLDERS = {
    "Étape 1/2": "accounts/opening",
    "Embaucher": "employees/hire",
    "Déclarer une sortie": "employees/departure",
    "Équipes": "employees/crews",
    "Import": "employees/imports",
    "Donner une délégation": "delegations/giving",
}
MOST_SHARED_PLACES = 8


def _journeys(app: str) -> set[str]:
    return {path.parent.name for path in (ROOT / app).glob("*/__init__.py")} - SHARED


def _imports(path: Path) -> Iterator[tuple[str, ...]]:
    """Each name imported from our own code, as the parts of its dotted path."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (tuple(f"{node.module}.{name.name}".split(".")) for name in node.names)


def _sources(app: str) -> list[Path]:
    return [path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


def _own_journey(app: str, path: Path) -> str:
    """Empty at the root of the app."""
    first = path.relative_to(ROOT / app).parts[0]
    return first if first in _journeys(app) else ""


@pytest.mark.parametrize("app", APPS)
def test_no_journey_imports_the_views_or_the_forms_of_another(app: str) -> None:
    journeys = _journeys(app)
    wrong = [
        f"{path.relative_to(ROOT)} imports {'.'.join(name)}"
        for path in _sources(app)
        if not path.name.endswith("urls.py")
        for name in _imports(path)
        if name[0] == app and name[1] in journeys and name[1] != _own_journey(app, path) and HTTP_ONLY & set(name[2:])
    ]
    assert wrong == []


@pytest.mark.parametrize("app", APPS)
def test_models_queries_and_values_import_no_service(app: str) -> None:
    lower = {"models", "queries", "policies", "values", "enums"}
    wrong = [
        f"{path.relative_to(ROOT)} imports {'.'.join(name)}"
        for path in _sources(app)
        if lower & {*path.relative_to(ROOT / app).parts[:-1], path.stem}
        for name in _imports(path)
        if name[0] in APPS and "services" in name
    ]
    assert wrong == []


@pytest.mark.parametrize("app", APPS)
def test_apps_meet_by_what_they_publish(app: str) -> None:
    """No app reads the views or the forms of another."""
    wrong = [
        f"{path.relative_to(ROOT)} imports {'.'.join(name)}"
        for path in _sources(app)
        for name in _imports(path)
        if name[0] in APPS and name[0] != app and HTTP_ONLY & set(name[1:]) and ".".join(name) not in PUBLISHED
    ]
    assert wrong == []


@pytest.mark.parametrize("title", FOLDERS)
def test_a_page_is_found_in_the_folder_of_its_journey(title: str) -> None:
    folder = ROOT / FOLDERS[title]
    assert any((folder / name).exists() for name in ("views.py", "views/__init__.py"))
    assert any((folder / name).exists() for name in ("services.py", "services/__init__.py"))


def test_a_section_touches_few_shared_places() -> None:
    """`docs/section.md` lists them: those are all the places outside its own folders that name `stoppages`.

    Migrations tell what was; a new section has nothing to add there.
    """
    listed = set(re.findall(r"^\| `([^`]+)` \|", (ROOT / "docs/section.md").read_text(), flags=re.M))
    command = ["git", "grep", "-lw", "--untracked", "stoppages"]
    naming = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split()
    own = re.compile(r"(^|/)((demo_|volume_|kill_)?stoppages|migrations)(/|\.|_|$)")
    shared = {
        name
        for name in naming
        if not own.search(name) and not name.startswith("tests/") and not name.startswith("docs/")
    }
    assert shared <= listed
    assert len(listed) <= MOST_SHARED_PLACES
