"""Figures published or corrected: the estimates that they concern are computed again, and nothing else changes."""

from datetime import date
from decimal import Decimal

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from adherents.models import WeatherCampaign
from stoppages import jobs
from stoppages.enums import DeclarationKind
from stoppages.models import CaissePractice, DeclaredPerson, HourlyCeiling, ReimbursedNature, StoppageCase
from stoppages.services import refreshing
from stoppages.services.refreshing import refresh_estimates
from tests.stoppages.factories import lose, sent, sick_leave_case, weather_case
from tests.stoppages.kit import site_of, worker
from tests.stoppages.staff_kit import sent_case

pytestmark = pytest.mark.django_db


def now(case) -> StoppageCase:
    return StoppageCase.objects.get(pk=case.pk)


def asked() -> list[dict]:
    rows = ProcrastinateJob.objects.filter(task_name="stoppages.jobs.refresh_estimates").order_by("pk")
    return [row.args for row in rows]


def run_jobs() -> None:
    for args in asked():
        jobs.refresh_estimates(**args)


def test_an_allowance_that_is_corrected_changes_the_estimates_of_its_campaign(cast):
    case = sent_case(cast)
    content, version = case.stoppagedeclarations.get().fingerprint, case.version
    campaign = WeatherCampaign.objects.get(starts_on=date(2024, 4, 1))
    campaign.save()
    run_jobs()
    assert now(case).estimated == Decimal("85.30")
    campaign.allowance *= 4
    campaign.save()
    run_jobs()
    assert now(case).estimated == 0
    # Twice is once, and what was sent is as it was.
    run_jobs()
    after = now(case)
    assert (after.estimated, after.version, after.state) == (0, version, "sent")
    assert after.stoppagedeclarations.get().fingerprint == content
    assert DeclaredPerson.objects.get(case=case).hourly_wage == 20


def test_the_days_that_a_figure_leaves_are_concerned_too(cast):
    row = HourlyCeiling.objects.get(starts_on=date(2025, 1, 1))
    row.starts_on, row.ends_on = date(2025, 6, 1), date(2025, 12, 31)
    row.save()
    job = asked()[-1]
    assert (job["since"], job["until"], job["caisse_id"]) == ("2025-01-01", "2025-12-31", None)


def test_how_a_caisse_counts_concerns_its_own_and_all_that_follows(cast):
    CaissePractice.objects.create(
        caisse=cast.caisse,
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 1, 31),
        carence="per_week",
        tolerance="none",
        source="Conseil",
    )
    assert asked()[-1] == {
        "since": "2025-01-01",
        "until": None,
        "caisse_id": cast.caisse.pk,
        "adherent_id": None,
        "after": 0,
    }


@pytest.mark.parametrize(
    ("since", "until", "is_concerned"),
    [
        ("2025-01-15", "2025-01-15", True),
        ("2024-01-01", "2025-01-13", True),
        ("2025-01-16", None, False),
        ("2024-01-01", "2025-01-12", False),
    ],
)
def test_only_the_cases_of_these_days_are_computed(cast, since, until, is_concerned):
    case = sent_case(cast)
    jobs.refresh_estimates(since=since, until=until, caisse_id=None, after=0)
    assert (now(case).estimated is not None) is is_concerned


def test_a_case_that_is_written_is_estimated_and_one_that_is_over_is_not(cast):
    writing = weather_case(site_of(cast), starts="2025-01-13 08:00", resumes="2025-01-15 08:00")
    lose(writing, worker(cast), {"2025-01-13": "8"})
    over = sent_case(cast)
    StoppageCase.objects.filter(pk=over.pk).update(state="closed")
    refresh_estimates(since=date(2025, 1, 1), until=None, caisse_id=None, after=0)
    assert now(writing).estimated is not None
    assert now(over).estimated is None


def test_lots_follow_one_another_until_all_is_done(cast, monkeypatch):
    monkeypatch.setattr(refreshing, "LOT", 2)
    StoppageCase.objects.exclude(adherent=cast.acme.adherent).update(state="closed")
    cases = [sent_case(cast) for _ in range(3)]
    before = done = len(asked())
    jobs.refresh_estimates(since="2025-01-13", until="2025-01-15", caisse_id=cast.caisse.pk, after=0)
    while len(asked()) > done:
        args = asked()[done]
        done += 1
        jobs.refresh_estimates(**args)
    assert {now(case).estimated for case in cases} == {Decimal("85.30")}
    assert done - before == 1


def test_another_caisse_is_left_alone(cast):
    case = sent_case(cast)
    sent(case)
    refresh_estimates(since=date(2025, 1, 1), until=None, caisse_id=cast.other_caisse.pk, after=0)
    assert now(case).estimated is None


def test_a_motive_that_a_caisse_reimburses_from_now_on_is_settled_again(cast):
    case = sick_leave_case(worker(cast))
    sent(case, DeclarationKind.SICK_LEAVE)
    assert now(case).state == "recorded"
    ReimbursedNature.objects.create(caisse=cast.caisse, reason="illness", starts_on=date(2026, 1, 1), source="Conseil")
    job = ProcrastinateJob.objects.filter(task_name="stoppages.jobs.settle_sick_leaves").order_by("pk").last()
    jobs.settle_sick_leaves(**job.args)
    assert now(case).state == "sent"
