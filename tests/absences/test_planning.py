"""The grid: whom it shows, in which order, what it draws of them, for whom, and what it costs."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from absences.models import Absence, CrewNeed
from absences.planning.cells import Cell
from absences.planning.days_off import days_off
from absences.planning.queries import people
from absences.planning.queries.reading import read
from absences.planning.windows import window_at
from absences.queries.closings import Closing
from employees.models import Employee, Employment
from tests.absences.factories import CollectiveAbsenceFactory, kind
from tests.absences.kit import access_of
from tests.absences.planning_kit import address, away, bars, groups, lines, names, page_of, somebody, totals
from tests.cast import CANARY
from tests.employees.factories import CrewFactory, EmploymentFactory
from tests.factories import EstablishmentFactory, MembershipFactory

TODAY = date(2026, 8, 10)
AUGUST = "2026-08-10"


@pytest.fixture
def company(cast):
    """Acme without the people of the cast."""
    cast.acme.adherent.movements.all().delete()
    cast.acme.adherent.employments.all().delete()
    return cast.acme.adherent


@pytest.fixture
def alice(cast):
    return cast.browser("alice")


def test_a_window_shows_whoever_has_a_contract_on_one_of_its_days(cast, company, alice):
    somebody(company, "Always")
    somebody(company, "Lastday", ends_on=date(2026, 8, 1))
    somebody(company, "Firstday", starts_on=date(2026, 8, 31))
    somebody(company, "Gone", ends_on=date(2026, 7, 31))
    somebody(company, "Later", starts_on=date(2026, 9, 1))
    somebody(company, "Void", caisse_state="hire_refused")
    assert names(page_of(alice, cast, du=AUGUST)) == ["ALWAYS Luc", "FIRSTDAY Luc", "LASTDAY Luc"]
    assert names(page_of(alice, cast, du="2026-09-15")) == ["ALWAYS Luc", "FIRSTDAY Luc", "LATER Luc"]


def test_people_are_grouped_by_site_then_by_crew_the_head_office_first(cast, company, alice):
    depot = EstablishmentFactory(adherent=company, name="Atelier")
    crew = CrewFactory(establishment=company.establishments.get(is_head_office=True), name="Gros œuvre")
    somebody(company, "Alone")
    somebody(company, "Zed", establishment=crew.establishment, crew=crew)
    somebody(company, "Depot", establishment=depot)
    page = page_of(alice, cast, du=AUGUST)
    head_office = crew.establishment.name
    assert groups(page) == [f"{head_office} 2", "Gros œuvre 1", "Sans équipe 1", "Atelier 1"]
    assert names(page) == ["ZED Luc", "ALONE Luc", "DEPOT Luc"]


def test_an_absence_is_one_cell_and_an_empty_run_is_one_cell(cast, company, alice):
    away(somebody(company), "paid_leave", "2026-08-03", "2026-08-08")
    said = "CP 6 j : Congés payés, congé principal, du 3 août 2026 au 8 août 2026, 6 jours ouvrables, à déclarer"
    assert lines(page_of(alice, cast, du=AUGUST))["MARTIN Luc"] == [(4, "", ""), (12, "", said), (46, "", "")]


def test_half_days_are_half_cells_and_two_of_them_share_a_day(cast, company, alice):
    contract = somebody(company)
    away(contract, "rtt", "2026-08-04", "2026-08-04", ends_at_noon=True)
    away(contract, "training", "2026-08-04", "2026-08-04", starts_at_noon=True)
    cells = lines(page_of(alice, cast, du=AUGUST))["MARTIN Luc"]
    assert [(span, said[:2]) for span, _, said in cells] == [(6, ""), (1, "R "), (1, "F "), (54, "")]


def test_a_bar_cut_by_the_window_says_so_and_keeps_its_whole_count(cast, company, alice):
    away(somebody(company), "paid_leave", "2026-07-27", "2026-09-05")
    page = page_of(alice, cast, du=AUGUST)
    assert "bar--from bar--to" in page
    assert bars(page, "MARTIN Luc")[0].startswith("CP 35 j")
    assert "bar--from" not in page_of(alice, cast, du="2026-07-01")


def test_the_days_outside_the_contract_are_shaded(cast, company, alice):
    somebody(company, starts_on=date(2026, 8, 11), ends_on=date(2026, 8, 20))
    cells = lines(page_of(alice, cast, du=AUGUST))["MARTIN Luc"]
    assert cells == [(20, "out", ""), (20, "", ""), (22, "out", "")]


def test_two_contracts_in_the_month_are_one_line_with_the_days_between_shaded(cast, company, alice):
    first = somebody(company, ends_on=date(2026, 8, 5), is_current=False)
    EmploymentFactory(employee=first.employee, starts_on=date(2026, 8, 11), qualification="Grutier")
    page = page_of(alice, cast, du=AUGUST)
    assert lines(page)["MARTIN Luc"] == [(10, "", ""), (10, "out", ""), (42, "", "")]
    assert "1 salarié" in page
    assert "Grutier" in page


def test_whoever_moved_to_another_site_is_there_and_counts_where_they_were(cast, company, alice):
    here, there = (EstablishmentFactory(adherent=company, name=name) for name in ("Ici", "Là"))
    crew = CrewFactory(establishment=here, name="Avant")
    old = somebody(company, establishment=here, crew=crew, ends_on=date(2026, 8, 9), is_current=False)
    EmploymentFactory(employee=old.employee, establishment=there, starts_on=date(2026, 8, 10))
    somebody(company, "Stays", establishment=here, crew=crew)
    page = page_of(alice, cast, du=AUGUST)
    assert groups(page) == ["Ici 1", "Avant 1", "Là 1"]
    assert lines(page)["MARTIN Luc"] == [(62, "", "")]
    monday_before, monday_after = "2<small>/2</small>", "1<small>/1</small>"
    assert page.index(monday_before) < page.index(monday_after)
    of_old_site = page_of(alice, cast, du=AUGUST, site=here.public_id)
    assert names(of_old_site) == ["MARTIN Luc", "STAYS Luc"]


def test_a_site_sees_its_people_on_the_days_they_are_there(cast, company):
    site = cast.acme.site
    moved = somebody(company, "Moved", establishment=site, ends_on=date(2026, 8, 9), is_current=False)
    EmploymentFactory(employee=moved.employee, starts_on=date(2026, 8, 10))
    elsewhere = somebody(company, "Elsewhere")
    away(elsewhere, "paid_leave", "2026-08-03", "2026-08-08")
    away(moved, "training", "2026-08-04", "2026-08-04")
    MembershipFactory(user=cast.bruno, adherent=company, establishment=site)
    browser = cast.browser("bruno")
    answer = browser.get(address(cast, site.public_id), {"du": AUGUST})
    page = answer.content.decode()
    assert "ELSEWHERE" not in page
    assert [(span, shade) for span, shade, _ in lines(page)["MOVED Luc"]] == [(6, ""), (2, ""), (10, ""), (44, "out")]


def test_whoever_may_not_know_motives_sees_one_kind(cast, company):
    contract = somebody(company)
    away(contract, "sickness", "2026-08-03", "2026-08-07", note="Grippe")
    away(contract, "paid_leave", "2026-08-10", "2026-08-14")
    chloe = page_of(cast.browser("chloe"), cast, du=AUGUST)
    assert bars(chloe, "MARTIN Luc")[0] == "A 5 j : Absence, du 3 août 2026 au 7 août 2026, 5 jours de calendrier"
    for word in ("Maladie", "sickness", "bar--rose", "Grippe", "Maternité"):
        assert word not in chloe, word
    assert "Congés payés" in chloe
    assert bars(page_of(cast.browser("alice"), cast, du=AUGUST), "MARTIN Luc")[0].startswith("M 5 j : Maladie")


def test_the_filter_by_kind_reveals_no_motive(cast, company):
    away(somebody(company, "Sick"), "sickness", "2026-08-03", "2026-08-07")
    away(somebody(company, "Strike"), "strike", "2026-08-03", "2026-08-03")
    away(somebody(company, "Leave"), "paid_leave", "2026-08-03", "2026-08-08")
    asked = {
        key: [names(page_of(cast.browser(who), cast, du=AUGUST, nature=key)) for who in ("alice", "chloe")]
        for key in ("sickness", "absence", "paid_leave")
    }
    everybody = ["LEAVE Luc", "SICK Luc", "STRIKE Luc"]
    assert asked["sickness"] == [["SICK Luc"], everybody]
    assert asked["absence"] == [everybody, ["SICK Luc", "STRIKE Luc"]]
    assert asked["paid_leave"] == [["LEAVE Luc"], ["LEAVE Luc"]]


def test_each_filter_keeps_what_it_says(cast, company, alice):
    depot = EstablishmentFactory(adherent=company, name="Atelier")
    crew = CrewFactory(establishment=depot)
    somebody(company, "Here", category="etam")
    somebody(company, "There", establishment=depot, crew=crew)
    for typed in ({"site": depot.public_id}, {"equipe": crew.public_id}, {"categorie": "worker"}, {"q": "luc ther"}):
        assert names(page_of(alice, cast, du=AUGUST, **typed)) == ["THERE Luc"], typed
    assert names(page_of(alice, cast, du=AUGUST, site="inconnu")) == ["HERE Luc", "THERE Luc"]
    assert "Personne ne correspond" in page_of(alice, cast, du=AUGUST, q="xyz")


def test_totals_count_the_days_that_would_be_worked(cast, company, alice):
    contract = somebody(company)
    away(contract, "paid_leave", "2026-08-03", "2026-08-08")
    away(contract, "rtt", "2026-08-12", "2026-08-12", starts_at_noon=True)
    somebody(company, "Present")
    page = page_of(alice, cast, du=AUGUST)
    assert totals(page) == {"MARTIN Luc": "5,5", "PRESENT Luc": ""}
    present = page[page.index("<tfoot>") :].split('<td colspan="2">')[1:]
    by_day = [cell.partition("<")[0] for cell in present]
    # A Saturday and a Sunday, a week of leave, the weekend, two days, a half day off.
    assert by_day[:12] == ["", "", "1", "1", "1", "1", "1", "", "", "2", "2", "1"]


def test_a_crew_is_covered_by_the_number_that_is_set_or_by_its_people(cast, company, alice):
    crew = CrewFactory(establishment=company.establishments.get(is_head_office=True), name="Gros œuvre")
    CrewNeed.objects.create(adherent=company, crew=crew, by_weekday=[2, None, None, None, None, None, None])
    away(somebody(company, "One", crew=crew), "paid_leave", "2026-08-03", "2026-08-04")
    somebody(company, "Two", crew=crew)
    page = page_of(alice, cast, du=AUGUST, vue="semaine")
    row = page_of(alice, cast, du="2026-08-03", vue="semaine").split('<th scope="rowgroup">')[1]
    assert 'class="is-short">1<small>/2</small>' in row
    assert '<td colspan="2">1<small>/2</small>' in row
    assert "is-short" not in page
    assert "/2</small>" not in page_of(alice, cast, du="2026-08-03", vue="semaine", q="one")


def test_nobody_is_needed_while_the_site_is_closed(cast, company, alice):
    crew = CrewFactory(establishment=company.establishments.get(is_head_office=True), name="Gros œuvre")
    CrewNeed.objects.create(adherent=company, crew=crew, by_weekday=[2, 2, 2, 2, 2, None, None])
    somebody(company, "One", crew=crew)

    def short_days() -> int:
        return page_of(alice, cast, du="2026-08-03", vue="semaine").count('class="is-short"')

    assert short_days() == 5
    CollectiveAbsenceFactory(
        adherent=company, is_closing=True, state="done", starts_on=date(2026, 8, 5), ends_on=date(2026, 8, 6)
    )
    assert short_days() == 3


def test_a_crew_cut_by_the_pages_is_covered_whole(cast, company, alice, monkeypatch):
    crew = CrewFactory(establishment=company.establishments.get(is_head_office=True))
    for rank in range(51):
        somebody(company, f"N{rank:02}", crew=crew)
    first, second = (page_of(alice, cast, du=AUGUST, page=number) for number in (1, 2))
    assert (len(names(first)), names(second)) == (50, ["N50 Luc"])
    assert "51<small>/51</small>" in first
    assert "51<small>/51</small>" in second
    assert len(names(page_of(alice, cast, du=AUGUST, par=100))) == 51
    assert names(page_of(alice, cast, du=AUGUST, page=99)) == ["N50 Luc"]
    # A crowd is not read whole to draw fifty lines: it is covered once it is on one page.
    monkeypatch.setattr(people, "LARGEST_CREW", 50)
    assert "<small>/51</small>" not in page_of(alice, cast, du=AUGUST)
    assert "51<small>/51</small>" in page_of(alice, cast, du=AUGUST, par=100)


def test_holidays_are_those_of_the_site(cast, company, alice):
    alsace = EstablishmentFactory(adherent=company, name="Strasbourg", address="1 quai des Belges\n67000 Strasbourg")
    somebody(company, "Paris")
    somebody(company, "Alsace", establishment=alsace)
    page = page_of(alice, cast, du="2026-12-10")
    assert lines(page)["PARIS Luc"] == [(62, "", "")]
    assert lines(page)["ALSACE Luc"] == [(50, "", ""), (2, "holiday", ""), (10, "", "")]
    assert "vendredi 25 décembre 2026, jour férié" in page
    assert "samedi 26 décembre 2026, jour férié" not in page


def test_each_state_has_its_address(cast, company, alice):
    somebody(company)
    page = page_of(alice, cast, du=AUGUST, vue="semaine", categorie="worker", autre="1")
    assert "Semaine du 10 août 2026 au 16 août 2026" in page
    assert 'href="?vue=semaine&du=2026-08-09&categorie=worker"' in page
    assert 'href="?vue=semaine&du=2026-08-17&categorie=worker"' in page
    assert 'href="?vue=mois&du=2026-08-10&categorie=worker"' in page
    for typed in ({"du": "hier"}, {"du": "0001-01-01"}, {"vue": "siecle"}, {"page": "²"}, {"par": "7"}, {"page": "-1"}):
        assert names(page_of(alice, cast, **typed)) == ["MARTIN Luc"], typed


def test_a_group_is_folded_by_its_address(cast, company, alice):
    site = company.establishments.get(is_head_office=True)
    somebody(company)
    page = page_of(alice, cast, du=AUGUST, plie=f"{site.public_id}_")
    assert names(page) == []
    assert 'aria-expanded="false"' in page
    assert f'href="?du={AUGUST}"' in page


@pytest.mark.parametrize("view", ["mois", "semaine"])
def test_a_site_is_folded_as_a_crew_is(cast, company, alice, view):
    here, there = (EstablishmentFactory(adherent=company, name=name) for name in ("Ici", "Là"))
    crew = CrewFactory(establishment=here, name="Gros œuvre")
    somebody(company, "Crew", establishment=here, crew=crew)
    somebody(company, "Alone", establishment=here)
    somebody(company, "There", establishment=there)

    def shown(*folded: str) -> tuple[list[str], list[str]]:
        page = page_of(alice, cast, du=AUGUST, vue=view, plie="-".join(folded))
        return groups(page), names(page)

    all_groups = ["Ici 2", "Gros œuvre 1", "Sans équipe 1", "Là 1"]
    assert shown() == (all_groups, ["CREW Luc", "ALONE Luc", "THERE Luc"])
    assert shown(here.public_id) == (["Ici 2", "Là 1"], ["THERE Luc"])
    assert shown(there.public_id) == (all_groups, ["CREW Luc", "ALONE Luc"])
    assert shown(crew.public_id) == (all_groups, ["ALONE Luc", "THERE Luc"])
    # Whoever has no crew is folded without the site.
    assert shown(f"{here.public_id}_") == (all_groups, ["CREW Luc", "THERE Luc"])
    page = page_of(alice, cast, du=AUGUST, vue=view, plie=here.public_id)
    assert f'href="?vue={view}&du={AUGUST}" hx-boost="true" aria-expanded="false"><span>Ici</span>' in page
    assert f"plie={there.public_id}" not in page_of(alice, cast, du=AUGUST, vue=view, site=here.public_id)


def test_a_number_searched_leaves_the_address(cast, alice):
    answer = alice.get(address(cast), {"q": "1 85 05 94 028 001 11", "vue": "semaine"})
    assert answer["Location"] == f"{address(cast)}?vue=semaine&refus=numero"
    assert "ne sert pas à rechercher" in page_of(alice, cast, refus="numero")


def test_another_company_is_not_there(cast, alice):
    assert CANARY not in page_of(alice, cast, du=AUGUST)
    assert cast.acme.people.employee.full_name in page_of(alice, cast, du=AUGUST)


def staff(company, number):
    crew = CrewFactory(establishment=company.establishments.get(is_head_office=True))
    for rank in range(number):
        contract = somebody(company, f"N{rank:03}", crew=crew if rank % 2 else None)
        away(contract, "paid_leave", "2026-08-03", "2026-08-08")
        away(contract, "sickness", "2026-08-20", "2026-08-20")


@pytest.mark.parametrize("who", ["alice", "chloe"])
def test_a_page_costs_the_same_queries_for_one_line_and_for_fifty(cast, company, who):
    browser = cast.browser(who)

    def cost() -> int:
        browser.get(address(cast), {"du": AUGUST})
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address(cast), {"du": AUGUST}).status_code == 200
        return len(queries)

    staff(company, 1)
    few = cost()
    staff(company, 49)
    assert cost() == few <= 12
    # Another page, and a crew that the two share.
    staff(company, 3)
    assert cost() == few


def test_the_grid_itself_asks_eight_queries_at_most(cast, company, alice):
    staff(company, 60)
    alice.get(address(cast), {"du": AUGUST})
    with CaptureQueriesContext(connection) as queries:
        alice.get(address(cast), {"du": AUGUST})
    # Besides those of the frame: the session with its person, the authority, the caisse.
    frame = [
        one
        for one in queries
        if re.search('FROM "(accounts_session|accounts_membership|adherents_caisse)"', one["sql"])
    ]
    assert len(frame) == 3
    assert len(queries) - len(frame) <= 8


def test_closings_shade_the_lines_of_their_site_or_all(cast, company):
    here, there = (EstablishmentFactory(adherent=company, name=name) for name in ("Ici", "Là"))
    reading = read(access_of(cast), window_at("mois", TODAY), [])
    august = [Closing(date(2026, 8, 10), date(2026, 8, 11)), Closing(TODAY, date(2026, 8, 12), there.pk)]
    off = days_off(replace(reading, closings=august), [here, there])
    # The 15th is a public holiday.
    assert off.common == {9: "closed", 10: "closed", 14: "holiday"}
    assert off.apart == {here.pk: [], there.pk: [Cell(22, 24, "closed")]}


def test_five_hundred_lines_weigh_at_most_400_kb(cast, company, alice):
    site = company.establishments.get(is_head_office=True)
    crews = [CrewFactory(establishment=site, name=f"Équipe {rank}") for rank in range(20)]
    people = Employee.objects.bulk_create(
        Employee(adherent=company, last_name=f"Lefebvre-Dubois{rank:03}", first_name="Jean-Baptiste", birth_on=TODAY)
        for rank in range(500)
    )
    Employment.objects.bulk_create(
        EmploymentFactory.build(adherent=company, employee=person, establishment=site, crew=crews[rank % 20])
        for rank, person in enumerate(people)
    )
    kinds = [kind(key) for key in ("paid_leave", "sickness", "rtt", "training")]
    Absence.objects.bulk_create(
        Absence(
            adherent=company,
            employee=person,
            kind=kinds[(rank + turn) % 4],
            starts_on=date(2026, 8, 3 + 10 * turn),
            ends_on=date(2026, 8, 8 + 10 * turn),
            to_declare=turn == 0,
        )
        for rank, person in enumerate(people)
        # A person has an absence a month; some have two.
        for turn in range(1 + (rank % 5 == 0))
    )
    answer = alice.get(address(cast), {"du": AUGUST, "par": "500"})
    assert answer.content.count(b'<tr><th scope="row">') == 501
    assert len(answer.content) <= 400 * 1024, len(answer.content)
