"""What the caisse paid: by transfer and by case, totals that add up, and what stays hidden."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.rights import Right
from stoppages.models import Reimbursement
from stoppages.reimbursements.campaigns import paid_by_campaign, paid_by_case
from stoppages.reimbursements.queries import paid_by_year, payments_of, total_of
from stoppages.values import WantedPayments
from stoppages.words import gap_words
from tests.stoppages.factories import lose, sent, sick_leave_case, weather_case
from tests.stoppages.followup_kit import (
    ALL,
    WITHOUT_MOTIVES,
    WITHOUT_WAGES,
    address,
    browser_with,
    decide,
    pay,
    query_count,
    text_of,
)
from tests.stoppages.kit import access_of, crew_of, site_of, worker

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 30)


@pytest.fixture
def nothing_paid(cast):
    Reimbursement.objects.filter(adherent=cast.acme.adherent).delete()
    return cast


def stopped(cast, starts="2026-03-24", **fields):
    """Of one person, decided."""
    case = weather_case(site_of(cast), starts=f"{starts} 08:00", resumes=f"{starts} 18:00", **fields)
    person = worker(cast)
    lose(case, person, {starts: "8"})
    decide(sent(case))
    return case, person


def test_one_transfer_pays_several_cases(nothing_paid):
    cast = nothing_paid
    (first, _), (second, _) = stopped(cast), stopped(cast, "2026-02-10")
    pay(first, "100.10", reference="VIR 9")
    pay(second, "50.05", reference="VIR 9")
    pay(second, "9.85", reference="VIR 10", on=date(2026, 4, 2), kind="supplement")
    page = cast.browser("alice").get(address(cast, "reimbursements"))
    told = [(one.reference, one.total, len(one.cases)) for one in page.context["transfers"]]
    assert told == [("VIR 10", Decimal("9.85"), 1), ("VIR 9", Decimal("150.15"), 2)]
    assert "160,00 € en tout" in text_of(page).replace("</strong>", "")


def test_by_case_with_the_gap_in_words_for_whoever_may_read_wages(nothing_paid):
    cast = nothing_paid
    case, _ = stopped(cast, estimated="100.00")
    pay(case, "85.30")
    where = address(cast, "reimbursements", par="dossiers")
    seen = text_of(browser_with(cast, ALL).get(where))
    assert "14,70 € de moins que l’estimation" in seen
    unseen = text_of(browser_with(cast, WITHOUT_WAGES).get(where))
    assert "85,30 €" in unseen
    assert "100,00" not in unseen
    assert "estimation" not in unseen


@pytest.mark.parametrize(
    ("estimated", "paid", "said"),
    [
        ("100", "100", "Conforme à l’estimation"),
        ("100", "85.30", "14,70 € de moins que l’estimation"),
        ("100", "1100.01", "1 000,01 € de plus que l’estimation"),
    ],
)
def test_the_gap_in_words(estimated, paid, said):
    words = gap_words(Decimal(estimated), Decimal(paid))
    assert words.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ") == said


def test_a_payment_across_31_march_is_of_two_campaigns(nothing_paid):
    cast = nothing_paid
    case, person = stopped(cast)
    pay(case, "100", lines=[(person, MONDAY - timedelta(days=7), "60"), (person, MONDAY + timedelta(days=7), "30")])
    payments = payments_of(access_of(cast))
    # What no line says is of the campaign in which the stoppage began.
    assert paid_by_campaign(payments) == {2026: Decimal(30), 2025: Decimal(70)}
    assert paid_by_case(payments, 2026) == {case.pk: Decimal(30)}


def test_a_week_that_the_stoppage_began_in_is_of_its_campaign(nothing_paid):
    cast = nothing_paid
    case, person = stopped(cast, "2026-04-02")
    pay(case, "100", lines=[(person, MONDAY, "100")])
    assert paid_by_campaign(payments_of(access_of(cast))) == {2026: Decimal(100)}


def test_campaigns_are_counted_among_the_rows_of_the_company(nothing_paid):
    """Of each table, those of the company: a page does not cost more because others have stoppages too."""
    cast = nothing_paid
    case, person = stopped(cast)
    pay(case, "100", lines=[(person, MONDAY, "100")])
    access = access_of(cast)
    with CaptureQueriesContext(connection) as asked:
        paid_by_campaign(payments_of(access))
    with connection.cursor() as cursor:
        for query, tables in zip(asked.captured_queries, (2, 3), strict=True):
            cursor.execute("EXPLAIN " + query["sql"])
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert plan.count(f"adherent_id = {cast.acme.adherent.pk}") >= tables, plan


AMOUNTS = st.decimals("0.01", "9999.99", places=2)
SHARES = st.tuples(st.integers(-60, 60), st.decimals("0", "5000", places=2))
PAYMENTS = st.lists(
    st.tuples(AMOUNTS, st.integers(0, 900), st.integers(0, 3), st.lists(SHARES, max_size=3)), min_size=1, max_size=8
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(payments=PAYMENTS)
def test_totals_add_up_whatever_was_paid(nothing_paid, payments):
    cast = nothing_paid
    Reimbursement.objects.filter(adherent=cast.acme.adherent).delete()
    site, person = site_of(cast), worker(cast)
    cases = [weather_case(site, starts=f"202{rank}-03-2{rank} 08:00") for rank in range(3, 7)]
    for number, (amount, days, rank, shares) in enumerate(payments):
        weeks = {MONDAY + timedelta(weeks=weeks): str(share) for weeks, share in shares}
        lines = [(person, week, share) for week, share in weeks.items()]
        pay(cases[rank], str(amount), on=date(2024, 1, 1) + timedelta(days=days), reference=f"V{number}", lines=lines)
    rows = payments_of(access_of(cast))
    whole = sum((amount for amount, *_ in payments), Decimal(0))
    by_campaign = paid_by_campaign(rows)
    assert total_of(rows) == whole
    assert sum(paid_by_year(rows).values()) == whole
    assert sum(by_campaign.values()) == whole
    for campaign, paid in by_campaign.items():
        assert sum(paid_by_case(rows, campaign).values()) == paid


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (WantedPayments(), {"VIR 1", "VIR 2"}),
        (WantedPayments(year=2026), {"VIR 1"}),
        (WantedPayments(year=2027), {"VIR 2"}),
        (WantedPayments(campaign=2025), {"VIR 1"}),
        (WantedPayments(campaign=2026), {"VIR 1", "VIR 2"}),
        (WantedPayments(typed="vir 2"), {"VIR 2"}),
        (WantedPayments(typed="i-second"), {"VIR 2"}),
        (WantedPayments(typed="zola"), {"VIR 1"}),
    ],
)
def test_what_filters_keep(nothing_paid, wanted, expected):
    cast = nothing_paid
    (first, person), (second, _) = stopped(cast), stopped(cast, "2026-12-10", reference="I-SECOND")
    person.last_name = "Zola"
    person.save()
    pay(first, "100", reference="VIR 1", lines=[(person, MONDAY + timedelta(days=7), "40")])
    pay(second, "50", reference="VIR 2", on=date(2027, 1, 5))
    assert {one.reference for one in payments_of(access_of(cast), wanted)} == expected


def test_the_payment_of_a_sick_leave_is_hidden_with_its_motive(nothing_paid):
    cast = nothing_paid
    person = worker(cast)
    case, _ = stopped(cast)
    pay(case, "10")
    pay(sick_leave_case(person, reference="T-SECRET"), "333.33", reference="VIR SECRET")
    blind = browser_with(cast, WITHOUT_MOTIVES)
    for query in ({}, {"par": "dossiers"}, {"q": person.last_name}, {"q": "VIR SECRET"}, {"annee": "2026"}):
        page = text_of(blind.get(address(cast, "reimbursements", **query)))
        for secret in ("T-SECRET", "333,33", "343,33", 'VIR SECRET"', "Arrêt de travail"):
            assert secret not in page.replace('value="VIR SECRET"', ""), (query, secret)
    assert "343,33 €" in text_of(browser_with(cast, ALL).get(address(cast, "reimbursements")))


def test_nothing_was_paid(nothing_paid):
    page = text_of(nothing_paid.browser("alice").get(address(nothing_paid, "reimbursements")))
    assert "Aucun remboursement" in page


def test_the_page_needs_the_right_to_consult(cast):
    stranger = browser_with(cast, ALL - {Right.STOPPAGES_CONSULT, Right.STOPPAGES_ACT})
    assert stranger.get(address(cast, "reimbursements")).status_code == 403


@pytest.mark.parametrize("by", ["", "dossiers"])
def test_the_page_costs_as_many_queries_for_one_payment_as_for_fifty(nothing_paid, by):
    cast = nothing_paid
    browser, where = cast.browser("alice"), address(cast, "reimbursements", par=by)
    case, person = stopped(cast)
    pay(case, "10")
    few = query_count(browser, where)
    site = site_of(cast)
    for number, somebody in enumerate(crew_of(cast, 2) * 25):
        one = sick_leave_case(somebody) if number % 2 else weather_case(site)
        pay(one, "10", reference=f"VIR {number // 3}", lines=[(somebody, MONDAY, "10")])
    assert query_count(browser, where) == few <= 12
