"""What each month earns, and the arithmetic in words (DOMAIN §2.1 and §4)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from employees.leave.arithmetic import ContractSpan, LeaveRule
from employees.leave.arithmetic.sentences import amount
from tests.employees.leave_kit import LATER, LEAP, OPEN, leave, off, rights


def test_a_whole_year_earns_thirty_days():
    found = rights()
    assert (found.acquired, found.main_leave, found.fifth_week) == (30, 24, 6)
    assert (found.remaining, found.is_capped, found.before_rounding) == (30, False, 30)
    assert len(found.lines) == 12
    assert found.steps == (
        "12 mois complets à 2,5 jours : 30 jours",
        "Total 30 jours",
        "Dont 24 jours de congé principal et 6 jours de cinquième semaine",
    )


def test_a_hire_in_the_middle_of_a_month_earns_its_share():
    found = rights(ContractSpan(date(2025, 6, 19)))
    assert (found.lines[0].month, found.lines[0].contract_days, found.lines[0].month_days) == (date(2025, 6, 1), 12, 30)
    assert found.lines[0].earned == 1
    assert (found.acquired, found.main_leave, found.fifth_week) == (24, 24, 0)
    assert found.steps == (
        "9 mois complets à 2,5 jours : 22,5 jours",
        "juin 2025 : 12 jours sous contrat sur 30, soit 12 × 2,5 ÷ 30 = 1 jour",
        "Total 23,5 jours, arrondi au jour supérieur : 24 jours",
    )


def test_a_departure_in_the_middle_of_a_month_earns_its_share():
    found = rights(ContractSpan(date(2020, 1, 1), date(2025, 5, 10)))
    assert [line.contract_days for line in found.lines] == [30, 10]
    assert found.lines[1].earned == Decimal("0.81")
    assert (found.before_rounding, found.acquired) == (Decimal("3.31"), 4)


def test_two_contracts_of_one_period_add_up():
    found = rights(
        ContractSpan(date(2025, 12, 1), date(2026, 1, 31)), ContractSpan(date(2025, 4, 1), date(2025, 6, 15))
    )
    assert [(line.month.month, line.contract_days) for line in found.lines] == [
        (4, 30), (5, 31), (6, 15), (12, 31), (1, 31),
    ]  # fmt: skip
    assert (found.before_rounding, found.acquired) == (Decimal("11.25"), 12)


def test_two_contracts_of_one_month_share_its_line():
    found = rights(ContractSpan(date(2025, 4, 1), date(2025, 4, 5)), ContractSpan(date(2025, 4, 11), date(2025, 4, 20)))
    assert [line.contract_days for line in found.lines] == [15]
    assert (found.before_rounding, found.acquired) == (Decimal("1.25"), 2)


def test_a_day_under_two_contracts_counts_once():
    assert rights(OPEN, ContractSpan(date(2025, 1, 1), date(2025, 12, 31))) == rights()


def test_a_year_of_sickness_earns_twenty_four_days():
    found = rights(off("sickness", date(2025, 1, 1), date(2026, 12, 31)))
    assert (found.sickness_earned, found.work_earned, found.acquired) == (24, 0, 24)
    assert found.steps == ("12 mois de maladie à 2 jours : 24 jours", "Total 24 jours")


def test_a_year_of_work_accident_earns_thirty_days():
    found = rights(off("work_accident", date(2025, 4, 1), date(2026, 3, 31)))
    assert (found.accident_earned, found.acquired) == (30, 30)
    assert found.steps[0] == "12 mois d’accident du travail ou de maladie professionnelle à 2,5 jours : 30 jours"


@pytest.mark.parametrize("kind", ["paid_leave", "maternity", "paternity"])
def test_what_counts_as_work_takes_nothing_away(kind):
    found = rights(off(kind, date(2025, 6, 10), date(2025, 9, 20)))
    assert (found.work_earned, found.acquired) == (30, 30)


def test_unpaid_days_earn_nothing():
    found = rights(off("unpaid", date(2025, 6, 1), date(2025, 7, 10)))
    assert [line.unpaid_days for line in found.lines[2:4]] == [30, 10]
    assert found.before_rounding == Decimal("26.69")
    assert found.steps[:3] == (
        "10 mois complets à 2,5 jours : 25 jours",
        "1 mois d’absence non rémunérée : aucun jour",
        "juillet 2025 : 31 jours sous contrat sur 31, dont 10 d’absence non rémunérée, soit 21 × 2,5 ÷ 31 = 1,69 jour",
    )


def test_a_month_of_work_sickness_and_accident_shows_its_sum():
    found = rights(
        ContractSpan(date(2025, 4, 1), date(2025, 4, 30)),
        off("sickness", date(2025, 4, 1), date(2025, 4, 10)),
        off("work_accident", date(2025, 4, 11), date(2025, 4, 12)),
    )
    line = found.lines[0]
    assert (line.work_days, line.sickness_days, line.accident_days) == (18, 10, 2)
    assert line.exact == Fraction(7, 3)
    assert found.steps[0] == (
        "avril 2025 : 30 jours sous contrat sur 30, dont 10 de maladie et 2 d’accident du travail ou de maladie "
        "professionnelle, soit (18 × 2,5 + 10 × 2 + 2 × 2,5) ÷ 30 = 2,33 jours"
    )


def test_an_absence_out_of_contract_is_not_counted():
    contract = ContractSpan(date(2025, 4, 1), date(2025, 4, 30))
    assert rights(contract, off("sickness", date(2025, 5, 1), date(2025, 8, 1))) == rights(contract)


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        ("work_accident", "maternity"),
        ("maternity", "sickness"),
        ("paternity", "sickness"),
        ("sickness", "unpaid"),
        ("unpaid", "paid_leave"),
        ("work_accident", "paid_leave"),
    ],
)
def test_a_day_of_two_absences_is_counted_once_for_the_stronger(stronger, weaker):
    first, last = date(2025, 9, 1), date(2025, 9, 30)
    assert rights(off(weaker, first, last), off(stronger, first, last)) == rights(off(stronger, first, last))


def test_leave_during_a_sickness_is_not_taken():
    found = rights(leave(date(2026, 8, 3), date(2026, 8, 22)), off("sickness", date(2026, 8, 10), date(2026, 8, 15)))
    assert found.taken == 12


def test_february_of_a_leap_year_has_twenty_nine_days():
    hired = ContractSpan(date(2028, 2, 29))
    assert [(line.contract_days, line.month_days) for line in rights(hired, period=LEAP).lines] == [(1, 29), (31, 31)]
    assert rights(hired, period=LEAP).lines[0].exact == Fraction(5, 58)
    assert rights(period=LEAP).before_rounding == 30


def test_one_day_of_contract_earns_one_day_after_rounding():
    found = rights(ContractSpan(date(2026, 2, 28), date(2026, 2, 28)))
    assert (found.before_rounding, found.acquired) == (Decimal("0.09"), 1)
    assert found.steps == (
        "février 2026 : 1 jour sous contrat sur 28, soit 1 × 2,5 ÷ 28 = 0,09 jour",
        "Total 0,09 jour, arrondi au jour supérieur : 1 jour",
    )


@pytest.mark.parametrize("ends", [(date(2026, 4, 1), None), (date(2020, 1, 1), date(2025, 3, 31))])
def test_a_period_without_contract_earns_nothing(ends):
    found = rights(ContractSpan(*ends), category="executive", company_since=date(2000, 1, 1))
    assert (found.lines, found.has_contract) == ((), False)
    assert (found.acquired, found.seniority_days, found.remaining, found.before_rounding) == (0, 0, 0, 0)
    assert found.steps == ("Aucun jour sous contrat pendant cette période : aucun jour acquis",)


def test_the_current_period_is_counted_up_to_today():
    found = rights(today=date(2025, 11, 25))
    assert found.until == date(2025, 11, 25)
    assert (found.lines[-1].contract_days, found.lines[-1].month_days) == (25, 30)
    assert (found.before_rounding, found.acquired) == (Decimal("19.58"), 20)
    assert found.steps[0] == "Compté jusqu’au 25 novembre 2025"


def test_a_period_not_begun_has_earned_nothing():
    assert rights(today=date(2025, 3, 31)).acquired == 0


def test_twelve_whole_months_in_pieces_are_never_thirty_one_days():
    """Thirds, thirtieths and thirty-firsts: the sum is exact, so that a hair does not make a day."""
    halves = [ContractSpan(date(2025, 4, 1), date(2025, 8, 7)), ContractSpan(date(2025, 8, 8), date(2026, 3, 31))]
    assert (rights(*halves).before_rounding, rights(*halves).acquired) == (30, 30)
    thirds = rights(
        *(ContractSpan(date(2025, month, 1), date(2025, month, 10)) for month in (4, 6, 9)),
    )
    assert [line.earned for line in thirds.lines] == [Decimal("0.83")] * 3
    assert (thirds.before_rounding, thirds.acquired) == (Decimal("2.50"), 3)
    assert thirds.steps[-1] == "Total (mois non arrondis) 2,5 jours, arrondi au jour supérieur : 3 jours"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Fraction(0), "0 jour"),
        (Fraction(3, 2), "1,5 jour"),
        (Fraction(2), "2 jours"),
        (Fraction(20001, 1000), "un peu plus de 20 jours"),
        (Fraction(20999, 1000), "un peu moins de 21 jours"),
        (Decimal("30.00"), "30 jours"),
        (Fraction(2235, 100), "22,35 jours"),
        (100, "100 jours"),
    ],
)
def test_amounts_read_in_french(value, words):
    assert amount(value) == words


def test_each_limit_of_the_rule_bites():
    sick, hurt = off("sickness", date(2025, 4, 1), date(2025, 9, 30)), off("work_accident", date(2025, 10, 1), LATER)
    capped = rights(sick, hurt, rule=LeaveRule(sickness_max_days=Decimal(10), accident_max_days=Decimal(9)))
    assert (capped.sickness_earned, capped.accident_earned, capped.acquired, capped.is_capped) == (10, 9, 19, True)
    assert "Limite de l’année : 10 jours pour la maladie, 9 jours pour l’accident du travail" in capped.steps
    short = rights(rule=LeaveRule(max_days=Decimal(25)))
    assert (short.acquired, short.before_rounding, short.is_capped) == (25, 25, True)
    assert "Total 30 jours, limité à 25 jours" in short.steps


def test_each_rate_of_the_rule_counts():
    rule = LeaveRule(
        days_per_month=Decimal(2),
        sickness_days_per_month=Decimal(1),
        accident_days_per_month=Decimal("1.5"),
        main_leave_days=Decimal(12),
        fifth_week_days=Decimal(5),
    )
    found = rights(
        off("sickness", date(2025, 4, 1), date(2025, 5, 31)),
        off("work_accident", date(2025, 6, 1), date(2025, 7, 31)),
        rule=rule,
    )
    assert (found.work_earned, found.sickness_earned, found.accident_earned) == (16, 2, 3)
    assert (found.acquired, found.main_leave, found.fifth_week) == (21, 12, 5)
