"""A list to choose from says what Django's own would, whatever its choices hold."""

import html
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

CHOICES = [
    ("", "Tous"),
    ("a", "L’Atelier & Cie"),
    ("Sites", [("b", "<b>Dépôt</b>"), ('"c', "{{ x }}"), (1200, "1 200")]),
]


class Elements(HTMLParser):
    """Each tag with its attributes, each text, without the spaces between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.read: list[Any] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.read.append((tag, {name: value for name, value in attrs if name != "class"}))

    def handle_endtag(self, tag: str) -> None:
        self.read.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.read.append(data.strip())


class DisabledChoice(forms.Select):
    """Attributes without a value, and one that is not written."""

    def create_option(self, *args: Any, **named: Any) -> dict[str, Any]:
        option = super().create_option(*args, **named)
        option["attrs"] |= {"disabled": option["value"] == "a", "data-words": "<x> & 'y'"}
        return option


@pytest.mark.parametrize("value", ["", "a", '"c', 1200, "ailleurs", None])
@pytest.mark.parametrize("attrs", [{}, {"id": "id_site", "aria-invalid": "true", "required": True, "hidden": False}])
@pytest.mark.parametrize("kind", [forms.Select, DisabledChoice])
def test_it_is_what_django_draws(kind, value, attrs) -> None:
    select = kind(attrs={"form": "recherche"}, choices=CHOICES)
    drawn = select.render("site", value, {**attrs})
    assert Elements(drawn).read == Elements(select.render("site", value, {**attrs}, renderer=DjangoTemplates())).read
    assert "<b>" not in drawn
    assert html.escape("<b>Dépôt</b>") in drawn


def test_several_choices_may_be_chosen() -> None:
    drawn = forms.SelectMultiple(choices=CHOICES).render("site", ["a", 1200])
    elements = [element for element in Elements(drawn).read if isinstance(element, tuple)]
    assert [attrs["value"] for _, attrs in elements if "selected" in attrs] == ["a", "1200"]
