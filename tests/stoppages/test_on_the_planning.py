"""Stoppages on the planning: shown, flagged where an absence meets them, begun from there."""

from datetime import date

import pytest
from django.urls import reverse

from core.rights import Right
from stoppages.planning.queries import stopped_days
from tests.absences.kit import enter
from tests.employees.factories import CrewFactory
from tests.employees.person_kit import text_of
from tests.stoppages.factories import lose, weather_case
from tests.stoppages.kit import access_of, site_of, worker

pytestmark = pytest.mark.django_db
JANUARY = date(2026, 1, 1), date(2026, 1, 31)


def planning(cast, name="alice", query="vue=mois&du=2026-01-12"):
    return cast.browser(name).get(f"{reverse('absences:planning', args=[cast.acme.ref])}?{query}")


def test_hours_lost_are_shown_on_the_line_of_their_person(cast):
    person = worker(cast)
    case = weather_case(site_of(cast, name="Les Tilleuls"), cause="snow")
    lose(case, person, {"2026-01-12": "7.5"})
    page = text_of(planning(cast))
    assert "Arrêt intempéries, neige, Les Tilleuls, 7,5 heures" in page
    assert reverse("stoppages:case", args=[cast.acme.ref, case.public_id]) in page
    assert "à régler" not in page


def test_a_crew_that_stopped_is_shown_before_any_hour_is_entered(cast):
    crew = CrewFactory(
        adherent=cast.acme.adherent, establishment=cast.acme.adherent.establishments.get(is_head_office=True)
    )
    person = worker(cast, crew=crew)
    case = weather_case(site_of(cast), starts="2026-01-14 10:00", resumes="2026-01-20 08:00")
    case.weather.crew = crew
    case.weather.save()
    days = list(stopped_days(access_of(cast), *JANUARY, {person.pk: crew.pk}))
    assert [one.day.day for one in days] == [14, 15, 16, 19]
    lose(case, person, {"2026-01-14": "4"})
    days = list(stopped_days(access_of(cast), *JANUARY, {person.pk: crew.pk}))
    assert [one.day.day for one in days] == [14]


@pytest.mark.parametrize(("key", "name"), [("paid_leave", "Congés payés"), ("sickness", "Maladie")])
def test_a_day_that_an_absence_meets_is_flagged_with_the_way_out(cast, key, name):
    person = worker(cast)
    enter(access_of(cast), person, key, "2026-01-12", "2026-01-13")
    case = weather_case(site_of(cast))
    lose(case, person, {"2026-01-13": "8"})
    page = text_of(planning(cast))
    assert "1 jour à régler" in page
    assert "run--clash" in page
    assert "à régler, arrêt intempéries le même jour" in page


def test_whoever_lacks_the_right_is_shown_none(cast):
    lose(weather_case(site_of(cast)), worker(cast), {"2026-01-12": "8"})
    assert not cast_has(cast, "chloe", Right.STOPPAGES_CONSULT)
    assert "Arrêt intempéries" not in text_of(planning(cast, "chloe"))


def cast_has(cast, name, right):
    return access_of(cast, name).has(right)


def test_another_company_is_never_shown(cast):
    access = access_of(cast)
    stranger = cast.rival.people.employee
    lose(weather_case(cast.rival.stopped.worksite), stranger, {"2026-01-12": "8"})
    assert list(stopped_days(access, *JANUARY, {stranger.pk: None})) == []


def test_the_weeks_of_a_person_tell_of_them(cast):
    person = worker(cast)
    lose(weather_case(site_of(cast, name="Les Tilleuls")), person, {"2026-01-12": "8"})
    page = text_of(planning(cast, query=f"du=2026-01-12&salarie={person.public_id}"))
    assert "Arrêt intempéries, gel, Les Tilleuls, 8 heures" in page
