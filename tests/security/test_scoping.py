"""The nets under the matrix: rows of each table in the cast, a guard on each route, no foreign reference anywhere."""

import pytest
from django.apps import apps
from django.db.models import Model
from django.urls import reverse

from core.tenancy import ScopedModel
from tests.cast import Cast, Company
from tests.security import routes
from tests.security.fingerprint import body_of

# Tables that name a company without belonging to it: why.
NOT_SCOPED = {
    "core.AuditEvent": "the journal outlives what it speaks of, and is read through its own queries",
    "core.TileUse": "a count of clicks of one person, read by person",
}


def scoped_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if issubclass(model, ScopedModel)]


def marks_of(company: Company) -> dict[str, str]:
    """Every reference by which a row of this company could be named in a page."""
    found = {company.ref: "adherent", company.adherent.siren: "siren", company.holder.public_id: "holder"}
    for model in scoped_models():
        for row in model._base_manager.filter(adherent=company.adherent):
            for name in ("public_id", "siret"):
                if getattr(row, name, ""):
                    found[getattr(row, name)] = model._meta.label
    return found


def test_every_scoped_table_has_rows_of_both_companies(cast: Cast) -> None:
    """Otherwise the nets hold nothing: a leak of that table would show no mark."""
    for model in scoped_models():
        for company in (cast.acme, cast.rival):
            rows = model._base_manager.filter(adherent=company.adherent)
            assert rows.exists(), f"no {model._meta.label} of {company.adherent} in tests/<section>/cast.py"


def test_every_table_that_names_a_company_belongs_to_it() -> None:
    named = {
        model._meta.label
        for model in apps.get_models()
        if not issubclass(model, ScopedModel) and any(field.attname == "adherent_id" for field in model._meta.fields)
    }
    assert named == set(NOT_SCOPED)


def test_every_route_of_a_tiers_is_guarded_as_it_is_declared() -> None:
    views = {name: entry.callback for name, entry in routes.existing() if name in routes.TIERS}
    guards = {name: getattr(view, "required_right", None) for name, view in views.items()}
    assert guards == {name: route.right for name, route in routes.TIERS.items()}


@pytest.mark.parametrize("person", ["alice", "bruno", "chloe"])
def test_no_page_names_a_row_of_another_company(cast: Cast, person: str) -> None:
    """In links, choices and hidden fields too: every reference of Rival is looked for in every page."""
    browser, foreign = cast.browser(person), marks_of(cast.rival)
    for name, route in {**routes.PERSON, **routes.TIERS}.items():
        ref = [cast.acme.ref] if name in routes.TIERS else []
        body = body_of(browser.get(reverse(name, args=[*ref, *route.args(cast)])))
        assert {what for mark, what in foreign.items() if mark in body} == set(), name


def test_the_references_looked_for_are_on_the_pages_of_their_owner(cast: Cast) -> None:
    page = cast.browser("mallory").get(reverse("choose_tiers")).content.decode()
    assert {cast.rival.ref, cast.rival.site.public_id} <= {mark for mark in marks_of(cast.rival) if mark in page}
