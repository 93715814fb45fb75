"""The colour of a theme where no style sheet is read: e-mails. It is written once, in static/css/tokens.css."""

import re
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders

_DEFAULT = re.compile(r":root \{.*?--brand: (?P<colour>#[0-9a-f]{6});", flags=re.S)
_OF_A_THEME = re.compile(r"\[data-theme=\"(?P<theme>\w+)\"\] \{\s*--brand: (?P<colour>#[0-9a-f]{6});")


def brand_of(theme: str) -> str:
    """The colour of that theme; that of the network for another name."""
    colours = _colours()
    return colours.get(theme, colours[""])


@lru_cache(maxsize=1)
def _colours() -> dict[str, str]:
    text = Path(str(finders.find("css/tokens.css"))).read_text()
    default = _DEFAULT.search(text)
    if default is None:
        raise LookupError("static/css/tokens.css names no brand")
    return {"": default["colour"], **{match["theme"]: match["colour"] for match in _OF_A_THEME.finditer(text)}}
