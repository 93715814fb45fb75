"""Queries a page: twelve at most, sixteen for the home page, and the same for one company as for fifty."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import middleware
from accounts.opening import session as opening_session
from core.rights import DELEGABLE
from tests.cast import ABSENCES_ONLY, Browser
from tests.factories import (
    LETTER_CODE,
    CaisseFactory,
    DelegationFactory,
    EstablishmentFactory,
    FirmMemberFactory,
    MembershipFactory,
)
from tests.security import routes

# Mes données reads each table that speaks of the person, once.
# What is printed is counted among the tries, and told in the journal.
BUDGETS = {
    "portal_home": 16,
    "accounts:data": 26,
    "accounts:data_json": 25,
    # A panel of each section that knows of somebody: absences, stoppages, documents, messages.
    "employees:employee": 14,
    # People, contracts, absences, holidays, closings, needs, sites, crews and kinds, beside the frame of the page.
    "absences:planning": 13,
    "absences:print_planning": 14,
    "absences:print_leave_order": 14,
    # The hours of all the stoppages of the year, their figures and the contracts, beside what any print costs.
    "stoppages:certificate": 18,
    # The hours, the wages and the figures of all the stoppages of these people, since carence and caps are theirs.
    "stoppages:certify": 17,
    "stoppages:estimate": 17,
}
BUDGET = 12
MANY = 50


@pytest.fixture(autouse=True)
def activity_known(monkeypatch) -> None:
    """The write of each minute that says when one was last here falls upon any page, and is of none."""
    monkeypatch.setattr(middleware, "ACTIVITY_GRAIN", timedelta(days=1))


def multiply(cast, number: int = MANY) -> None:
    """Fifty caisses, fifty companies of Alice's, each with sites and delegations; fifty sites at Acme."""
    member = FirmMemberFactory(user=cast.alice)
    for _ in range(number):
        EstablishmentFactory(adherent=cast.acme.adherent)
        adherent = EstablishmentFactory(adherent__caisse=CaisseFactory()).adherent
        MembershipFactory(user=cast.alice, adherent=adherent)
        DelegationFactory(adherent=adherent, firm=member.firm, rights=sorted(ABSENCES_ONLY))


def pages(cast) -> dict[str, str]:
    own = {**routes.PUBLIC, **routes.PERSON}
    found = {name: reverse(name, args=route.args(cast)) for name, route in own.items() if "GET" in route.methods}
    for name, route in routes.TIERS.items():
        if "GET" in route.methods:
            found[name] = reverse(name, args=[cast.acme.ref, *route.args(cast)])
    return found


def counted(browser, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        browser.get(address)
    return len(queries)


def test_every_page_keeps_its_budget_whatever_the_number_of_rows(cast):
    browser = cast.browser("alice")
    multiply(cast, 1)
    browser.get(reverse("portal_home", args=[cast.acme.ref]))  # the session knows the tiers, as it does from then on
    few = {name: counted(browser, address) for name, address in pages(cast).items()}
    multiply(cast)
    many = {name: counted(browser, address) for name, address in pages(cast).items()}
    assert {name: n for name, n in few.items() if n > BUDGETS.get(name, BUDGET)} == {}
    assert {name: (few[name], n) for name, n in many.items() if n != few[name] and name != "network_home"} == {}
    assert many["network_home"] <= few["network_home"]


@pytest.mark.parametrize("clients", [1, 3])
def test_an_accountant_without_a_company_keeps_the_budget_too(cast, clients):
    """Whatever they may read of it, and whether or not there is another one to go to."""
    member = FirmMemberFactory()
    DelegationFactory(adherent=cast.acme.adherent, firm=member.firm, rights=sorted(DELEGABLE))
    DelegationFactory.create_batch(clients - 1, firm=member.firm)
    browser = Browser()
    browser.force_login(member.user)
    browser.get(reverse("portal_home", args=[cast.acme.ref]))
    counts = {name: counted(browser, address) for name, address in pages(cast).items() if name in routes.TIERS}
    assert {name: n for name, n in counts.items() if n > BUDGETS.get(name, BUDGET)} == {}


def test_the_steps_of_an_opening_keep_their_budget(cast, client):
    opening = cast.acme.opening
    letters = {"cibtp_id": opening.adherent.cibtp_id, "siret": opening.establishment.siret, "code": LETTER_CODE}
    client.post(reverse("accounts:identify"), letters)
    session = client.session
    session[opening_session._KEY] = {**session[opening_session._KEY], "registered": True}
    session.save()
    steps = [reverse(f"accounts:{name}") for name in ("identify", "contact", "email_sent")]
    few = [counted(client, step) for step in steps]
    multiply(cast)
    assert max(few) <= BUDGET
    assert [counted(client, step) for step in steps] == few


@pytest.mark.parametrize("name", ["unknown", "stranger"])
def test_a_page_that_does_not_exist_costs_the_same_for_everybody(cast, name):
    address = "/inconnu/" if name == "unknown" else reverse("portal_home", args=[cast.rival.ref])
    browser = cast.browser("alice")
    multiply(cast, 1)
    few = counted(browser, address)
    multiply(cast)
    assert counted(browser, address) == few <= BUDGET
