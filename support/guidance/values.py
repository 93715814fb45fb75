"""What is told of a page: its help and its tutorial."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.safestring import SafeString

from core.rich_text import rendered


@dataclass(frozen=True, slots=True)
class Step:
    """One stop of a tutorial: `target`, the `data-tour` of what it shows; `text`, without any mark-up."""

    title: str
    target: str
    text: str


@dataclass(frozen=True, slots=True)
class Guide:
    """Of the page `key` (as its address is named), in the words that its readers see; `body` is a small Markdown."""

    key: str
    title: str
    body: str
    steps: tuple[Step, ...] = ()

    @property
    def slug(self) -> str:
        return self.key.replace(":", "-")

    @property
    def url(self) -> str:
        return reverse("help:page", args=[self.slug])

    @property
    def beside(self) -> SafeString:
        """Under the second title of the page that it is about."""
        return _html(self.body, 3)

    @property
    def alone(self) -> SafeString:
        """Under the first title of its own page."""
        return _html(self.body, 2)

    @property
    def played(self) -> list[dict[str, str]]:
        """As static/js/tutorial.js reads them."""
        return [
            {"element": f'[data-tour="{step.target}"]', "title": step.title, "description": step.text}
            for step in self.steps
        ]


@lru_cache(maxsize=1024)
def _html(body: str, highest: int) -> SafeString:
    return rendered(body, highest=highest)
