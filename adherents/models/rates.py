"""Dated tables of rates: each row has its source; a rate that no source gives has no row."""

from datetime import date
from urllib.parse import urlsplit

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value

from adherents.enums import RateKind
from adherents.models.company import Caisse


def days_in_force() -> Func:
    """From `starts_on` to `ends_on`, both included; without an end, for ever."""
    return Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange", output_field=DateRangeField())


class DatedModel(models.Model):
    """In force from `starts_on` to `ends_on`, both included; without an end, until further notice."""

    starts_on = models.DateField("du")
    ends_on = models.DateField("au", null=True, blank=True)
    source = models.CharField("source", max_length=300)

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Before any constraint: the database makes no range of days that ends before it starts."""
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError(
                {"ends_on": "La fin vient avant le début : corrigez l’une des deux dates."}, code="ends_before_start"
            )

    @property
    def source_site(self) -> str:
        """The site of a source that is an address; nothing for one in plain words."""
        return urlsplit(self.source).hostname or "" if self.source.startswith(("http://", "https://")) else ""

    def is_in_force_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


class WeatherCampaign(DatedModel):
    """Rates of the régime intempéries, the same in the whole network. Two rows when they change within a campaign."""

    structural_rate = models.DecimalField(
        "taux gros œuvre et travaux publics (%)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    finishing_rate = models.DecimalField("taux second œuvre (%)", max_digits=5, decimal_places=2, null=True, blank=True)
    allowance = models.DecimalField("abattement (€)", max_digits=9, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "campagne d’intempéries"
        verbose_name_plural = "campagnes d’intempéries"
        ordering = ["-starts_on"]
        constraints = [
            ExclusionConstraint(
                name="weather_campaigns_do_not_overlap", expressions=[(days_in_force(), RangeOperators.OVERLAPS)]
            ),
            models.CheckConstraint(
                name="campaign_ends_after_it_starts", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="campaign_says_something",
                condition=Q(structural_rate__isnull=False)
                | Q(finishing_rate__isnull=False)
                | Q(allowance__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Campagne du {self.starts_on:%d/%m/%Y}"


class ContributionRate(DatedModel):
    """The rate of one contribution, in one caisse, between two days."""

    caisse = models.ForeignKey(Caisse, on_delete=models.PROTECT, related_name="rates", verbose_name="caisse")
    kind = models.CharField("cotisation", max_length=12, choices=RateKind.choices)
    rate = models.DecimalField("taux (%)", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = "taux de cotisation"
        verbose_name_plural = "taux de cotisation"
        ordering = ["caisse", "kind", "-starts_on"]
        constraints = [
            ExclusionConstraint(
                name="rates_of_a_contribution_do_not_overlap",
                expressions=[
                    ("caisse", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (days_in_force(), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="rate_ends_after_it_starts", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.rate} % depuis le {self.starts_on:%d/%m/%Y}"
