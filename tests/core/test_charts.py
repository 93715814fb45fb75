"""Geometry of the small charts."""

from datetime import date
from decimal import Decimal

import pytest

from core.charts import HEIGHT, Figures, month_chart

MONTHS = [date(2026, rank, 1) for rank in range(1, 13)]


def chart_of(*figures):
    return month_chart(MONTHS, {one.month: one for one in figures})


def test_a_month_of_which_nothing_is_known_has_an_empty_column():
    chart = chart_of()
    assert len(chart.bars) == 12
    assert {(bar.settled_height, bar.open_height, bar.is_missing) for bar in chart.bars} == {("0", "0", False)}


def test_the_highest_month_fills_the_drawing_and_the_two_parts_stand_on_one_another():
    bar = chart_of(Figures(MONTHS[0], Decimal(300), Decimal(100))).bars[0]
    settled, left_open = int(bar.settled_height), int(bar.open_height)
    assert HEIGHT - 5 <= settled + left_open <= HEIGHT
    assert settled == pytest.approx(3 * left_open, abs=2)
    assert int(bar.open_y) + left_open == int(bar.settled_y)
    assert int(bar.settled_y) + settled == HEIGHT


def test_the_smallest_amount_is_still_seen_and_a_credit_is_not_drawn_upside_down():
    bars = chart_of(
        Figures(MONTHS[0], Decimal("1000000"), Decimal(0)), Figures(MONTHS[1], Decimal("0.01"), Decimal(-5))
    ).bars
    assert int(bars[1].settled_height) > 0
    assert bars[1].open_height == "0"


def test_every_number_is_written_for_svg():
    chart = chart_of(Figures(MONTHS[3], Decimal("1234567.89"), Decimal(1)))
    for bar in chart.bars:
        assert all(
            value.isdecimal() for value in (bar.x, bar.settled_y, bar.settled_height, bar.open_y, bar.open_height)
        )
