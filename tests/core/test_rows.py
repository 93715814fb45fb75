"""The second engine: what it is given and nothing else, escaped, in the words of the first."""

import pytest
from django.template import engines
from jinja2 import UndefinedError

from core.templatetags.portal import component, rows
from tests.hostile import NAMES

COMPANY = {"name": "Acme", "amount": 3412.8, "siret": "55208131700042"}


def written(text: str, **context: object) -> str:
    return engines["rows"].from_string(text).render(context)


@pytest.mark.parametrize("name", NAMES)
def test_a_value_is_escaped_and_never_read_again(name) -> None:
    first = engines["django"].from_string("{{ name }}").render({"name": name})
    assert written("{{ name }}", name=name).replace("&#39;", "&#x27;").replace("&#34;", "&quot;") == first


@pytest.mark.parametrize(
    "text", ["{{ other }}", "{{ company.other }}", "{% if other %}x{% endif %}", "{{ other|siret }}"]
)
def test_what_was_not_given_raises(text) -> None:
    with pytest.raises(UndefinedError):
        written(text, company=COMPANY)


def test_a_page_gives_its_rows_what_it_names_only() -> None:
    with pytest.raises(UndefinedError):
        engines["django"].from_string('{% rows "employees/people.jinja" people=people %}').render({"people": [COMPANY]})


def test_filters_and_icons_are_those_of_pages() -> None:
    values = "{{ amount|euros }} {{ siret|siret }}"
    page = engines["django"].from_string(values + ' {% icon "house" %}').render(COMPANY)
    assert written(values + ' {{ icon("house") }}', **COMPANY) == page


def test_an_address_is_resolved_once_and_filled_for_each_row() -> None:
    text = '{% set page = addresses("firm:client", "abc") %}{% for ref in "mn" %}{{ ref|at(page) }} {% endfor %}'
    assert written(text).split() == [written('{{ url("firm:client", "abc", ref) }}', ref=ref) for ref in "mn"]


@pytest.mark.parametrize("options", [{}, {"kind": "warn"}, {"kind": "ok", "sign": "clock"}])
def test_a_component_is_one_macro_for_both(options) -> None:
    asked = ", ".join(f'{name}="{value}"' for name, value in options.items())
    text = '{% from "components.jinja" import tag %}{{ tag(label, ' + asked + ") }}"
    assert written(text, label="<b>") == component("tag", "<b>", **options)
    assert "&lt;b&gt;" in component("tag", "<b>", **options)


def test_no_row_is_nothing() -> None:
    assert rows("employees/people.jinja", people=[], tiers="abc").strip() == ""
