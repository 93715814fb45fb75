"""Who is absent: which days, whom, when they are back, to whom it is said."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from absences.models import Absence
from absences.today.counts import todays_absences
from absences.today.returns import back_after
from absences.today.windows import window_of
from core.rights import Right
from employees.leave.schedules import schedules_of
from tests.absences.factories import AbsenceFactory, kind
from tests.absences.kit import access_of, stretch, worker
from tests.days import in_days, today
from tests.employees.factories import CrewFactory, EmploymentFactory
from tests.employees.person_kit import browser_of, colleague, site_of, text_of

pytestmark = pytest.mark.django_db


def days(number: int) -> date:
    return in_days(number)


def absent(person, first: date | None = None, last: date | None = None, key: str = "rtt", **fields):
    first = today() if first is None else first
    return AbsenceFactory(employee=person, key=key, starts_on=first, ends_on=last or first, **fields)


def shown(cast, name: str = "alice", **query: str) -> str:
    address = reverse("absences:today", args=[cast.acme.ref], query=query)
    page = text_of(cast.browser(name).get(address))
    return page.partition("<main")[2].partition("page-help")[0]


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("", "2026-08-05", "2026-08-05"),
        ("aujourd-hui", "2026-08-05", "2026-08-05"),
        ("semaine", "2026-08-03", "2026-08-09"),
        ("semaine-prochaine", "2026-08-10", "2026-08-16"),
        ("demain", "2026-08-05", "2026-08-05"),
    ],
)
def test_the_days_looked_at(typed, first, last):
    assert window_of(typed, date(2026, 8, 5)).days == stretch(first, last)


@pytest.mark.parametrize(
    ("start", "end", "noon", "after", "back"),
    [
        ("2026-08-03", "2026-08-07", "", [], "10 août 2026"),  # a Friday: on the Monday
        ("2026-08-03", "2026-08-04", "", [], "5 août 2026"),
        ("2026-08-03", "2026-08-03", "end", [], "3 août 2026 à midi"),
        ("2026-08-03", "2026-08-03", "start", [], "4 août 2026"),
        ("2026-08-03", "2026-08-07", "", [("2026-08-10", "2026-08-11")], "12 août 2026"),
        ("2026-08-03", "2026-08-07", "", [("2026-08-12", "2026-08-13")], "10 août 2026"),
        ("2026-07-13", "2026-07-13", "", [], "15 juillet 2026"),  # after the 14th, a public holiday
        ("2026-08-24", "2026-08-28", "", [], ""),  # the contract ends on the 28th
    ],
)
def test_one_is_back_on_the_first_half_day_that_would_be_worked(cast, start, end, noon, after, back):
    person = worker(cast, ends_on=date(2026, 8, 28))
    schedule = schedules_of(person.adherent_id, [person.pk])[person.pk]
    planned = [stretch(*one) for one in after]
    assert back_after(stretch(start, end, noon=noon), planned, schedule) == back


def test_each_choice_of_days_shows_its_own(cast):
    now, soon, later = worker(cast), worker(cast), worker(cast)
    absent(now)
    absent(soon, days(7 - today().weekday()), days(9 - today().weekday()))
    absent(later, days(40))
    this_day, week, following = (shown(cast, quand=when) for when in ("", "semaine", "semaine-prochaine"))
    assert (now.full_name in this_day, soon.full_name in this_day) == (True, False)
    assert now.full_name in week
    assert (soon.full_name in following, later.full_name in following) == (True, False)


def test_they_are_told_by_site_and_crew(cast):
    depot = site_of(cast.acme.adherent, "Atelier de Bondy")
    crew = CrewFactory(establishment=depot, name="Coffreurs")
    inside, alone, elsewhere = (
        worker(cast, establishment=depot, crew=crew),
        worker(cast, establishment=depot),
        worker(cast),
    )
    for person in (inside, alone, elsewhere):
        absent(person)
    page = shown(cast)
    assert page.index("Atelier de Bondy · Coffreurs") < page.index(inside.full_name) < page.index(alone.full_name)
    only = shown(cast, site=depot.public_id)
    assert inside.full_name in only
    assert elsewhere.full_name not in only


def test_one_is_found_by_name_and_never_by_number(cast):
    one, other = worker(cast), worker(cast)
    for person in (one, other):
        absent(person)
    type(one).objects.filter(pk=one.pk).update(last_name="N’Guessan", first_name="Koffi")
    page = shown(cast, q="nguessan")
    assert "N’GUESSAN Koffi" in page
    assert other.full_name not in page
    address = reverse("absences:today", args=[cast.acme.ref], query={"q": "1 85 05 94 028 001 23"})
    response = cast.browser("alice").get(address)
    assert "refus=numero" in response["Location"]
    assert "94" not in response["Location"].partition("?")[2]
    assert "Personne ne correspond" in shown(cast, q="zzz")


def test_who_left_or_has_not_come_is_not_absent(cast):
    for contract in ({"ends_on": days(-1)}, {"starts_on": days(1)}, {"caisse_state": "hire_refused"}):
        absent(worker(cast, **contract), today(), days(1))
    assert "Personne n’est absent" in shown(cast)
    assert todays_absences(access_of(cast)).people == 0


def test_a_motive_is_for_whoever_may_read_it_and_never_on_paper(cast):
    person = worker(cast)
    absent(person, key="sickness")
    page = shown(cast)
    assert '<span class="screen-only"><span class="run bar--rose" aria-hidden="true">M</span> Maladie</span>' in page
    assert '<span class="print-only"><span class="run bar--grey" aria-hidden="true">A</span> Absence</span>' in page
    for name in ("chloe", "bruno"):
        page = shown(cast, name)
        assert person.full_name in page
        assert "aladie" not in page
        assert "bar--rose" not in page
    link = reverse("employees:employee", args=[cast.acme.ref, person.public_id])
    assert (link in shown(cast, "chloe"), link in shown(cast, "bruno")) == (False, True)


def test_whoever_acts_for_a_site_sees_its_people(cast):
    depot = site_of(cast.acme.adherent)
    there, elsewhere = worker(cast, establishment=depot), worker(cast)
    for person in (there, elsewhere):
        absent(person)
    local = colleague(cast.acme.adherent, Right.ABSENCES_CONSULT, site=depot)
    page = text_of(browser_of(local).get(reverse("absences:today", args=[depot.public_id])))
    assert there.full_name in page
    assert elsewhere.full_name not in page
    home = text_of(browser_of(local).get(reverse("portal_home", args=[depot.public_id])))
    assert "1 <small>absent aujourd’hui" in home


def test_the_page_and_the_tile_cost_the_same_for_one_and_for_many(cast):
    browser, address = cast.browser("alice"), reverse("absences:today", args=[cast.acme.ref])

    def cost(number: int) -> tuple[int, int]:
        for _ in range(number):
            person = worker(cast)
            absent(person)
            absent(person, days(3))
        browser.get(address)
        with CaptureQueriesContext(connection) as page:
            assert browser.get(address).status_code == 200
        with CaptureQueriesContext(connection) as tile:
            todays_absences(access_of(cast))
        return len(page), len(tile)

    few, many = cost(1), cost(30)
    assert few == many
    assert many[0] <= 12


def test_those_of_today_are_found_among_years_of_absences(cast):
    """By the company and the day at once: neither in half of its past, nor among those of the whole country."""
    people = [*(EmploymentFactory().employee for _ in range(20)), *(worker(cast) for _ in range(20))]
    every = [Absence(adherent=one.adherent, employee=one, kind=kind("rtt")) for one in people for _ in range(201)]
    for rank, row in enumerate(every):
        row.stretch = stretch(day := days(rank % 201 - 100).isoformat(), day)
    Absence.objects.bulk_create(every)
    access = access_of(cast)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE absences_absence")
        with CaptureQueriesContext(connection) as asked:
            assert todays_absences(access).people == 20
        cursor.execute(f"EXPLAIN {asked[0]['sql']}")
        plan = " ".join(line.strip() for (line,) in cursor.fetchall())
    assert re.search(r"absence_on_a_day .*? Index Cond: \(\(adherent_id = \S+ AND \(daterange", plan), plan


def test_the_tile_counts_people_and_tells_who_leaves_next(cast):
    one, next_to_go, sick, away = (worker(cast) for _ in range(4))
    absent(one, noon := today(), ends_at_noon=True)
    absent(one, noon, starts_at_noon=True)
    absent(next_to_go, days(2), days(4))
    absent(sick, days(1), days(4), key="sickness")
    absent(away, days(31))
    told = todays_absences(access_of(cast))
    assert told.people == 1
    assert [(leaving.name, leaving.kind.name, leaving.on) for leaving in told.leaving][:2] == [
        (sick.full_name, "Maladie", days(1)),
        (next_to_go.full_name, "RTT", days(2)),
    ]
    assert away.full_name not in {leaving.name for leaving in told.leaving}
    chloes = todays_absences(access_of(cast, "chloe")).leaving
    assert [leaving.kind.name for leaving in chloes][:2] == ["Absence", "RTT"]
    home = text_of(cast.browser("chloe").get(reverse("portal_home", args=[cast.acme.ref])))
    assert sick.full_name in home
    assert "aladie" not in home
