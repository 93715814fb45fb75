"""The other views of the planning: a day, a year, one person; and how they lead to each other."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from absences.planning.windows import View, window_at
from tests.absences.factories import CollectiveAbsenceFactory
from tests.absences.planning_kit import address, away, groups, names, page_of, somebody, text_of
from tests.cast import CANARY
from tests.employees.factories import CrewFactory
from tests.factories import EstablishmentFactory, MembershipFactory


@pytest.fixture
def company(cast):
    """Acme without the people of the cast."""
    cast.acme.adherent.movements.all().delete()
    cast.acme.adherent.employments.all().delete()
    return cast.acme.adherent


@pytest.fixture
def alice(cast):
    return cast.browser("alice")


@pytest.mark.parametrize(
    ("view", "day", "first", "last", "title"),
    [
        ("jour", "2026-08-15", "2026-08-15", "2026-08-15", "Samedi 15 août 2026"),
        ("semaine", "2027-01-01", "2026-12-28", "2027-01-03", "Semaine du 28 décembre 2026 au 3 janvier 2027"),
        ("mois", "2028-02-10", "2028-02-01", "2028-02-29", "Février 2028"),
        ("annee", "2026-08-15", "2026-01-01", "2026-12-31", "Année 2026"),
        # The clock changes on these days: they are days like the others.
        ("semaine", "2026-03-29", "2026-03-23", "2026-03-29", "Semaine du 23 mars 2026 au 29 mars 2026"),
        ("semaine", "2026-10-25", "2026-10-19", "2026-10-25", "Semaine du 19 octobre 2026 au 25 octobre 2026"),
    ],
)
def test_a_window_is_that_of_its_day(view, day, first, last, title):
    window = window_at(view, date.fromisoformat(day))
    assert (window.first.isoformat(), window.last.isoformat(), window.title) == (first, last, title)
    assert window_at(view, window.after).before == window.last
    assert window_at(view, window.before).after == window.first


def test_there_is_nothing_to_go_to_past_the_calendar():
    assert window_at(View.MONTH, date(1950, 1, 5)).before is None
    assert window_at(View.YEAR, date(2149, 5, 5)).after is None


def test_months_are_abbreviated_as_one_writes_them():
    names = [window_at(View.MONTH, date(2026, month, 1)).short_title for month in range(1, 13)]
    assert names == ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]


def test_a_day_lists_who_is_absent_by_crew(cast, company, alice):
    site = company.establishments.get(is_head_office=True)
    crew = CrewFactory(establishment=site, name="Gros œuvre")
    away(somebody(company, "Here", crew=crew), "paid_leave", "2026-08-03", "2026-08-08")
    away(somebody(company, "Half"), "rtt", "2026-08-05", "2026-08-05", starts_at_noon=True)
    away(somebody(company, "Before"), "training", "2026-08-04", "2026-08-04")
    somebody(company, "Present")
    page = text_of(page_of(alice, cast, vue="jour", du="2026-08-05"))
    assert "Mercredi 5 août 2026" in page
    assert "Gros œuvre CP HERE Luc Congés payés, congé principal, du 3 août 2026 au 8 août 2026" in page
    assert f"{site.name} R HALF Luc RTT, le 5 août 2026 l’après-midi, 0,5 jour de travail" in page
    assert "BEFORE" not in page
    assert "PRESENT" not in page
    assert "2 absents" in page
    assert "Personne n’est absent ce jour-là" in page_of(alice, cast, vue="jour", du="2026-08-20")


def test_a_month_holds_the_list_of_a_day_for_a_telephone(cast, company, alice):
    away(somebody(company, "First"), "paid_leave", "2026-08-01", "2026-08-08")
    away(somebody(company, "Later"), "training", "2026-08-04", "2026-08-04")
    page = page_of(alice, cast, du="2026-08-15")
    listed = text_of(page[page.index('class="planning__narrow"') :])
    assert "Samedi 1er août 2026" in listed
    assert "FIRST Luc" in listed
    assert "LATER Luc" not in listed
    assert 'href="?vue=jour&du=2026-08-02"' in page


def test_a_year_counts_the_days_of_each_kind_by_month(cast, company, alice):
    contract = somebody(company)
    away(contract, "paid_leave", "2026-07-27", "2026-08-08")
    away(contract, "sickness", "2026-12-30", "2027-01-04")
    page = page_of(alice, cast, vue="annee", du="2026-01-01")
    row = page[page.index("MARTIN Luc") :].partition("</tr>")[0].split("<td>")[1:]
    assert [text_of(cell) for cell in row[6:8]] == [
        "CP 5 : Congés payés, congé principal, 5 jours ouvrables",
        "CP 7 : Congés payés, congé principal, 7 jours ouvrables",
    ]
    assert text_of(row[11]) == "M 2 : Maladie, 2 jours de calendrier"
    # Days of different units are not added.
    assert text_of(row[12]) == "12 ouvr. 12 jours ouvrables 2 cal. 2 jours de calendrier"
    assert [text_of(cell) for cell in row[:6]] == [""] * 6


def test_a_year_is_grouped_as_a_month_and_folded_as_it_is(cast, company, alice):
    here, there = (EstablishmentFactory(adherent=company, name=name) for name in ("Ici", "Là"))
    crew = CrewFactory(establishment=here, name="Gros œuvre")
    somebody(company, "Crew", establishment=here, crew=crew)
    somebody(company, "There", establishment=there)
    for view in ("mois", "annee"):
        page = page_of(alice, cast, du="2026-08-10", vue=view)
        assert groups(page) == ["Ici 1", "Gros œuvre 1", "Là 1"]
        assert names(page) == ["CREW Luc", "THERE Luc"]
        folded = page_of(alice, cast, du="2026-08-10", vue=view, plie=here.public_id)
        assert (groups(folded), names(folded)) == (["Ici 1", "Là 1"], ["THERE Luc"])


def test_a_year_shades_the_months_without_a_contract_and_the_closings(cast, company, alice):
    somebody(company, starts_on=date(2026, 3, 31), ends_on=date(2026, 10, 1))
    # From 31 July to 15 August, a public holiday: a Friday and a Saturday, then twelve days.
    closed(company, "2026-07-31", "2026-08-15")
    with time_machine.travel(datetime(2026, 8, 10, 8, tzinfo=UTC), tick=False):
        page = page_of(alice, cast, vue="annee", du="2026-08-10")
    cells = re.findall(r"<td([^>]*)>", page[page.index("MARTIN Luc") :].partition("</tr>")[0])
    assert [bool(cell) for cell in cells[:12]] == [month in (1, 2, 11, 12) for month in range(1, 13)]
    group = page[page.index('class="planning__group"') :].partition("</tr>")[0]
    days = re.findall(r"<td[^>]*>(.*?)</td>", group)
    assert [text_of(cell) for cell in days[6:8]] == ["1 j de fermeture", "12 j de fermeture"]
    assert days.count("") == 11
    assert 'aria-current="date"><span aria-hidden="true">août' in page


def test_no_view_reveals_a_motive(cast, company):
    contract = somebody(company)
    away(contract, "sickness", "2026-08-03", "2026-08-07", note="Grippe")
    browser, ref = cast.browser("chloe"), contract.employee.public_id
    for typed in ({}, {"vue": "jour"}, {"vue": "semaine"}, {"vue": "annee"}, {"salarie": ref}):
        page = page_of(browser, cast, du="2026-08-05", **typed)
        assert "Absence" in page
        for word in ("Maladie", "sickness", "bar--rose", "Grippe", contract.employee.absences.get().public_id):
            assert word not in page, (typed, word)


def test_a_person_has_their_weeks_and_their_absences_in_words(cast, company, alice):
    contract = somebody(company, ends_on=date(2026, 8, 20))
    away(contract, "paid_leave", "2026-08-03", "2026-08-08")
    away(contract, "rtt", "2026-08-11", "2026-08-11", ends_at_noon=True)
    typed = {"du": "2026-08-05", "salarie": contract.employee.public_id, "categorie": "worker"}
    page = page_of(alice, cast, **typed)
    # Each day, the legend and its line of what is to declare, the list.
    assert page.count("bar--blue") == 6 + 2 + 1
    assert 'class="run bar--teal run--am"' in page
    assert "samedi 15 août 2026, jour férié" in page
    assert "vendredi 21 août 2026, hors contrat" in page
    assert "Congés payés, congé principal, du 3 août 2026 au 8 août 2026, 6 jours ouvrables, à déclarer" in page
    assert f'href="{address(cast)}?du=2026-08-05&categorie=worker"' in page
    year = page_of(alice, cast, **typed, vue="annee")
    assert year.count('<table class="diary">') == 12


def closed(company, first: str, last: str, **site):
    days = {"starts_on": date.fromisoformat(first), "ends_on": date.fromisoformat(last)}
    return CollectiveAbsenceFactory(adherent=company, is_closing=True, state="done", **days, **site)


def legend(page: str) -> list[str]:
    signs = page.partition('aria-label="Légende"')[2].partition("</ul>")[0]
    return [text_of(sign) for sign in re.findall("<li>(.*?)</li>", signs)]


def test_the_closings_are_shaded_and_told_in_every_view_of_a_person(cast, company, alice):
    here, there = (EstablishmentFactory(adherent=company, name=name) for name in ("Ici", "Là"))
    ref = somebody(company, establishment=here).employee.public_id
    closed(company, "2026-08-13", "2026-08-16")
    closed(company, "2026-08-03", "2026-08-03", establishment=here)
    closed(company, "2026-08-05", "2026-08-05", establishment=there)
    for view in ("mois", "annee"):
        page = page_of(alice, cast, vue=view, du="2026-08-10", salarie=ref)
        assert re.findall(r">([^<>]*), fermeture<", page) == [
            "lundi 3 août 2026",
            "jeudi 13 août 2026",
            "vendredi 14 août 2026",
            "dimanche 16 août 2026",
        ]
        assert page.count('<td class="closed"') == 4
        assert "samedi 15 août 2026, jour férié" in page
        assert legend(page) == ["jour férié", "fermeture"]
    assert legend(page_of(alice, cast, du="2026-06-10", salarie=ref)) == []


def test_the_legend_tells_what_is_shaded_and_nothing_else(cast, company, alice):
    contract = somebody(company, starts_on=date(2026, 9, 7))
    closed(company, "2026-10-05", "2026-10-09")
    away(contract, "paid_leave", "2026-10-05", "2026-10-10")
    away(contract, "rtt", "2026-11-02", "2026-11-02")
    shown = {
        month: legend(page_of(alice, cast, vue="mois", du=f"2026-{month}-01")) for month in ("09", "10", "11", "12")
    }
    assert shown == {
        "09": ["hors contrat"],
        "10": ["CP Congés payés, congé principal", "CP à déclarer à la caisse", "fermeture"],
        "11": ["R RTT", "jour férié"],
        "12": ["jour férié"],
    }
    year = legend(page_of(alice, cast, vue="annee", du="2026-09-01"))
    assert year == [*shown["10"][:1], "R RTT", "CP à déclarer à la caisse", "fermeture", "hors contrat"]


@pytest.mark.parametrize("who", ["alice", "chloe"])
def test_the_planning_leads_at_once_to_every_page_of_its_section(cast, company, who):
    page = page_of(cast.browser(who), cast)
    names = ("today", "leave_to_declare", "collectives", "leave_order", "calendars", "print_or_export")
    for name in (*names, "enter", "start_collective"):
        assert f'href="{reverse(f"absences:{name}", args=[cast.acme.ref])}' in page, name


def test_a_person_of_elsewhere_is_not_there(cast, company):
    theirs = cast.rival.people.employee.public_id
    answer = cast.browser("alice").get(address(cast), {"salarie": theirs})
    assert answer.status_code == 404
    assert CANARY not in answer.content.decode()
    site = cast.acme.site
    elsewhere = somebody(company)
    MembershipFactory(user=cast.bruno, adherent=company, establishment=site)
    browser = cast.browser("bruno")
    assert browser.get(address(cast, site.public_id), {"salarie": elsewhere.employee.public_id}).status_code == 404


def test_whoever_may_not_act_has_nothing_to_enter(cast, company):
    contract = somebody(company)
    away(contract, "training", "2026-08-03", "2026-08-07")
    for typed in ({}, {"salarie": contract.employee.public_id}):
        page = page_of(cast.browser("bruno"), cast, du="2026-08-05", **typed)
        assert "Saisir une absence" not in page.partition("page-help")[0]
        assert 'id="saisir"' not in page
        assert "absence/" in page
        assert "Saisir une absence" in page_of(cast.browser("alice"), cast, du="2026-08-05", **typed)


def test_a_person_leads_to_their_page_whoever_may_open_it(cast, company):
    ref = somebody(company).employee.public_id
    own = f"/salaries/{ref}/"
    pages = {who: page_of(cast.browser(who), cast, salarie=ref) for who in ("alice", "chloe")}
    assert own in pages["alice"]
    assert own not in pages["chloe"]
