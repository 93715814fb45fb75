"""The second engine: what it is given and nothing else, escaped, in the words of the first."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.template import Context, engines
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


@pytest.mark.parametrize("number", [1200, 38.5, Decimal("1234.50"), True, None])
def test_numbers_are_written_as_in_pages(number) -> None:
    assert written("{{ number }}", number=number) == engines["django"].from_string("{{ n }}").render({"n": number})


def test_an_instant_is_said_by_the_clock_of_here() -> None:
    at = datetime(2026, 7, 14, 23, 30, tzinfo=UTC)
    page = engines["django"].from_string('{{ at|date:"d/m/Y H:i" }} {{ at|short_date }}').render({"at": at})
    assert written('{{ at|date("d/m/Y H:i") }} {{ at|short_date }}', at=at) == page == "15/07/2026 01:30 15/07/2026"


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
    assert rows(Context(), "employees/people.jinja", people=[], tiers="abc").strip() == ""
