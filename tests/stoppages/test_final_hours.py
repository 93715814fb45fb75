"""The grid of hours: saved whole or by parts, refused cell by cell, pasted, filled, by two tabs."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from absences.models import Absence
from core.models import OutgoingMessage
from stoppages.final.rules import Lost
from stoppages.final.services.hours import Area, HoursRefused, save_hours
from stoppages.final.typed_hours import paste, read_cells
from stoppages.models import LostDay
from tests.absences.kit import enter
from tests.stoppages.factories import sent
from tests.stoppages.final_kit import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    access_of,
    foreman,
    grid,
    hired,
    lost,
    page,
    site_of,
    stopped,
)

pytestmark = pytest.mark.django_db
DAYS = [MONDAY, TUESDAY]


def saved(case):
    return {(one.employee_id, one.day): (one.hours, one.replaced) for one in case.lostdays.all()}


def test_hours_are_typed_saved_changed_and_emptied(cast):
    one, other = hired(cast), hired(cast)
    case, browser = stopped(cast, [one, other]), cast.browser("alice")
    browser.post(page(case, "hours"), grid(case, {one: ["8", "7,5"], other: ["", "7h30"]}, DAYS))
    assert saved(case) == {
        (one.pk, MONDAY): (8, 0),
        (one.pk, TUESDAY): (Decimal("7.5"), 0),
        (other.pk, TUESDAY): (Decimal("7.5"), 0),
    }
    browser.post(page(case, "hours"), grid(case, {one: ["0", "7.5"], other: ["4", ""]}, DAYS))
    assert saved(case) == {(one.pk, TUESDAY): (Decimal("7.5"), 0), (other.pk, MONDAY): (4, 0)}


def test_a_page_of_the_grid_leaves_the_others_alone(cast):
    one, other = hired(cast), hired(cast)
    case = stopped(cast, [one, other])
    lost(access_of(cast), case, {(one, MONDAY): "8", (other, MONDAY): "8"})
    cast.browser("alice").post(page(case, "hours"), grid(case, {one: ["6"]}, [MONDAY]))
    assert {key[0]: hours[0] for key, hours in saved(case).items()} == {one.pk: 6, other.pk: 8}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("abc", "n’est pas un nombre d’heures"),
        ("8 et demie", "n’est pas un nombre d’heures"),
        ("-2", "Effacez le signe"),
        ("−2", "Effacez le signe"),
        ("25", "24 heures"),
        ("25 h", "24 heures"),
        ("7h75", "n’est pas un nombre d’heures"),
        ("1e2", "n’est pas un nombre d’heures"),
        ("=A1", "n’est pas un nombre d’heures"),
        ("<script>", "n’est pas un nombre d’heures"),
    ],
)
def test_what_is_no_number_of_hours_is_told_by_its_cell_and_kept(cast, text, said):
    one, other = hired(cast, last_name="Zola"), hired(cast)
    case = stopped(cast, [one, other])
    answer = cast.browser("alice").post(page(case, "hours"), grid(case, {one: [text, "8"], other: ["8", "8"]}, DAYS))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert said in shown.replace("\xa0", " ")
    assert "1 cellule à corriger" in shown.replace("\xa0", " ").replace("&nbsp;", " ")
    assert f'value="{text}"'.replace("<", "&lt;").replace(">", "&gt;") in shown
    assert not saved(case)


@pytest.mark.parametrize("text", ["", " ", "0", "0,0", "8", "8,5", "8.5", "8h", "8h30", "8:30", " 8 ", "08", "24"])
def test_hours_are_read_as_they_are_written(text):
    assert read_cells({(1, MONDAY): text})[1] == {}


def test_somebody_on_leave_or_sick_that_day_lost_no_hour(cast):
    one = hired(cast)
    enter(access_of(cast), one, "sickness", "2026-01-13", "2026-01-13")
    case = stopped(cast, [one])
    with pytest.raises(HoursRefused) as refusal:
        lost(access_of(cast), case, {(one, MONDAY): "8", (one, TUESDAY): "8"})
    (problem,) = refusal.value.problems.values()
    assert "L5424-13" in problem
    assert "Maladie" in problem
    assert not saved(case)


def test_a_motive_is_not_told_to_who_may_not_know_it(cast):
    one = hired(cast)
    enter(access_of(cast), one, "sickness", "2026-01-13", "2026-01-13")
    case, browser = stopped(cast, [one]), foreman(cast)
    answer = browser.post(page(case, "hours"), grid(case, {one: ["8", "8"]}, DAYS))
    assert answer.status_code == 422
    for name in ("people", "hours"):
        assert "Maladie" not in browser.get(page(case, name)).content.decode()
    assert "Maladie" not in answer.content.decode()


def test_hours_after_a_contract_are_refused(cast):
    one = hired(cast, ends_on=MONDAY)
    case = stopped(cast, [one])
    answer = cast.browser("alice").post(page(case, "hours"), grid(case, {one: ["8", "8"]}, DAYS))
    assert "Pas sous contrat ce jour-là (parti le 12/01/2026)" in answer.content.decode()
    assert not saved(case)
    lost(access_of(cast), case, {(one, MONDAY): "8"})
    assert saved(case) == {(one.pk, MONDAY): (8, 0)}


def test_two_stoppages_of_one_day_add_up_within_its_24_hours(cast):
    one = hired(cast)
    first, second = stopped(cast, [one]), stopped(cast, [one], worksite=site_of(cast), cause="rain")
    lost(access_of(cast), first, {(one, MONDAY): "8"})
    lost(access_of(cast), second, {(one, MONDAY): "8"})
    sent(first)
    with pytest.raises(HoursRefused, match="corriger") as refusal:
        lost(access_of(cast), second, {(one, MONDAY): "17"})
    assert "d’un autre arrêt le même jour" in refusal.value.problems[one.pk, MONDAY]


def test_the_caps_of_the_law_refuse_nothing(cast):
    one = hired(cast)
    case = stopped(cast, [one], resumes="2026-01-17 08:00")
    lost(access_of(cast), case, {(one, MONDAY + timedelta(days=rank)): "12" for rank in range(5)})
    assert case.lostdays.count() == 5


def test_hours_replaced_are_written_apart_and_never_more(cast):
    one = hired(cast)
    case, browser = stopped(cast, [one]), cast.browser("alice")
    lost(access_of(cast), case, {(one, MONDAY): "8"})
    browser.post(page(case, "hours"), grid(case, {one: ["3", ""]}, DAYS, heures="remplacees"))
    assert saved(case) == {(one.pk, MONDAY): (8, 3)}
    assert browser.post(page(case, "hours"), grid(case, {one: ["9", ""]}, DAYS, heures="remplacees")).status_code == 422
    browser.post(page(case, "hours"), grid(case, {one: ["2", ""]}, DAYS))
    assert saved(case) == {(one.pk, MONDAY): (2, 2)}


def test_a_second_tab_is_told_and_loses_nothing(cast):
    one = hired(cast)
    case, browser = stopped(cast, [one]), cast.browser("alice")
    stale = grid(case, {one: ["5", "5"]}, DAYS)
    browser.post(page(case, "hours"), grid(case, {one: ["8", "8"]}, DAYS))
    answer = browser.post(page(case, "hours"), stale)
    case.refresh_from_db()
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "a changé depuis" in shown
    assert shown.count('value="5"') == 2
    assert f'name="version" value="{case.version}"' in shown
    assert saved(case)[one.pk, MONDAY] == (8, 0)


def test_the_schedules_fill_what_is_blank_and_nothing_is_saved(cast):
    one, half = hired(cast, weekly_hours=39), hired(cast, work_days=[1], weekly_hours=7)
    case = stopped(cast, [one, half], starts="2026-01-12 14:00")
    answer = cast.browser("alice").post(
        page(case, "hours"), grid(case, {one: ["", "4"], half: ["", ""]}, DAYS, fill="")
    )
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert shown.count('value="3"') == 2  # from 14:00 to 17:00, for both
    assert 'value="4"' in shown
    assert not saved(case)


def test_a_whole_table_is_pasted_by_names_or_by_order():
    people = [("a", "BENALI Karim"), ("b", "NOWAK Ewa")]
    pasted = paste("Nom\tlun\tmar\nNowak Ewa\t8\t7,5\nBENALI KARIM\t1\t2", people, DAYS)
    assert (pasted.texts, pasted.left) == (
        {("b", MONDAY): "8", ("b", TUESDAY): "7,5", ("a", MONDAY): "1", ("a", TUESDAY): "2"},
        [],
    )
    pasted = paste("8\t\n\n7\t6\t5\n4\t3", people, DAYS)
    assert pasted.texts == {("a", MONDAY): "8", ("a", TUESDAY): "", ("b", MONDAY): "7", ("b", TUESDAY): "6"}
    assert pasted.left == ["7\t6\t5", "4\t3"]


def test_a_paste_is_seen_before_it_is_saved_with_what_is_wrong(cast):
    one, other = hired(cast), hired(cast)
    case = stopped(cast, [one, other])
    fields = grid(case, {one: ["", ""], other: ["", ""]}, DAYS, paste="1", pasted="8\tpluie\n7,5\t25\n6\t6")
    answer = cast.browser("alice").post(page(case, "hours"), fields)
    shown = answer.content.decode()
    assert answer.status_code == 200
    for kept in ('value="8"', 'value="pluie"', 'value="7,5"', 'value="25"', "6\t6</textarea>"):
        assert kept in shown
    assert "2 cellules à corriger" in shown.replace("\xa0", " ")
    assert not saved(case)


def test_hours_are_complete_once_work_resumed_and_who_certifies_is_told(cast):
    one = hired(cast)
    case, browser = stopped(cast, [one], resumes=""), foreman(cast)
    case.weather.refresh_from_db()
    answer = browser.post(page(case, "hours"), grid(case, {one: ["8"]}, [MONDAY], complete="1"))
    assert (answer.status_code, saved(case)) == (422, {})
    type(case.weather).objects.filter(pk=case.pk).update(resumes_at="2026-01-14T07:00Z")
    answer = browser.post(page(case, "hours"), grid(case, {one: ["8"]}, [MONDAY], complete="1"))
    assert answer["Location"] == page(case, "certify")
    case.weather.refresh_from_db()
    assert case.weather.hours_entered_by_label.startswith("Bruno")
    assert [(row.recipient, row.kind) for row in OutgoingMessage.objects.filter(kind__startswith="stoppages/")] == [
        (cast.alice.email, "stoppages/hours_entered")
    ]
    browser.post(page(case, "hours"), grid(case, {one: ["7"]}, [MONDAY]))
    case.weather.refresh_from_db()
    assert case.weather.hours_entered_at is None


def test_two_hundred_people_over_fifteen_days_are_saved_in_as_many_queries_as_two(cast):
    days = [MONDAY + timedelta(days=rank) for rank in range(21) if (MONDAY + timedelta(days=rank)).weekday() < 5]
    counts = []
    for number in (2, 200):
        people = [hired(cast) for _ in range(number)]
        case = stopped(cast, people, resumes="2026-02-01 08:00")
        cells = {(one.pk, day): Lost(Decimal(7)) for one in people for day in days}
        with CaptureQueriesContext(connection) as queries:
            save_hours(
                access=access_of(cast),
                case=case,
                version=case.version,
                area=Area([one.pk for one in people], days),
                lost=cells,
            )
        counts.append(len(queries))
    assert LostDay.objects.filter(case=case).count() == 200 * len(days)
    assert counts[0] == counts[1]


def test_a_whole_crew_is_posted_in_one_form(cast):
    days = [MONDAY + timedelta(days=rank) for rank in range(19) if (MONDAY + timedelta(days=rank)).weekday() < 5]
    people = [hired(cast) for _ in range(120)]
    case = stopped(cast, people, resumes="2026-02-01 08:00")
    answer = cast.browser("alice").post(
        page(case, "hours"), grid(case, {one: ["7"] * len(days) for one in people}, days)
    )
    assert answer.status_code == 302
    assert case.lostdays.count() == 120 * len(days)


def test_an_absence_entered_afterwards_is_shown_with_its_hours(cast):
    one = hired(cast)
    case = stopped(cast, [one])
    lost(access_of(cast), case, {(one, MONDAY): "8"})
    enter(access_of(cast), one, "paid_leave", "2026-01-12", "2026-01-12")
    assert Absence.objects.filter(employee=one).exists()
    shown = cast.browser("alice").get(page(case, "hours")).content.decode()
    assert 'value="8"' in shown
    assert "Congés payés, congé principal" in shown


def test_the_day_work_resumes_early_lost_nothing(cast):
    one = hired(cast)
    case = stopped(cast, [one], resumes="2026-01-14 13:30")
    shown = cast.browser("alice").get(page(case, "hours")).content.decode()
    assert f'value="{",".join(day.isoformat() for day in [MONDAY, TUESDAY, WEDNESDAY])}"' in shown
    early = stopped(cast, [one])
    assert date(2026, 1, 14).isoformat() not in cast.browser("alice").get(page(early, "hours")).content.decode()
