"""The help and the tutorial of a page, in the words in force for a caisse."""

from dataclasses import replace

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from core.addresses import page_above
from support.enums import TextKind
from support.guidance.replaced import text_in_force
from support.guidance.shipped import shipped
from support.guidance.steps import steps_of
from support.guidance.values import Guide


def guide_of_page(request: HttpRequest, caisse_id: int | None) -> Guide | None:
    """Of the page that is shown; a form posted to an address of its own comes back on the page above it."""
    match, known = request.resolver_match, shipped()
    name = getattr(request, "guided_as", "") or (match.view_name if match is not None else "")
    guide = known.get(name) or known.get(_name_above(request.path))
    return in_force(guide, caisse_id) if guide is not None else None


def guide_named(key: str, caisse_id: int | None) -> Guide:
    return in_force(shipped()[key], caisse_id)


def guides_in_force(caisse_id: int | None) -> list[Guide]:
    return [in_force(guide, caisse_id) for guide in shipped().values()]


def in_force(guide: Guide, caisse_id: int | None) -> Guide:
    """What the caisse wrote in its place, else the network, else what the portal ships."""
    body = text_in_force(TextKind.HELP, guide.key, caisse_id)
    steps = text_in_force(TextKind.TUTORIAL, guide.key, caisse_id)
    if body is None and steps is None:
        return guide
    return replace(
        guide,
        body=guide.body if body is None else body,
        steps=guide.steps if steps is None else steps_of(steps),
    )


def _name_above(path: str) -> str:
    try:
        return resolve(page_above(path)).view_name
    except Resolver404:
        return ""
