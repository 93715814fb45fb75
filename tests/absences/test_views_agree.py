"""One absence counts the same wherever it is read, and adjacent periods add up to the whole of it."""

import csv
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from absences.counting import count
from absences.entry.words import days_in_words
from absences.models import Absence
from absences.motives import sees_motives, shown_kind
from absences.planning.queries.reading import read
from absences.planning.roster import Roster
from absences.planning.windows import View, Window
from absences.stretches import Stretch
from employees.leave.schedules import schedules_of
from employees.models import Employee
from tests.absences.calendar_kit import nobody_absent
from tests.absences.factories import AbsenceFactory
from tests.absences.kit import access_of, worker
from tests.absences.planning_kit import bars, page_of, text_of

pytestmark = pytest.mark.django_db
# Of the three units, one of which is private.
KINDS = ("paid_leave", "rtt", "sickness")
WEEKS = ([1, 2, 3, 4, 5], [1, 2, 4], [2, 3, 4, 5, 6])
# With 1 May, 8 May and the days at the turn of a year, where the days of rest of a leave may fall.
STARTS = st.sampled_from([date(2026, 4, 24), date(2026, 8, 10), date(2026, 12, 21)])
unhurried = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def december():
    with time_machine.travel(datetime(2026, 12, 1, 8, tzinfo=UTC), tick=False):
        yield


@st.composite
def stretches(draw: Any) -> Stretch:
    first = 2 * (draw(STARTS) + timedelta(days=draw(st.integers(0, 12)))).toordinal() + draw(st.integers(0, 1))
    return Stretch.of_halves(first, first + draw(st.integers(1, 40)))


def absent(person: Employee, key: str, stretch: Stretch, week: list[int]) -> Absence:
    """That alone, by somebody who works these days."""
    person.employments.update(work_days=week)
    person.absences.all().delete()
    halves = {"starts_at_noon": stretch.starts_at_noon, "ends_at_noon": stretch.ends_at_noon}
    return AbsenceFactory(employee=person, key=key, starts_on=stretch.starts_on, ends_on=stretch.ends_on, **halves)


def said_by_each_view(cast: Any, who: str, absence: Absence) -> Iterator[tuple[str, str]]:
    """What each view writes of the absence, by the name of the view."""
    browser, person, day = cast.browser(who), absence.employee, absence.starts_on.isoformat()
    own = {"du": day, "q": person.last_name}
    for view in ("semaine", "mois"):
        [bar] = bars(page_of(browser, cast, vue=view, **own), person.full_name)
        yield view, bar
    yield "jour", text_of(page_of(browser, cast, vue="jour", **own))
    for view in ("mois", "annee"):
        page = page_of(browser, cast, vue=view, du=day, salarie=person.public_id)
        yield f"personne, {view}", text_of(page.partition('id="ses-absences"')[2])
    if who == "alice":
        pages = {
            "fiche": reverse("employees:employee", args=[cast.acme.ref, person.public_id]),
            "absence": reverse("absences:absence", args=[cast.acme.ref, absence.public_id]),
        }
        for name, address in pages.items():
            yield name, text_of(browser.get(address).content.decode().replace("\N{NO-BREAK SPACE}", " "))


def of_years(cast: Any, who: str, absence: Absence) -> Decimal:
    """The sum of what the years write in their months, which is the sum of their totals."""
    cells, totals = Decimal(0), Decimal(0)
    for year in range(absence.starts_on.year, absence.ends_on.year + 1):
        page = page_of(cast.browser(who), cast, vue="annee", du=f"{year}-06-01", q=absence.employee.last_name)
        row = page.partition('<th scope="row">')[2].partition("</tr>")[0]
        cells += _sum(re.findall(r'<span class="run [^"]*">\S+ ([\d,]+)<', row))
        totals += _sum(re.findall(r'<span class="planning__sum" aria-hidden="true">([\d,]+) ', row))
    assert cells == totals
    return cells


def in_file(cast: Any, who: str, absence: Absence) -> Decimal:
    typed = {"du": f"{absence.starts_on:%d/%m/%Y}", "au": f"{absence.ends_on:%d/%m/%Y}", "format": "csv"}
    answer = cast.browser(who).get(reverse("absences:export", args=[cast.acme.ref]), typed)
    [row] = csv.DictReader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    return _sum([row["Durée (jours)"]])


def _sum(written: list[str]) -> Decimal:
    return sum((Decimal(number.replace(",", ".")) for number in written), Decimal(0))


@pytest.mark.parametrize("who", ["alice", "chloe"])
def test_the_count_is_independent_of_the_view(cast, who, settings):
    settings.THROTTLES = {**settings.THROTTLES, "planning_taken": (1000, 3600)}
    nobody_absent(cast)
    person, access = worker(cast), access_of(cast, who)

    @unhurried
    @given(st.sampled_from(KINDS), stretches(), st.sampled_from(WEEKS))
    # The Saturday that goes with it is of another year.
    @example("paid_leave", Stretch(date(2026, 12, 28), date(2026, 12, 31)), WEEKS[0])
    @example("paid_leave", Stretch(date(2026, 12, 28), date(2027, 1, 8)), WEEKS[0])
    def agree(key: str, stretch: Stretch, week: list[int]) -> None:
        absence = absent(person, key, stretch, week)
        unit = shown_kind(absence.kind, with_motives=sees_motives(access)).unit
        schedule = schedules_of(access.tiers.adherent_id, [person.pk])[person.pk]
        counted = count(stretch, unit, is_worked=schedule.is_worked, calendar=schedule.calendar)
        assert counted.total >= 0
        words = days_in_words(counted.total, unit)
        for view, said in said_by_each_view(cast, who, absence):
            assert re.search(rf"(?<![\d,]){re.escape(words)}\b", said), (view, words, said)
        assert (of_years(cast, who, absence), in_file(cast, who, absence)) == (counted.total, counted.total)

    agree()


@unhurried
@given(stretches(), st.sampled_from(WEEKS), st.integers(1, 60))
def test_the_totals_of_adjacent_windows_add_up(cast, stretch, week, cut):
    person = worker(cast)
    absent(person, "rtt", stretch, week)
    first, last = stretch.starts_on - timedelta(days=3), stretch.ends_on + timedelta(days=3)
    middle = min(first + timedelta(days=cut), last - timedelta(days=1))

    def missed(start: date, end: date) -> float:
        return Roster(read(access_of(cast), Window(View.WEEK, start, end), [person.pk])).missed_days(person.pk)

    parts = missed(first, middle), missed(middle + timedelta(days=1), last)
    assert all(part >= 0 for part in parts)
    assert sum(parts) == missed(first, last)
