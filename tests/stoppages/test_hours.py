"""Hours lost, carence, caps: examples that can be checked with a pencil (DOMAIN §3.4)."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from stoppages.arithmetic import LostHours, Stoppage, altered
from stoppages.arithmetic.sentences import day_sentences
from tests.stoppages.arithmetic_kit import KNOWN, PER_WEEK, after, at, counted, hours_of, lost, stoppage

FIVE_DAYS = range(5)
ENDED, NEXT_WEEK = stoppage("A", 0, 2), stoppage("B", 7)


def said(result, day=0) -> list[str]:
    return list(day_sentences(result.days[day]))


@pytest.mark.parametrize(
    ("entries", "indemnified"),
    [
        pytest.param([lost(8, 0), lost(8, 1)], ["7", "8"], id="the first hour of the week"),
        pytest.param([lost(10)], ["9"], id="carence comes before the cap of a day"),
        pytest.param([lost(11)], ["9"], id="nine hours a day"),
        pytest.param([lost(1)], ["0"], id="one hour is all carence"),
        pytest.param([lost("0.5"), lost(8, 1)], ["0", "7.5"], id="half an hour, and the rest the next day"),
        pytest.param([lost(8, replaced=3)], ["4"], id="hours replaced by other work are not lost"),
        pytest.param([lost(8, replaced=9)], ["0"], id="more work than hours lost"),
        pytest.param([lost(4, replaced=4), lost(8, 1)], ["0", "7"], id="a day that was replaced bears no carence"),
        pytest.param([lost(10, day) for day in FIVE_DAYS], ["9"] * 5, id="five days of ten hours are 45"),
        pytest.param([lost(10, day) for day in range(6)], [*["9"] * 5, "0"], id="45 hours a week"),
        pytest.param([lost(8, of=ENDED), lost(8, 7, NEXT_WEEK)], ["7", "7"], id="each week its own"),
        pytest.param([lost(0)], ["0"], id="nothing lost"),
    ],
)
def test_carence_then_caps(entries, indemnified):
    assert hours_of(counted(*entries)) == indemnified


def test_two_stoppages_of_one_day_add_up_and_share_the_carence_and_the_caps():
    elsewhere = stoppage("B", site="Bron")
    result = counted(lost(6), lost(6, of=elsewhere))
    assert hours_of(result) == ["9"]
    assert [(part.stoppage.ref, part.carence, part.indemnified) for part in result.parts] == [
        ("B", Decimal(1), Decimal(5)),
        ("A", Decimal(0), Decimal(4)),
    ]


@pytest.mark.parametrize(("figures", "indemnified"), [(KNOWN, ["7", "8"]), (PER_WEEK, ["7", "7"])])
def test_a_continuous_stoppage_that_crosses_a_week(figures, indemnified):
    whole = stoppage(resumes=9)
    assert hours_of(counted(lost(8, 4, whole), lost(8, 7, whole), figures=figures)) == indemnified


def test_a_stoppage_declared_in_two_crosses_the_week_as_one():
    first, second = stoppage("A", resumes=7), stoppage("B", 7, 9)
    assert hours_of(counted(lost(8, 4, first), lost(8, 7, second))) == ["7", "8"]
    with_work_between = replace(second, starts_at=at(after(7), 10))
    assert hours_of(counted(lost(8, 4, first), lost(8, 7, with_work_between))) == ["7", "7"]
    rest = {"works_between": lambda resumed_at, stops_at: False}
    assert hours_of(counted(lost(8, 4, first), lost(8, 7, with_work_between), **rest)) == ["7", "8"]
    other_site = replace(second, site="Bron")
    assert hours_of(counted(lost(8, 4, first), lost(8, 7, other_site))) == ["7", "7"]


@pytest.mark.parametrize(("site", "hours"), [("Bron", 6), ("Lyon", 3)])
def test_a_stoppage_declared_in_two_keeps_its_turn_among_those_of_the_day(site, hours):
    """Which hours are over the cap decides what a canicule is reimbursed."""
    hot, rain = stoppage("A", 0, 5, is_heatwave=True), stoppage("C", 1, 5, site=site)
    rest_of_hot = replace(hot, ref="B", starts_at=at(after(2)))
    start_of_hot = replace(hot, resumes_at=at(after(2)))
    for first, then in ((hot, hot), (start_of_hot, rest_of_hot)):
        result = counted(lost(8, 0, first), lost(6, 2, then), lost(6, 2, rain))
        of_hot = [part.indemnified for part in result.days[1].parts if part.stoppage.is_heatwave]
        assert of_hot == [hours]


def test_a_stoppage_inside_a_longer_one_does_not_end_it():
    longer, inside, then = stoppage("A", 0, 7), stoppage("B", 1, 2), stoppage("C", 5, 9)
    assert hours_of(counted(lost(8, 0, longer), lost(8, 1, inside), lost(8, 7, then))) == ["7", "8", "8"]


def test_a_stoppage_goes_on_through_a_declaration_in_which_they_lost_nothing():
    first, between, last = stoppage("A", 0, 7), stoppage("B", 7, 14), stoppage("C", 14, 20)
    entries = [lost(8, 4, first), lost(8, 14, last)]
    assert hours_of(counted(*entries, stoppages=[between])) == ["7", "8"]
    assert hours_of(counted(*entries)) == ["7", "7"]


def test_somebody_who_comes_in_the_second_week_of_a_stoppage_has_their_own_carence():
    assert hours_of(counted(lost(8, 7, stoppage(resumes=9)))) == ["7"]


def test_a_stoppage_that_begins_in_a_week_that_lost_hours_has_no_carence_then_nor_later():
    long_one, late_one = stoppage("A", -3, 2), stoppage("B", 4, 9, site="Bron")
    entries = [lost(8, -3, long_one), lost(8, 0, long_one), lost(8, 4, late_one), lost(8, 7, late_one)]
    assert hours_of(counted(*entries)) == ["7", "8", "8", "8"]
    assert hours_of(counted(*entries, figures=PER_WEEK)) == ["7", "7", "8", "7"]


def test_what_is_left_of_a_carence_follows_the_stoppage_into_the_next_week():
    whole = stoppage(resumes=9)
    result = counted(lost("0.25", 4, whole), lost(8, 7, whole))
    assert hours_of(result) == ["0", "7.25"]
    assert said(result, 1)[:2] == ["8 heures perdues", "− 0,75 heure de carence, la première heure perdue (D5424-12)"]


def test_55_days_a_year_those_of_another_employer_included():
    days = [lost(8, day, stoppage()) for day in (0, 1, 2)]
    assert hours_of(counted(*days, days_before={2026: 53})) == ["7", "8", "0"]
    assert hours_of(counted(*days, days_before={2026: 60})) == ["0", "0", "0"]
    assert hours_of(counted(*days, days_before={2025: 55})) == ["7", "8", "8"]


def test_a_day_that_was_all_carence_is_not_one_of_the_55():
    days = [lost(1), lost(8, 1), lost(8, 2)]
    assert hours_of(counted(*days, days_before={2026: 53})) == ["0", "8", "8"]


def test_the_year_begins_again_on_1_january():
    new_year = stoppage("A", starts=-33)  # Wednesday 31 December 2025
    entries = [lost(8, day, new_year) for day in (-33, -31)]
    result = counted(*entries, days_before={2025: 55})
    assert hours_of(result) == ["0", "8"]
    assert (result.days_indemnified(2025), result.days_indemnified(2026)) == (0, 1)


@pytest.mark.parametrize(
    ("entries", "reduced"),
    [
        ([lost(8), lost(8, 1)], ["6", "0"]),
        ([lost(4), lost(8, 1)], ["3", "3"]),
        ([lost(4, of=ENDED), lost(8, 7, NEXT_WEEK)], ["3", "6"]),
        ([lost(4, 4, stoppage(resumes=9)), lost(8, 7, stoppage(resumes=9))], ["3", "3"]),
    ],
)
def test_six_hours_after_each_carence_are_reimbursed_less(entries, reduced):
    assert [str(line.reduced) for line in counted(*entries).days] == reduced


def test_each_day_says_how_it_was_counted():
    assert said(counted(lost(12, replaced=1))) == [
        "12 heures perdues",
        "− 1 heure d’un autre travail, payé comme travail (D5424-20)",
        "− 1 heure de carence, la première heure perdue (D5424-12)",
        "− 1 heure au-dessus du plafond d’un jour, 9 heures (D5424-13)",
        "= 9 heures à indemniser",
        "dont 6 heures remboursées au taux réduit, dans les 6 heures qui suivent une carence (D5424-27)",
    ]
    assert said(counted(*(lost(10, day) for day in range(6))), 5) == [
        "10 heures perdues",
        "− 1 heure au-dessus du plafond d’un jour, 9 heures (D5424-13)",
        "− 9 heures au-dessus du plafond d’une semaine, 45 heures (D5424-13)",
        "= 0 heure à indemniser",
    ]
    full = counted(lost("7.5"), days_before={2026: 55})
    assert said(full)[2:4] == [
        "− 6,5 heures, les 55 jours de l’année étant atteints (D5424-14)",
        "= 0 heure à indemniser",
    ]


def test_each_way_to_count_the_carence_says_its_reason():
    whole = stoppage(resumes=9)
    two_weeks = [lost(8, 4, whole), lost(8, 7, whole)]
    assert "continue depuis une semaine précédente" in said(counted(*two_weeks), 1)[1]
    assert "une carence par semaine" in said(counted(*two_weeks, figures=PER_WEEK), 1)[1]
    one_week = counted(lost(8), lost(8, 1), lost(8, 3, stoppage("B", 3, site="Bron")))
    assert "ont déjà été perdues cette semaine" in said(one_week, 2)[1]
    assert said(one_week, 1) == ["8 heures perdues", "= 8 heures à indemniser"]


def test_what_another_stoppage_changes_is_known():
    sent, other = lost(8, 1), stoppage("B", 0, site="Bron")
    before = counted(sent)
    assert altered(before, counted(sent, lost(8, 0, other))) == {"A"}
    assert altered(before, counted(sent, lost(4, 3, stoppage("C", 3)))) == frozenset()
    assert altered(before, before) == frozenset()


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="not negative"):
        lost(-1)
    with pytest.raises(ValueError, match="not negative"):
        lost(1, replaced=-1)
    with pytest.raises(ValueError, match="not negative"):
        LostHours(stoppage(), date(2026, 2, 2), Decimal("NaN"))
    with pytest.raises(ValueError, match="time zone"):
        Stoppage("A", "Lyon", datetime(2026, 2, 2, 8))
    with pytest.raises(ValueError, match="resumes after"):
        stoppage(starts=2, resumes=1)
