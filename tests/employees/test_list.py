"""The list: who is in it, in which order, for whom, and what it costs."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership
from core.rights import Right
from delegations import authority
from employees.enums import CaisseState
from employees.people.queries.listing import SORTS, Wanted, listed
from tests.cast import CANARY
from tests.days import today
from tests.employees.factories import CrewFactory, EmploymentFactory
from tests.employees.list_kit import address, counts, names, somebody
from tests.factories import EstablishmentFactory, MembershipFactory

DAY = timedelta(days=1)


@pytest.fixture
def company(cast):
    """Acme without the people of the cast."""
    cast.acme.adherent.movements.all().delete()
    cast.acme.adherent.employments.all().delete()
    return cast.acme.adherent


@pytest.fixture
def alice(cast):
    return cast.browser("alice")


def test_each_person_is_in_the_list_of_their_dates_and_counted_there(cast, company, alice):
    somebody(company, "Present", starts_on=today(), ends_on=today())
    somebody(company, "Forever", starts_on=today() - DAY)
    somebody(company, "Coming", starts_on=today() + DAY)
    somebody(company, "Gone", starts_on=today() - 9 * DAY, ends_on=today() - DAY)
    lists = {key: alice.get(address(cast), {"liste": key}) for key in ("", "presents", "a-venir", "sortis")}
    assert names(lists[""]) == names(lists["presents"]) == ["FOREVER Luc", "PRESENT Luc"]
    assert names(lists["a-venir"]) == ["COMING Luc"]
    assert names(lists["sortis"]) == ["GONE Luc"]
    assert counts(lists["sortis"]) == {"Présents": 2, "À venir": 1, "Sortis": 1}


def test_a_person_of_two_contracts_is_listed_once_by_the_current_one(cast, company, alice):
    first = somebody(company, starts_on=date(2020, 1, 1), ends_on=date(2020, 6, 30), is_current=False)
    EmploymentFactory(employee=first.employee, starts_on=date(2021, 1, 1), qualification="Grutier")
    answer = alice.get(address(cast))
    assert (names(answer), counts(answer)["Présents"]) == (["MARTIN Luc"], 1)
    assert "Grutier" in answer.content.decode()


def test_contracts_that_never_were_appear_under_their_state_only(cast, company, alice):
    somebody(company, "Refused", caisse_state=CaisseState.HIRE_REFUSED, starts_on=today())
    assert all(not names(alice.get(address(cast), {"liste": key})) for key in ("presents", "a-venir", "sortis"))
    assert names(alice.get(address(cast), {"etat": "hire_refused", "liste": "sortis"})) == ["REFUSED Luc"]
    assert not names(alice.get(address(cast), {"etat": "hire_cancelled"}))


def test_each_filter_keeps_what_it_says_and_they_add_up(cast, company, alice):
    depot = EstablishmentFactory(adherent=company, is_head_office=False, name="Dépôt")
    crew = CrewFactory(establishment=depot)
    somebody(company, "Here", category="etam")
    kept = somebody(company, "There", establishment=depot, crew=crew, contract_kind="worksite", worksite="Tour A")
    somebody(company, "Other", establishment=depot, caisse_state=CaisseState.HIRE_SENT)
    filters = {
        "site": depot.public_id,
        "equipe": crew.public_id,
        "categorie": "worker",
        "contrat": "worksite",
        "etat": "recorded",
    }
    for name, value in filters.items():
        found = names(alice.get(address(cast), {name: value}))
        assert "THERE Luc" in found, name
        assert len(found) < 3, name
    assert names(alice.get(address(cast), filters)) == [kept.employee.full_name]
    assert counts(alice.get(address(cast), filters))["Présents"] == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"site": "x", "equipe": "' OR 1=1", "categorie": "prince", "contrat": "9" * 500, "etat": "nul"},
        {"liste": "tous", "tri": "nir_sealed", "page": "-3"},
        {"page": "9999"},
        {"page": "1e9", "q": "–"},
        {"tri": "-employee__nir_digest", "q": "%_\\"},
        {"q": "a" * 5000},
    ],
)
def test_what_is_not_understood_is_ignored(cast, alice, typed):
    assert alice.get(address(cast), typed).status_code == 200


def test_a_wrong_filter_leaves_nobody_out(cast, company, alice):
    somebody(company)
    assert names(alice.get(address(cast), {"categorie": "prince", "site": "ailleurs", "liste": "partout"}))


def test_another_company_s_site_and_crew_are_no_filters(cast, alice):
    rival = cast.rival
    for typed in ({"site": rival.site.public_id}, {"equipe": rival.people.crew.public_id}):
        answer = alice.get(address(cast), typed)
        assert names(answer) == names(alice.get(address(cast)))
        assert CANARY not in answer.content.decode()


def test_the_columns_sort_both_ways_and_say_so(cast, company, alice):
    depot = EstablishmentFactory(adherent=company, is_head_office=False, name="Atelier")
    somebody(company, "Émile", starts_on=date(2022, 1, 1), ends_on=today() + DAY)
    somebody(company, "Zola", starts_on=date(2021, 1, 1), establishment=depot)
    somebody(company, "eden", starts_on=date(2023, 1, 1), ends_on=today())
    orders = {
        "nom": ["EDEN Luc", "ÉMILE Luc", "ZOLA Luc"],
        "-nom": ["ZOLA Luc", "ÉMILE Luc", "EDEN Luc"],
        "premier-jour": ["ZOLA Luc", "ÉMILE Luc", "EDEN Luc"],
        "-premier-jour": ["EDEN Luc", "ÉMILE Luc", "ZOLA Luc"],
        "dernier-jour": ["EDEN Luc", "ÉMILE Luc", "ZOLA Luc"],
        "-dernier-jour": ["ÉMILE Luc", "EDEN Luc", "ZOLA Luc"],
        "site": ["ZOLA Luc", "EDEN Luc", "ÉMILE Luc"],
    }
    for key, wanted in orders.items():
        answer = alice.get(address(cast), {"tri": key})
        assert names(answer) == wanted, key
        way = "descending" if key.startswith("-") else "ascending"
        assert answer.content.decode().count(f'aria-sort="{way}"') == 1, key


@pytest.mark.parametrize("key", [sign + key for key in SORTS for sign in ("", "-")])
def test_fifty_a_page_and_deep_pages_hold_everybody_once(cast, company, alice, key):
    """In the order of the file of everybody, whichever end a page is counted from."""
    depot = EstablishmentFactory(adherent=company, is_head_office=False, name="Atelier")
    for rank in range(103):
        site = depot if rank % 3 else company.head_office
        ends = today() + rank % 7 * DAY if rank % 2 else None
        somebody(company, "Martin", f"L{'abcdefghij'[rank % 10]}", establishment=site, ends_on=ends)
    pages = [_refs(alice.get(address(cast), {"page": number, "tri": key})) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [50, 50, 3]
    everybody = listed(authority.resolve(cast.alice, cast.acme.ref), Wanted(sort=key)).select_related("employee")
    assert sum(pages, []) == [row.employee.public_id for row in everybody]


def _refs(answer) -> list[str]:
    return [person.ref for person in answer.context["page"]]


def test_six_queries_whatever_the_number_of_people(cast, company, alice):
    somebody(company)
    alice.get(address(cast))
    costs = []
    for number in (0, 60):
        for rank in range(number):
            somebody(company, f"Nom{'abcdefghij'[rank % 10]}", crew=None)
        for typed in ({}, {"q": "nom", "categorie": "worker", "tri": "site", "page": "1"}):
            with CaptureQueriesContext(connection) as queries:
                alice.get(address(cast), typed)
            costs.append(len(queries))
    # Nobody is found by that name at first: nothing more to read.
    assert costs == [6, 5, 6, 6]


def test_whoever_acts_for_a_site_sees_its_people_only(cast, company):
    depot = EstablishmentFactory(adherent=company, is_head_office=False, name="Dépôt")
    other = EstablishmentFactory(adherent=company, is_head_office=False, name="Autre")
    somebody(company, "Depot", establishment=depot)
    somebody(company, "Ailleurs", establishment=other)
    crew = CrewFactory(establishment=other, name="Équipe d’ailleurs")
    member = MembershipFactory(adherent=company, establishment=depot)
    browser = cast.browser("anonymous")
    browser.force_login(member.user)
    answer = browser.get(address(cast, ref=depot.public_id))
    assert (names(answer), counts(answer)) == (["DEPOT Luc"], {"Présents": 1, "À venir": 0, "Sortis": 0})
    assert "Équipe d’ailleurs" not in answer.content.decode()
    assert browser.get(address(cast, ref=depot.public_id), {"site": other.public_id}).status_code == 200
    assert browser.get(address(cast, "crew", crew.public_id, ref=depot.public_id)).status_code == 404


def test_an_empty_company_is_told_how_to_begin(cast, company, alice):
    body = alice.get(address(cast)).content.decode()
    assert "Aucun salarié pour le moment" in body
    assert address(cast, "start_hire") in body
    bruno = cast.browser("bruno").get(address(cast)).content.decode()
    assert "Aucun salarié pour le moment" in bruno
    assert address(cast, "start_hire") not in bruno


def test_an_empty_list_leads_elsewhere(cast, company, alice):
    somebody(company, "Gone", ends_on=today() - DAY)
    assert "Personne n’est présent aujourd’hui" in alice.get(address(cast)).content.decode()
    assert "Personne à venir" in alice.get(address(cast), {"liste": "a-venir"}).content.decode()
    searched = alice.get(address(cast), {"q": "gone"}).content.decode()
    assert "Personne ne correspond" in searched
    assert "Sortis&nbsp;: 1" in searched


def test_the_end_that_comes_is_said(cast, company, alice):
    somebody(company, "Soon", ends_on=today() + 3 * DAY)
    somebody(company, "Tonight", ends_on=today())
    somebody(company, "Later", ends_on=today() + 90 * DAY)
    body = alice.get(address(cast)).content.decode()
    assert "dans 3\N{NO-BREAK SPACE}jours" in body
    assert body.count("staff__soon") == 2


def test_the_list_needs_its_right(cast):
    membership = Membership.objects.get(user=cast.bruno)
    membership.rights = [Right.DOCUMENTS_CONSULT]
    membership.save()
    assert cast.browser("bruno").get(address(cast)).status_code == 403
