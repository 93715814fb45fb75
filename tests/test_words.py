"""One word per concept on the screen (DESIGN §8, docs/GLOSSAIRE.md): what templates and messages never say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
APPS = ("core", "adherents", "accounts", "delegations", "employees", "absences", "stoppages", "documents", "support")
SAID = [
    *((ROOT / "templates").rglob("*")),
    *(path for app in (*APPS, "cibtp_portal") for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts),
]
# {what is never said: the word that is}
WORDS = {
    r"\bmouvements?\b": "embauches et sorties",
    r"\b(?:ne cherche|chercher|cherchez|cherche[rz]?-)": "rechercher",
    r"espace sécurisé|Espace Sécurisé|espace Sécurisé": "Espace sécurisé",
    r"[Pp]lanifié|\b[Cc]ongés? (?:\w+ )?prévus?\b|\bprévue?s?, pas encore déclarée?s?\b": "à déclarer",
    r"\b[Ee]-mails?\b|(?:un|le|votre|par) mail\b": "adresse électronique, ou courriel",
}
# A month's, the one to the Urssaf, the social ones: these are declarations.
OF_A_MONTH = re.compile(r"éclarations? (?:préalable|sociales)")
UNSEEN = re.compile(r"\b(?:id|class|name|href|for|data-[\w-]+|aria-labelledby|type|autocomplete)=\"[^\"]*\"")
DECLARATIONS = re.compile(r"\b[Dd]éclarations?\b")


def _docstrings(tree: ast.AST) -> set[int]:
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef)
    nodes = [node for node in ast.walk(tree) if isinstance(node, holders) and ast.get_docstring(node) is not None]
    return {id(node.body[0].value) for node in nodes if isinstance(node.body[0], ast.Expr)}


def _of_module(text: str) -> Iterator[str]:
    tree = ast.parse(text)
    told = _docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def _of_template(text: str) -> str:
    """What is read: without comments, tags, values and the attributes that no one sees."""
    for hidden in (r"\{% comment %\}.*?\{% endcomment %\}", r"\{#.*?#\}", r"\{\{.*?\}\}", r"^\s*//.*?$"):
        text = re.sub(hidden, "", text, flags=re.S | re.M)
    return re.sub(UNSEEN, "", text)


def texts() -> Iterator[tuple[str, str]]:
    for path in SAID:
        if path.suffix == ".py":
            yield from ((str(path.relative_to(ROOT)), text) for text in _of_module(path.read_text()))
        elif path.suffix in {".html", ".txt", ".jinja", ".typ"}:
            yield str(path.relative_to(ROOT)), _of_template(path.read_text())


@pytest.mark.parametrize("never", WORDS)
def test_a_concept_has_one_word(never: str) -> None:
    wrong = [(name, match[0], f"say: {WORDS[never]}") for name, text in texts() if (match := re.search(never, text))]
    assert wrong == []


def test_hires_and_departures_are_not_declarations() -> None:
    """Those are of a month, in the legal and declarative information."""
    wrong = [
        (name, text) for name, text in texts() if "employees" in name and DECLARATIONS.search(OF_A_MONTH.sub("", text))
    ]
    assert wrong == []


def test_what_is_read_is_read() -> None:
    assert _of_template('<p class="mouvement">Un {{ mouvement }}mot{# mouvement #}</p>') == "<p >Un mot</p>"
    assert list(_of_module('"""mouvement"""\nf("un mouvement")')) == ["un mouvement"]
    assert sum(1 for _ in texts()) > 2000
