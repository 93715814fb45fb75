"""The tile of the home page: who is there, who comes and goes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from delegations import authority
from employees.enums import CaisseState
from employees.people.queries.arrivals import coming_and_going
from tests.days import in_days, today
from tests.employees.list_kit import somebody
from tests.factories import EstablishmentFactory, MembershipFactory


def days(number: int):
    return in_days(number)


@pytest.fixture
def company(db):
    return MembershipFactory()


def access_of(member, ref: str = ""):
    return authority.resolve(member.user, ref or member.adherent.public_id)


def test_the_month_to_come_is_counted_by_day(company):
    adherent = company.adherent
    somebody(adherent, "Reste")
    somebody(adherent, "Part", ends_on=days(30))
    somebody(adherent, "Ce soir", ends_on=today())
    somebody(adherent, "Plus tard", ends_on=days(31))
    somebody(adherent, "Arrive", starts_on=days(1), ends_on=days(9))
    somebody(adherent, "Loin", starts_on=days(31))
    somebody(adherent, "Refuse", starts_on=days(2), caisse_state=CaisseState.HIRE_REFUSED)
    somebody(adherent, "Sorti", ends_on=days(-1))
    found = coming_and_going(access_of(company))
    assert (found.present, found.arrivals, found.departures) == (4, 1, 2)
    told = [(change.name, change.day, change.is_arrival) for change in found.next_changes]
    assert told == [("CE SOIR Luc", today(), False), ("ARRIVE Luc", days(1), True), ("PART Luc", days(30), False)]


def test_two_queries_whatever_the_number_of_people(company):
    for _ in range(12):
        somebody(company.adherent, starts_on=days(3))
    access = access_of(company)
    with CaptureQueriesContext(connection) as queries:
        coming_and_going(access)
    assert len(queries) == 2


def test_a_site_counts_its_own(company):
    depot = EstablishmentFactory(adherent=company.adherent, is_head_office=False)
    somebody(company.adherent, "Siege")
    somebody(company.adherent, "Depot", establishment=depot, ends_on=days(3))
    member = MembershipFactory(adherent=company.adherent, establishment=depot)
    found = coming_and_going(access_of(member, depot.public_id))
    assert (found.present, found.departures) == (1, 1)


def test_the_home_page_shows_it_to_whoever_may_read_it(cast):
    somebody(cast.acme.adherent, "Nouveau", starts_on=days(5))
    body = cast.browser("alice").get(reverse("portal_home", args=[cast.acme.ref])).content.decode()
    assert "présents aujourd’hui" in body or "présent aujourd’hui" in body
    assert f"arrive le {days(5):%d/%m}" in body
    chloe = cast.browser("chloe").get(reverse("portal_home", args=[cast.acme.ref])).content.decode()
    assert "NOUVEAU" not in chloe


def test_a_company_without_people_is_told_what_will_be_there(client, company):
    client.force_login(company.user)
    body = client.get(reverse("portal_home", args=[company.adherent.public_id])).content.decode()
    assert "Vos salariés apparaîtront ici" in body
