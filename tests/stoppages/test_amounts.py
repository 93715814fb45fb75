"""The figures of DOMAIN §3.4 and §3.7, to the cent; what is not known is named, never guessed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from stoppages.arithmetic import FigureKind, Published, Unknown, campaign_of, figures_used
from stoppages.arithmetic.sentences import unknown_sentence, used_sentence
from tests.stoppages.arithmetic_kit import (
    KNOWN,
    S_LARGE,
    S_SMALL,
    after,
    counted,
    given_back,
    lost,
    paid,
    stoppage,
)

HEAT = stoppage(is_heatwave=True)
TWO_DAYS = counted(lost(8), lost(8, 1))
HOT_DAYS = counted(lost(8, of=HEAT), lost(8, 1, HEAT))


def without(*names):
    return replace(KNOWN, **dict.fromkeys(names))


@pytest.mark.parametrize(
    ("wage", "amount"),
    [
        ("20", "225.00"),  # 15 h × 20 × 75 %
        ("36.00", "405.00"),
        ("50", "405.00"),  # the wage over the ceiling is ignored
        ("11.88", "133.65"),
        ("12.02", "135.23"),  # 135.225, half up, once
        ("0", "0.00"),
    ],
)
def test_the_indemnity(wage, amount):
    assert str(paid(TWO_DAYS, wage).total) == amount


def test_the_highest_indemnity_of_an_hour_in_2024():
    ceiling = replace(KNOWN, hourly_ceiling=Published(Decimal("34.80")))
    assert str(paid(counted(lost(2)), "90", ceiling).total) == "26.10"


def test_hours_are_rounded_together():
    """Three days of 0.3333 € would lose or gain a cent each."""
    days = counted(lost(2), lost(1, 1), lost(1, 2))
    assert str(paid(days, "0.4444").total) == "1.00"
    cut = paid(days, "0.4444").by(lambda part: part.day)
    assert [str(amount) for amount in cut.values()] == ["0.33", "0.34", "0.33"]


@pytest.mark.parametrize(
    ("declared", "days", "amount"),
    [
        pytest.param(S_LARGE, TWO_DAYS, "85.30", id="S over three allowances: 85 %"),
        pytest.param(S_SMALL, TWO_DAYS, "49.41", id="90 %"),
        pytest.param(S_LARGE, HOT_DAYS, "42.65", id="half for a canicule"),
        pytest.param(Decimal("93204"), TWO_DAYS, "0.00", id="all within the allowance"),
        pytest.param(Decimal(0), TWO_DAYS, "0.00", id="no wages"),
        pytest.param(3 * Decimal("93204"), TWO_DAYS, "87.00", id="three allowances just: 90 %"),
        pytest.param(3 * Decimal("93204") + Decimal("0.01"), TWO_DAYS, "82.50", id="a cent more: 85 %"),
        pytest.param(S_LARGE, counted(lost(7)), "6.20", id="six hours after the carence: 10 %"),
        pytest.param(S_LARGE, counted(lost(1)), "0.00", id="no hour to indemnify"),
    ],
)
def test_the_reimbursement(declared, days, amount):
    assert str(given_back(days, declared).total) == amount


def across_31_march():
    """Tuesday 31 March and Wednesday 1 April 2026."""
    return counted(lost(8, 57), lost(8, 58))


def test_a_stoppage_across_31_march_is_in_two_campaigns():
    """Seven hours, of which six reduced, with the first figures; eight with the second."""
    first, second = date(2025, 4, 1), date(2026, 4, 1)
    later = replace(KNOWN, allowance=Published(Decimal(100_000)))
    figures = {first: KNOWN, second: later}
    back = given_back(
        across_31_march(),
        {first: S_LARGE, second: S_SMALL},
        figures=lambda day: figures[campaign_of(day)],
    )
    by_campaign = back.by(lambda part: campaign_of(part.day))
    assert {day: str(amount) for day, amount in by_campaign.items()} == {first: "14.99", second: "36.00"}
    assert str(back.total) == "50.99"


@pytest.mark.parametrize(
    ("day", "campaign"),
    [(date(2026, 3, 31), date(2025, 4, 1)), (date(2026, 4, 1), date(2026, 4, 1)), (date(2027, 1, 1), date(2026, 4, 1))],
)
def test_the_campaign_of_a_day(day, campaign):
    assert campaign_of(day) == campaign


def test_what_is_not_known_is_named_and_nothing_is_guessed():
    back = given_back(HOT_DAYS, {}, figures=without("hourly_ceiling", "allowance", "heatwave_share"))
    year, campaign = date(2026, 1, 1), date(2025, 4, 1)
    assert back.total is None
    assert set(back.missing) == {
        Unknown(FigureKind.HOURLY_CEILING, year),
        Unknown(FigureKind.HEATWAVE_SHARE, year),
        Unknown(FigureKind.ALLOWANCE, campaign),
        Unknown(FigureKind.DECLARED_WAGES, campaign),
    }
    assert [unknown_sentence(one) for one in back.missing] == [
        "L’abattement de la campagne 2025-2026 n’est pas connu ici",
        "Les salaires plafonnés déclarés pour la campagne 2025-2026 ne sont pas connus ici",
        "La part remboursée des arrêts pour canicule en 2026 n’est pas connue ici",
        "Le plafond du salaire horaire pour 2026 n’est pas connu ici",
    ]
    assert paid(TWO_DAYS, figures=without("hourly_ceiling")).total is None


def test_only_the_figures_that_the_sum_needs_are_asked_for():
    assert str(given_back(TWO_DAYS, S_LARGE, figures=without("heatwave_share")).total) == "85.30"
    assert str(given_back(TWO_DAYS, Decimal(10), figures=without("hourly_ceiling")).total) == "0.00"
    nothing = without("hourly_ceiling", "allowance")
    assert str(given_back(counted(lost(1)), {}, figures=nothing).total) == "0.00"
    assert str(paid(TWO_DAYS, figures=without("allowance")).total) == "225.00"


def test_the_campaign_that_is_known_is_shown_beside_the_one_that_is_not():
    first, second = date(2025, 4, 1), date(2026, 4, 1)
    back = given_back(across_31_march(), {first: S_LARGE})
    assert back.total is None
    by_campaign = back.by(lambda part: campaign_of(part.day))
    assert by_campaign[second] is None
    assert str(by_campaign[first]) == "14.99"


def test_wages_are_those_of_each_stoppage():
    elsewhere = stoppage("B", site="Bron")
    days = counted(lost(4), lost(4, 1, elsewhere))
    assert str(paid(days).total) == "105.00"
    with pytest.raises(KeyError):
        paid(days, refs=("A",))
    with pytest.raises(ValueError, match="an amount"):
        paid(days, "-1")


def test_a_stoppage_of_another_year_has_its_ceiling():
    """Wednesday 31 December 2025 and Friday 2 January 2026."""
    new_year = stoppage("A", starts=-33)
    days = counted(lost(8, -33, new_year), lost(8, -31, new_year))
    assert after(-33) == date(2025, 12, 31)
    ceilings = {2025: Decimal("34.80"), 2026: Decimal("36.00")}
    owed = paid(days, "40", lambda day: replace(KNOWN, hourly_ceiling=Published(ceilings[day.year])))
    assert str(owed.total) == "398.70"  # 7 × 26.10 + 8 × 27.00


def test_an_estimate_says_which_figures_it_used():
    """Not those of the canicule for a stoppage that is none, nor any for hours that are not indemnified."""
    ceiling = Published(Decimal("36.00"), "Journal officiel")
    figures = {date(2025, 4, 1): replace(KNOWN, hourly_ceiling=ceiling), date(2026, 4, 1): without("allowance")}
    used = figures_used(across_31_march().parts, lambda day: replace(figures[campaign_of(day)], hourly_ceiling=ceiling))
    assert [said(one) for one in used] == [
        "Abattement de la campagne 2025-2026 : 93 204,00 €",
        "Plafond du salaire horaire pour 2026 : 36,00 €",
    ]
    assert used[1].figure.source == "Journal officiel"
    hot = figures_used(HOT_DAYS.parts, lambda day: KNOWN)
    assert said(hot[1]) == "Part remboursée des arrêts pour canicule en 2026 : 50 %"
    assert figures_used(counted(lost(1)).parts, lambda day: KNOWN) == ()


def said(used) -> str:
    """With ordinary spaces."""
    return " ".join(used_sentence(used).split())
