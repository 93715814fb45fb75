"""The parts of the portal, in the order in which the help of all its pages is listed."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from core.search import search_form
from support.guidance.values import Guide


@dataclass(frozen=True, slots=True)
class HelpSection:
    label: str
    guides: list[Guide]


def sections() -> list[tuple[str, tuple[str, ...]]]:
    """(what it is called, the namespaces of its addresses), as the menu has them; "": of the pages above all."""
    declared: list[tuple[str, tuple[str, ...]]] = import_string(settings.GUIDED_SECTIONS)
    return declared


def namespace_of(guide: Guide) -> str:
    return guide.key.rpartition(":")[0]


def by_section(guides: list[Guide]) -> list[HelpSection]:
    """A list for each part that has some; what is beside the first part of a section (the planning) by its own name."""
    parts = []
    for label, namespaces in sections():
        for rank, namespace in enumerate(namespaces):
            own = _of(guides, namespace)
            if own:
                parts.append(HelpSection(own[0].title if rank else label, own))
    return parts


def _of(guides: list[Guide], namespace: str) -> list[Guide]:
    """The main pages first: that of the part, then those whose tutorial is the longest."""
    own = [guide for guide in guides if namespace_of(guide) == namespace]
    return sorted(
        own, key=lambda guide: (not guide.key.endswith(":index"), -len(guide.steps), search_form(guide.title))
    )
