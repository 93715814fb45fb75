"""Tests about the tree itself: what one file promises of another."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAX_LINES = {"*.py": 400, "*.html": 150, "*.jinja": 150}


def _variables_read() -> set[str]:
    """The names that the settings (`env.xxx("NAME")`, `os.environ.get("NAME")`) and docker-compose.yml read."""
    found = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    settings = [*(ROOT / "cibtp_portal/settings").glob("*.py"), *ROOT.glob("*/parameters.py")]
    for path in [*settings, ROOT / "cibtp_portal/development/postgres.py"]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                reader, first = ast.unparse(node.func.value), node.args[0]
                if reader in {"env", "os.environ"} and isinstance(first, ast.Constant):
                    found.add(first.value)
    return found


def _variables_shown() -> list[str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return [match[1] for line in lines if (match := re.match(r"(?:# )?([A-Z][A-Z0-9_]+)=", line))]


def _tracked(pattern: str) -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", pattern]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).exists()]


def test_env_example_shows_every_variable_the_settings_read() -> None:
    assert _variables_read() - set(_variables_shown()) == set()


def test_env_example_shows_nothing_that_is_not_read() -> None:
    assert set(_variables_shown()) - _variables_read() == set()


def test_env_example_shows_each_variable_once() -> None:
    shown = _variables_shown()
    assert sorted(shown) == sorted(set(shown))


@pytest.mark.parametrize("name", ["requirements/base.txt", "requirements/dev.txt"])
def test_requirements_are_hash_locked_and_name_no_index(name: str) -> None:
    text = (ROOT / name).read_text()
    pinned = re.findall(r"^[a-z0-9][\w.\-]*==\S+ \\$", text, flags=re.M)
    required = re.findall(r"^[a-z0-9].*$", text, flags=re.M)
    assert len(pinned) == len(required) > 20
    assert not re.search(r"--index-url|--extra-index|--find-links|--trusted-host|://|^/| @ ", text, flags=re.M)


def test_every_dependency_of_the_project_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for lock, wanted in {
        "base": project["dependencies"],
        "dev": project["dependencies"] + project["optional-dependencies"]["dev"],
    }.items():
        locked = (ROOT / f"requirements/{lock}.txt").read_text()
        names = [re.match(r"[A-Za-z0-9\-]+", requirement)[0] for requirement in wanted]
        assert [name for name in names if f"\n{name}==" not in locked] == []


def test_django_has_its_security_corrections() -> None:
    """L10: no release of the series before that one is safe."""
    for lock in ("base", "dev"):
        locked = re.search(r"^django==(\S+)", (ROOT / f"requirements/{lock}.txt").read_text(), flags=re.M)[1]
        assert tuple(int(part) for part in locked.split(".")) >= (5, 2, 19), lock


def _checks_of_the_table() -> dict[str, str]:
    """Number of the check → what proves it, from the table of docs/securite.md."""
    rows = re.findall(r"^\| ([ASL]\d+) \| [^|]+ \| ([^|]+) \|$", (ROOT / "docs/securite.md").read_text(), flags=re.M)
    assert len(rows) == len(dict(rows)), "a check is told twice"
    return dict(rows)


def test_every_security_check_has_its_test_or_says_why_not() -> None:
    wanted = [
        f"{letter}{number}" for letter, last in (("A", 36), ("S", 14), ("L", 12)) for number in range(1, last + 1)
    ]
    checks = _checks_of_the_table()
    assert list(checks) == wanted
    assert [number for number, proof in checks.items() if "::" not in proof and "sans objet : " not in proof] == []


def test_every_test_that_the_table_of_checks_names_exists() -> None:
    for number, proof in _checks_of_the_table().items():
        for path, name in re.findall(r"`([^`]+?)::([^`]+)`", proof):
            module = ast.parse((ROOT / path).read_text())
            assert name in {node.name for node in module.body if isinstance(node, ast.FunctionDef)}, (
                number,
                path,
                name,
            )


def test_continuous_integration_runs_the_commands_of_the_readme() -> None:
    commands = (ROOT / ".ci/run").read_text()
    assert "make check test" in commands
    assert (ROOT / ".ci/run").stat().st_mode & 0o100
    readme = (ROOT / "README.md").read_text()
    assert "make run" in readme
    assert "make test" in readme


@pytest.mark.parametrize("pattern", sorted(MAX_LINES))
def test_modules_and_templates_stay_short(pattern: str) -> None:
    counted = {path: len(path.read_text().splitlines()) for path in _tracked(pattern) if "migrations" not in path.parts}
    assert {str(path.relative_to(ROOT)): n for path, n in counted.items() if n > MAX_LINES[pattern]} == {}


def test_templates_hold_no_inline_script_or_style() -> None:
    inline = re.compile(r"<script>|<style|\sstyle=\"|\son(click|change|submit|load|input)=\"|javascript:")
    # Mail readers know no style sheet: e-mails style their elements.
    written = [*_tracked("templates/*.html"), *_tracked("templates/*.jinja")]
    pages = [path for path in written if "emails" not in path.parts]
    found = [path for path in pages if inline.search(path.read_text())]
    assert [str(path.relative_to(ROOT)) for path in found] == []


def test_only_the_answer_no_of_a_confirmation_leads_back() -> None:
    """Of the pages that have a breadcrumb, which is the way back (DESIGN §11)."""
    pages = {path: path.read_text() for path in _tracked("templates/*.html")}
    with_trail = {path: text for path, text in pages.items() if 'extends "layouts/section.html"' in text}
    back = [path for path, text in with_trail.items() if ">Retour</a>" in text and 'name="confirm"' not in text]
    assert len(with_trail) > 80
    assert [str(path.relative_to(ROOT)) for path in back] == []


READ_AT_ONCE = re.compile(
    r"\.(url|title\(\)|all_inner_texts\(\)|all_text_contents\(\)|inner_text\(\)|text_content\(\)|input_value\(\)"
    r"|is_visible\(\)|is_checked\(\)|get_attribute\(.*\))(?!\w)"
)


def test_browser_tests_wait_for_what_they_assert() -> None:
    """`assert` reads the page that is there, perhaps still the one before; `expect` waits for the one to come."""
    read = [
        f"{path.name}:{node.lineno}"
        for path in _tracked("tests/e2e/*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assert) and READ_AT_ONCE.search(ast.unparse(node.test))
    ]
    assert read == []


def test_tree_holds_no_left_over() -> None:
    words = "TO" + "DO|FIX" + "ME|XX" + "X|NotImplemented" + "Error|pytest.mark." + "skip|x" + "fail"
    left_over = re.compile(rf"\b({words})\b")
    paths = [
        path
        for pattern in ("*.py", "*.html", "*.jinja", "*.js")
        for path in _tracked(pattern)
        if "vendor" not in path.parts
    ]
    found = [path for path in paths if left_over.search(path.read_text())]
    assert [str(path.relative_to(ROOT)) for path in found] == []
