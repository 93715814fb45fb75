"""What is said before a stoppage is sent: the canicule, the season, another stoppage. It warns, and forbids nothing."""

from datetime import date, timedelta

import pytest
import time_machine

from stoppages.models import HeatwaveVigilance, SeasonalStop
from stoppages.weather.advice import advice_of, days_of
from stoppages.weather.services import send_provisional
from tests.security.test_query_counts import counted
from tests.stoppages.factories import at, sick_leave_case, weather_case
from tests.stoppages.kit import site_of, worker
from tests.stoppages.weather_kit import access_of, address, on

pytestmark = pytest.mark.django_db
SUMMER = "2026-07-15 10:00"


@pytest.fixture(autouse=True)
def _summer():
    with time_machine.travel(at(SUMMER), tick=False):
        yield


def heatwave(cast, **fields):
    return weather_case(site_of(cast), cause="heatwave", starts="2026-07-14 08:00", **fields)


def said(cast, case):
    return " | ".join(line.text for line in advice_of(access_of(cast), case.weather)).replace("\N{NO-BREAK SPACE}", " ")


def level(day, colour, departement="13"):
    HeatwaveVigilance.objects.create(departement=departement, day=date.fromisoformat(day), level=colour, source="Essai")


def test_no_row_warns_and_blocks_nothing(cast):
    case = heatwave(cast)
    assert "du 14 juillet 2026 au 15 juillet 2026 n’est pas connue du portail" in said(cast, case)
    assert send_provisional(access=access_of(cast), case=case, version=case.version).reference


@pytest.mark.parametrize("colour", ["orange", "red", "order"])
def test_a_level_that_stops_work_is_not_spoken_of(cast, colour):
    for day in ("2026-07-14", "2026-07-15"):
        level(day, colour)
    assert said(cast, heatwave(cast)) == ""


def test_a_lower_level_says_what_the_law_asks(cast):
    level("2026-07-14", "yellow")
    level("2026-07-15", "orange")
    text = said(cast, heatwave(cast))
    assert "Bouches-du-Rhône (13) : vigilance canicule jaune le 14 juillet 2026" in text
    assert "orange ou rouge, ou un arrêté du préfet" in text
    assert "n’est pas connue" not in text


def test_the_level_of_another_departement_does_not_count(cast):
    level("2026-07-14", "orange", "84")
    assert "n’est pas connue" in said(cast, heatwave(cast))


@pytest.mark.parametrize(
    ("starts", "is_out"), [("2026-05-31", True), ("2026-06-01", False), ("2026-09-15", False), ("2026-09-16", True)]
)
def test_out_of_the_season_is_warned(cast, starts, is_out):
    with on(f"{starts} 10:00"):
        case = weather_case(site_of(cast), cause="heatwave", starts=f"{starts} 08:00", resumes=f"{starts} 17:00")
        assert ("du 1er juin au 15 septembre" in said(cast, case)) is is_out


def test_another_cause_asks_for_no_vigilance(cast):
    assert said(cast, weather_case(site_of(cast), cause="rain", starts="2026-07-14 08:00")) == ""


def season(**fields):
    given = {"departement": "13", "starts_on": date(2026, 1, 1), "ends_on": date(2026, 7, 14), "source": "Essai"}
    return SeasonalStop.objects.create(**{**given, **fields})


@pytest.mark.parametrize(
    ("fields", "is_said"),
    [
        ({}, True),
        ({"ends_on": None}, True),
        ({"ends_on": date(2026, 7, 13)}, False),
        ({"starts_on": date(2026, 7, 16), "ends_on": None}, False),
        ({"departement": "05"}, False),
    ],
)
def test_a_seasonal_stop_of_the_departement_is_warned(cast, fields, is_said):
    season(**fields)
    case = weather_case(site_of(cast), cause="rain", starts="2026-07-14 08:00")
    assert ("Arrêt saisonnier" in said(cast, case)) is is_said


def test_a_seasonal_stop_says_of_what_and_where(cast):
    season(activity="Terrassement", above=1200)
    text = said(cast, weather_case(site_of(cast), cause="rain", starts="2026-07-14 08:00"))
    assert "Arrêt saisonnier (Terrassement) à partir de 1 200 mètres d’altitude" in text


@pytest.mark.parametrize(
    ("starts", "resumes", "is_said"),
    [
        ("2026-07-10 08:00", "", True),
        ("2026-07-10 08:00", "2026-07-14 08:00", True),
        ("2026-07-10 08:00", "2026-07-13 08:00", False),
        ("2026-07-14 14:00", "", True),
    ],
)
def test_another_stoppage_of_the_worksite_is_told(cast, starts, resumes, is_said):
    site = site_of(cast)
    other = weather_case(site, cause="rain", starts=starts, resumes=resumes)
    case = weather_case(site, cause="strong_wind", starts="2026-07-14 08:00")
    lines = advice_of(access_of(cast), case.weather)
    assert [line.ref for line in lines] == ([other.public_id] if is_said else [])


def test_a_stoppage_of_another_worksite_or_given_up_is_not_told(cast):
    site = site_of(cast)
    weather_case(site_of(cast), starts="2026-07-14 08:00")
    sick_leave_case(worker(cast), starts_on=date(2026, 7, 14), expected_end_on=date(2026, 7, 20))
    weather_case(site, starts="2026-07-14 08:00", state="dropped", dropped_at=at("2026-07-14 09:00"))
    assert said(cast, weather_case(site, cause="rain", starts="2026-07-14 08:00")) == ""


@pytest.mark.parametrize(
    ("resumes", "last"),
    [("", 15), ("2026-07-14 17:00", 14), ("2026-07-15 08:00", 14), ("2026-07-15 09:00", 15), ("2026-07-14 08:30", 14)],
)
def test_the_days_that_it_touches(cast, resumes, last):
    days = days_of(heatwave(cast, resumes=resumes).weather)
    assert days == [date(2026, 7, 14) + timedelta(days=rank) for rank in range(last - 13)]


def test_what_is_said_costs_the_same_for_one_day_and_for_thirty(cast):
    browser = cast.browser("alice")
    short = heatwave(cast)
    long = weather_case(site_of(cast), cause="heatwave", starts="2026-06-10 08:00")
    costs = [counted(browser, address(cast, "provisional", case.public_id)) for case in (short, long)]
    assert costs[0] == costs[1] <= 12
