"""The style sheets of every page, in the order in which one wins over another.

On a laptop a page links each of them. In production it links one, joined by `collectstatic`: sixteen answers more cost
a first visit 8 kB. What only one section shows is in its own sheet, `static/css/sections/`, linked by its pages.
"""

import posixpath
import re
from collections.abc import Callable

LAYOUT = ("topbar", "menu", "frame", "trail", "page_help", "quick_bar")
COMPONENTS = (
    "buttons",
    "panels",
    "tiles",
    "rows",
    "tags",
    "runs",
    "banners",
    "steps",
    "forms",
    "tables",
    "tabs",
    "filters",
    "rights",
    "charts",
    "tutorial",
)
SHEETS = (
    "css/tokens.css",
    "css/base.css",
    *(f"css/layout/{name}.css" for name in LAYOUT),
    *(f"css/components/{name}.css" for name in COMPONENTS),
)
JOINED = "css/portal.css"
_ADDRESS = re.compile(r"url\(\"([^\"]+)\"\)")


def joined(read: Callable[[str], str]) -> str:
    """All of them as one sheet, whose addresses lead from where it stands to the same files."""
    return "\n".join(_moved(name, read(name)) for name in SHEETS)


def _moved(name: str, content: str) -> str:
    here, there = posixpath.dirname(name), posixpath.dirname(JOINED)
    return _ADDRESS.sub(lambda url: f'url("{posixpath.relpath(posixpath.join(here, url[1]), there)}")', content)
