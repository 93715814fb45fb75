"""Dated tables of rates: sourced, never overlapping, and silence where no source speaks."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction

from adherents.declarations.rates import rates_of
from adherents.enums import RateKind
from adherents.models import ContributionRate, WeatherCampaign
from tests.adherents.changes_kit import address_of
from tests.factories import CaisseFactory

pytestmark = pytest.mark.django_db


def page(browser, member):
    return browser.get(address_of("rates", member)).content.decode()


def rate(caisse, starts_on=date(2026, 4, 1), ends_on=None, value="20.10", kind=RateKind.LEAVE):
    return ContributionRate.objects.create(
        caisse=caisse, kind=kind, rate=Decimal(value), starts_on=starts_on, ends_on=ends_on, source="Conseil"
    )


def test_every_figure_of_the_campaigns_has_its_source():
    campaigns = WeatherCampaign.objects.all()
    assert campaigns.count() == 12
    assert all(campaign.source for campaign in campaigns)
    assert [campaign.source_site for campaign in campaigns][1:3] == ["artemis-paie.fr", "artemis-paie.fr"]
    assert campaigns.last().source_site == ""
    known = WeatherCampaign.objects.get(starts_on=date(2024, 4, 1))
    assert (known.structural_rate, known.finishing_rate, known.allowance) == (
        Decimal("0.68"),
        Decimal("0.13"),
        Decimal("93204"),
    )
    assert WeatherCampaign.objects.get(starts_on=date(2025, 4, 1)).allowance == 95_040
    assert WeatherCampaign.objects.get(starts_on=date(2021, 4, 1), allowance=82_008).source_site
    assert WeatherCampaign.objects.filter(allowance=None).count() == 3


def test_the_page_shows_the_campaign_of_the_day_or_says_that_it_has_none(browser, member):
    with time_machine.travel("2025-11-23T12:00:00+01:00", tick=False):
        in_force = rates_of(member.adherent.caisse_id).campaign
    assert in_force.starts_on == date(2025, 4, 1)
    WeatherCampaign.objects.filter(ends_on__gte=date(2026, 3, 31)).update(ends_on=date(2026, 3, 31))
    body = page(browser, member)
    assert "ne sont pas encore publiés ici" in body
    assert "non connu" in body
    assert "93" in body


def test_the_rates_of_ones_caisse_and_no_other(browser, member):
    assert "n’a pas encore publié ces taux" in page(browser, member)
    rate(member.adherent.caisse, value="20.10")
    rate(CaisseFactory(), value="18.75")
    body = page(browser, member)
    assert "20,10" in body
    assert "18,75" not in body


def test_a_rate_is_in_force_to_its_last_day(browser, member):
    ended = rate(member.adherent.caisse, starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))
    assert ended.is_in_force_on(date(2020, 12, 31))
    assert not ended.is_in_force_on(date(2021, 1, 1))
    assert rates_of(member.adherent.caisse_id).other_contributions == [ended]
    assert "31/12/2020" in page(browser, member)


def test_what_applies_today_comes_first_and_the_rest_is_folded(browser, member):
    caisse = member.adherent.caisse
    rate(caisse, starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31), value="19.05")
    rate(caisse, starts_on=date(2021, 1, 1), value="20.10")
    open_part, folded = page(browser, member).split("<details", 1)
    assert "20,10" in open_part
    assert "19,05" not in open_part
    assert "19,05" in folded
    assert "Toutes les campagnes d’intempéries" in folded


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2026, 4, 1), date(2026, 4, 1)),
        (date(2026, 3, 1), date(2026, 4, 1)),
        (date(2026, 12, 31), None),
        (date(2020, 1, 1), None),
    ],
)
def test_two_rates_of_one_contribution_never_hold_on_the_same_day(starts_on, ends_on):
    caisse = CaisseFactory()
    rate(caisse, ends_on=date(2026, 12, 31))
    with pytest.raises(IntegrityError), transaction.atomic():
        rate(caisse, starts_on, ends_on)
    rate(caisse, starts_on, ends_on, kind=RateKind.PREVENTION)
    rate(CaisseFactory(), starts_on, ends_on)
    rate(caisse, date(2027, 1, 1))


def test_two_campaigns_never_hold_on_the_same_day():
    last = WeatherCampaign.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        WeatherCampaign.objects.create(starts_on=last.ends_on, allowance=1, source="x")
    WeatherCampaign.objects.create(starts_on=last.ends_on + timedelta(days=1), allowance=1, source="x")


@pytest.mark.parametrize("values", [{"ends_on": date(2030, 1, 1)}, {"allowance": None}])
def test_a_campaign_ends_after_it_starts_and_says_something(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        WeatherCampaign.objects.create(**{"starts_on": date(2031, 1, 1), "allowance": 1, "source": "x", **values})
