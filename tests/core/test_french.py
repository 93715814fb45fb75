"""Elision and plural: right for every value, and by one function everywhere."""

import ast
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from core.french import counted, de, la, plural, que
from core.templatetags import portal

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = [path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt", ".jinja"}]
APPS = ("core", "adherents", "accounts", "delegations", "employees", "absences", "stoppages", "documents", "support")
# What a developer or the caisse's information system reads is not there: commands, lines of their files.
NOT_FOR_PEOPLE = {"migrations", "management", "exchange"}
SOURCES = [path for app in APPS for path in (ROOT / app).rglob("*.py") if not NOT_FOR_PEOPLE & {*path.parts}]
# Amounts: a figure is never elided.
OF_AN_AMOUNT = re.compile(r"\|euros\b|\|counted\b")
A_NUMBER = re.compile(r"counted\(|^(?:amount|euros)\(|^words$|^images|\.reference$|^name_of\(")
SAID_TO_A_DEVELOPER = {"{into.__name__} reads {expected}, the query answers {list(names)}"}
# Words that end with an s whatever the number before them.
INVARIABLE = {
    "vous",
    "nous",
    "sans",
    "pas",
    "plus",
    "dans",
    "mois",
    "depuis",
    "mais",
    "sous",
    "après",
    "dès",
    "réglés",
    "millions",
    "inclus",
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("octobre 2026", "d’octobre 2026"),
        ("août", "d’août"),
        ("mars", "de mars"),
        ("Alice", "d’Alice"),
        ("Élodie", "d’Élodie"),
        ("Œuvre & Fils", "d’Œuvre & Fils"),
        ("Île-de-France", "d’Île-de-France"),
        ("Bruno", "de Bruno"),
        ("Hélène", "d’Hélène"),
        ("Henri", "d’Henri"),
        ("Habitat Plus", "d’Habitat Plus"),
        ("Hauts-de-Seine", "de Hauts-de-Seine"),
        ("Hollande", "de Hollande"),
        ("Hlm du Nord", "de Hlm du Nord"),
        ("Yves", "d’Yves"),
        ("Yann", "de Yann"),
        ("YVONNE", "d’YVONNE"),
        ("L’Haÿ", "de L’Haÿ"),
        ("O’Neil", "d’O’Neil"),
        ("« Aurore »", "d’« Aurore »"),
        ("onze", "de onze"),
        ("8 jours", "de 8 jours"),
        ("", "de "),
        ("&", "de &"),
    ],
)
def test_de_is_elided_before_a_vowel_and_a_mute_h(name, expected):
    assert de(name) == expected
    assert que(name) == expected.replace("de ", "que ", 1).replace("d’", "qu’", 1)


@pytest.mark.parametrize(
    ("count", "noun", "expected"),
    [
        (0, "salarié", "0 salarié"),
        (1, "entreprise", "1 entreprise"),
        (Decimal("1.5"), "jour", "1,5 jour"),
        (Decimal("6.0"), "jour", "6 jours"),
        (Decimal("2.50"), "jour", "2,5 jours"),
        (Decimal("30.0"), "jour", "30 jours"),
        (Decimal("0.0"), "jour", "0 jour"),
        (2, "entreprise", "2 entreprises"),
        (1, "délégation terminée", "1 délégation terminée"),
        (3, "délégation terminée", "3 délégations terminées"),
        (2, "mois", "2 mois"),
        (2, "lot en cours,lots en cours", "2 lots en cours"),
        (1, "travail,travaux", "1 travail"),
        (2, "travail, travaux", "2 travaux"),
        (1200, "ligne", "1\xa0200 lignes"),
        (-2, "jour", "-2 jours"),
    ],
)
def test_a_noun_follows_its_number(count, noun, expected):
    assert counted(count, noun) == expected


def test_a_feminine_noun_has_its_article():
    assert [la(noun) for noun in ("embauche", "sortie")] == ["l’embauche", "la sortie"]


def test_what_is_less_than_two_is_singular():
    assert [plural(count) for count in (0, 1, 1.9, 2)] == ["", "", "", "s"]
    assert [plural(count, "est,sont") for count in (0, 2)] == ["est", "sont"]


def test_a_template_binds_the_number_and_escapes_the_name():
    assert portal.counted(2, "jour") == "2\xa0jours"
    assert portal.de("<b>Omar", "strong") == "de <strong>&lt;b&gt;Omar</strong>"
    assert portal.de("Omar & fils", "strong") == "d’<strong>Omar &amp; fils</strong>"
    assert not hasattr(portal.de("<b>"), "__html__")


def _of_templates(pattern):
    for path in TEMPLATES:
        for match in re.finditer(pattern, path.read_text()):
            yield path, match


def test_no_template_elides_or_counts_by_itself():
    elided = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path, match in _of_templates(r"\b(?:[Dd]e|[Qq]ue|d’|qu’)\s?(?:<[a-z]+[^>]*>)?\{\{([^}]*)\}\}")
        if not OF_AN_AMOUNT.search(match[1])
    ]
    hard = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path, match in _of_templates(r"\}\}(?:</strong>)?(?: |&nbsp;|\xa0)([a-zéèêàç]+s)\b(?!’)")
        if match[1] not in INVARIABLE
    ]
    both = [f"{path.relative_to(ROOT)}: {match[0]}" for path, match in _of_templates(r"\w\((?:s|es|x)\)|\|pluralize\b")]
    assert len(TEMPLATES) > 300
    assert elided == []
    assert hard == []
    assert both == []


def _texts(path):
    """Texts of a module, a value in an f-string being «{…}»."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                part.value if isinstance(part, ast.Constant) else f"{{{ast.unparse(part.value)}}}"
                for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_no_message_elides_or_counts_by_itself():
    """Of a value of which nothing says that it is a number, and of a number followed by the plural of a noun."""
    wrong = [
        f"{path.relative_to(ROOT)}: {text}"
        for path in SOURCES
        for text in _texts(path)
        if text not in SAID_TO_A_DEVELOPER
        if any(not A_NUMBER.search(match[1]) for match in re.finditer(r"\b(?:[Dd]e|[Qq]ue) \{([^{}]+)\}", text))
        or any(match[1] not in INVARIABLE for match in re.finditer(r"[^}]\}[ \xa0]([a-zéè]+s)\b(?!’)", text))
        or re.search(r"[a-zé]\((?:s|es|x)\)", text)
    ]
    assert len(SOURCES) > 200
    assert wrong == []


def test_an_empty_state_never_begins_a_line_with_a_mark():
    said = {"icon": "search", "title": "Rien ?", "text": "Un mandat, un courrier : tout est là"}
    shown = render_to_string("components/empty_state.html", said)
    assert "Rien\u202f?" in shown or "Rien\xa0?" in shown
    assert "un courrier\xa0: tout" in shown
