"""What staff write is a small Markdown: nothing of it becomes HTML of theirs, nor an address that acts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rich_text import plain, rendered

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Bonjour **à tous**", "<p>Bonjour <strong>à tous</strong></p>\n"),
        ("Bonjour\nà tous", "<p>Bonjour<br>\nà tous</p>\n"),
        ("# Titre\n\nTexte", "<h3>Titre</h3>\n<p>Texte</p>\n"),
        ("- un\n- deux", "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>\n"),
        ("[la page](/espace/)", '<p><a href="/espace/">la page</a></p>\n'),
        (
            "[le site](https://example.org/)",
            '<p><a href="https://example.org/" rel="noopener noreferrer">le site</a></p>\n',
        ),
        ("Pourquoi ?", f"<p>Pourquoi{NBSP}?</p>\n"),
        ("« Oui »", f"<p>«{NBSP}Oui{NBSP}»</p>\n"),
    ],
)
def test_what_is_written_is_shown(typed: str, shown: str) -> None:
    assert rendered(typed) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,<script>)",
        "[x](//elsewhere.example)",
        "[x](/\\elsewhere.example)",
        "[x](vbscript:x)",
        "![x](https://elsewhere.example/i.png)",
        '[x](/a"onmouseover="alert(1))',
        "<https://elsewhere.example>",
        "&lt;script&gt;",
        "`code` ```<b>```",
    ],
)
def test_hostile_words_stay_words(typed: str) -> None:
    html = rendered(typed)
    for forbidden in (
        "<script",
        "<img",
        "<b>",
        'href="javascript',
        'href="data',
        'href="//',
        'href="/\\',
        '" onmouse',
        '"onmouse',
    ):
        assert forbidden not in html.lower()


@given(st.text(alphabet="<>&\"'`[]()!*_#-\\/: \nabjs\u00e9", max_size=60))
def test_no_tag_but_ours(typed: str) -> None:

    ours = r"</?(p|strong|em|ul|ol|li|h[3-6]|a)( (href|rel|start)=\"[^\"<>]*\")*>|<br>"
    assert "<" not in re.sub(ours, "", rendered(typed))


def test_words_alone() -> None:
    assert plain("# Titre\n\nUn **mot**,\nune [page](/x/).\n\n- fin") == "Titre\nUn mot, une page.\nfin"


def test_titles_begin_where_the_page_says() -> None:
    assert rendered("# Titre", highest=2) == "<h2>Titre</h2>\n"
