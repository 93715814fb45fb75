"""Signing in, *Mon compte*, attaching a company."""

from playwright.sync_api import expect

from tests.e2e.places import Visit, place
from tests.e2e.steps import EMAIL, sign_in, type_letters
from tests.factories import CaisseFactory


@place("sign-in")
def sign_in_page(visit: Visit) -> None:
    visit.go(f"/connexion/?caisse={CaisseFactory().slug}")


@place("sign-in-refused")
def sign_in_refused(visit: Visit) -> None:
    visit.go("/connexion/")
    sign_in(visit.page, EMAIL)
    expect(visit.page.get_by_role("alert")).to_be_visible()


@place("forgotten-password")
def forgotten_password(visit: Visit) -> None:
    visit.go(f"/mot-de-passe-oublie/?caisse={CaisseFactory().slug}")


@place("account", is_signed_in=True)
def account(visit: Visit) -> None:
    visit.signed_in(companies=2)
    visit.go("/compte/")


@place("account-empty", is_signed_in=True)
def account_empty(visit: Visit) -> None:
    visit.signed_in(companies=0)
    visit.go("/compte/")


@place("attach", is_signed_in=True)
def attach(visit: Visit) -> None:
    visit.signed_in()
    visit.go("/compte/rattacher/")


@place("attach-refused", is_signed_in=True)
def attach_refused(visit: Visit) -> None:
    attach(visit)
    type_letters(visit.page, visit.opening(), **{"Code confidentiel provisoire": "ZZZZZ-ZZZZZ"})
    expect(visit.page.get_by_role("alert")).to_be_visible()
