"""The dated tables of rates."""

from dataclasses import dataclass

from django.utils import timezone

from adherents.models import ContributionRate, WeatherCampaign


@dataclass(frozen=True, slots=True)
class Rates:
    """What is in force today (None: published by nobody yet), and every dated row, the latest first."""

    campaign: WeatherCampaign | None
    campaigns: list[WeatherCampaign]
    contributions: list[ContributionRate]
    other_contributions: list[ContributionRate]


def rates_of(caisse_id: int) -> Rates:
    today = timezone.localdate()
    campaigns = list(WeatherCampaign.objects.all())
    rows = list(ContributionRate.objects.filter(caisse_id=caisse_id))
    in_force = [row for row in rows if row.is_in_force_on(today)]
    return Rates(
        campaign=next((row for row in campaigns if row.is_in_force_on(today)), None),
        campaigns=campaigns,
        contributions=in_force,
        other_contributions=[row for row in rows if row not in in_force],
    )
