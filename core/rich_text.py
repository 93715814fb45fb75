"""What staff write for many to read (answers, help, news): a small Markdown, never HTML.

Paragraphs, lists, bold, italic, links, subtitles. Raw HTML, images, code, and an address that does not lead to a web
page, a mailbox or a telephone stay as they were typed.
"""

from functools import cache

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from core.templatetags.portal import nbsp_punctuation

_RULES = ["paragraph", "list", "heading", "emphasis", "link", "newline", "escape", "balance_pairs", "entity"]
_SCHEMES = ("https://", "http://", "mailto:", "tel:", "/", "#")
# Below the title of the page and that of what is shown.
_HIGHEST = 3
_LOWEST = 6


def rendered(text: str, *, highest: int = _HIGHEST) -> SafeString:
    """HTML of these words; their titles begin at `<h{highest}>`."""
    html: str = _markdown().render(text, {"highest": highest})
    # Every text was escaped, every address checked, by the library.
    return SafeString(html)


def plain(text: str) -> str:
    """The words alone, for a search, an extract, a message."""
    tokens = _markdown().parse(text)
    blocks = [_words(token) for token in tokens if token.type == "inline"]
    return "\n".join(block for block in blocks if block)


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"html": False, "breaks": True}).enable(_RULES)
    markdown.validateLink = _leads_to_a_page  # type: ignore[method-assign]
    markdown.add_render_rule("heading_open", _heading)
    markdown.add_render_rule("heading_close", _heading)
    markdown.add_render_rule("link_open", _link)
    markdown.add_render_rule("text", _text)
    return markdown


def _leads_to_a_page(url: str) -> bool:
    """Not « //server », which is another site written as a page of ours."""
    return url.lower().startswith(_SCHEMES) and not url.startswith(("//", "/\\"))


def _heading(renderer: RendererProtocol, tokens: list[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[index]
    level = min(env.get("highest", _HIGHEST) + int(token.tag[1:]) - 1, _LOWEST)
    return f"</h{level}>\n" if token.nesting < 0 else f"<h{level}>"


def _link(renderer: RendererProtocol, tokens: list[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Another site knows nothing of the page that one comes from."""
    token = tokens[index]
    if str(token.attrGet("href")).lower().startswith("http"):
        token.attrSet("rel", "noopener noreferrer")
    return str(renderer.renderToken(tokens, index, options, env))  # type: ignore[attr-defined]


def _text(renderer: RendererProtocol, tokens: list[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    return str(nbsp_punctuation(escapeHtml(tokens[index].content)))


def _words(inline: Token) -> str:
    parts = [" " if child.type in ("softbreak", "hardbreak") else child.content for child in inline.children or []]
    return "".join(parts).strip()
