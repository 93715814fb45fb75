"""Dated figures of the régime intempéries: each row has its source; what no source gives has no row.

Rates and abattement of a campaign are `adherents.WeatherCampaign`. On one day a table has one row at most; rates are
percentages.
"""

from calendar import monthrange
from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import BigIntegerField, F, Q, Value
from django.db.models.functions import Coalesce

from adherents.models import Caisse, DatedModel, days_in_force
from core.french import counted
from stoppages.enums import CarenceReading, Tolerance

_LONGEST_DELAY_HOURS = 10_000
_LONGEST_DELAY_MONTHS = 24
_LONGEST_TOLERANCE_DAYS = 365
_LEAP_YEAR = 2024


def _ends_after_it_starts(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
    )


def _one_a_day(name: str, *same: tuple[Coalesce, str]) -> ExclusionConstraint:
    """`same`: of what two rows may not be in force together; of nothing else than the day, without it."""
    return ExclusionConstraint(
        name=name,
        expressions=[*same, (days_in_force(), RangeOperators.OVERLAPS)],
        violation_error_message=(
            "Une autre ligne vaut déjà pendant une partie de ces jours : terminez-la la veille, ou changez les dates."
        ),
    )


def _percentage(label: str) -> models.DecimalField:
    bounds = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]
    return models.DecimalField(f"{label} (%)", max_digits=5, decimal_places=2, validators=bounds)


def _hours(label: str, most: int) -> models.DecimalField:
    bounds = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(most))]
    return models.DecimalField(f"{label} (heures)", max_digits=6, decimal_places=2, validators=bounds)


def _number(label: str, most: int, *, least: int = 0, help_text: str = "") -> models.PositiveSmallIntegerField:
    bounds = [MinValueValidator(least), MaxValueValidator(most)]
    return models.PositiveSmallIntegerField(label, validators=bounds, help_text=help_text)


class StoppageRule(DatedModel):
    """Caps and rates of the code (DOMAIN §3.4, §3.7), the same in the whole network."""

    carence_hours = _hours("carence", 24)
    hours_a_day = _hours("maximum par jour", 24)
    hours_a_week = _hours("maximum par semaine", 168)
    days_a_year = _number("maximum par année civile (jours)", 366)
    least_hours = _hours("à avoir faites avant l’arrêt", 1000)
    least_hours_months = _number("pendant tant de mois", 12, least=1)
    indemnity_rate = _percentage("indemnité, du salaire plafonné")
    full_rate = _percentage("remboursement des grandes entreprises")
    small_rate = _percentage("remboursement des autres")
    full_rate_above = _number(
        "grande entreprise au-delà de tant d’abattements",
        100,
        help_text="Ses salaires plafonnés de la campagne dépassent tant de fois l’abattement.",
    )
    reduced_hours = _hours("remboursées au taux réduit après chaque carence", 168)
    reduced_rate = _percentage("taux réduit")

    class Meta:
        verbose_name = "règle de l’indemnisation"
        verbose_name_plural = "règles de l’indemnisation"
        ordering = ["-starts_on"]
        constraints = [
            _one_a_day("one_stoppage_rule_a_day"),
            _ends_after_it_starts("stoppage_rule_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"Règle depuis le {self.starts_on:%d/%m/%Y}"


class DeclarationDelay(DatedModel):
    """Until when a stoppage is declared (DOMAIN §3.6): in force on the day when work stopped."""

    provisional_hours = _number("heures écoulées pour la déclaration provisoire", _LONGEST_DELAY_HOURS, least=1)
    final_months = _number("mois après la reprise pour la déclaration définitive", _LONGEST_DELAY_MONTHS, least=1)

    class Meta:
        verbose_name = "délai de déclaration"
        verbose_name_plural = "délais de déclaration"
        ordering = ["-starts_on"]
        constraints = [
            _one_a_day("one_declaration_delay_a_day"),
            _ends_after_it_starts("declaration_delay_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{counted(self.provisional_hours, 'heure')}, {self.final_months} mois"


class CaissePractice(DatedModel):
    """How a caisse counts the carence and how late it takes a declaration; whole, in place of that of the network."""

    caisse = models.ForeignKey(
        Caisse,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stoppage_practices",
        verbose_name="caisse",
        help_text="Vide : pour toute caisse qui n’a pas dit la sienne.",
    )
    carence = models.CharField("carence", max_length=10, choices=CarenceReading.choices, default=CarenceReading.LAW)
    tolerance = models.CharField("tolérance", max_length=15, choices=Tolerance.choices, default=Tolerance.NONE)
    tolerance_days = models.PositiveSmallIntegerField(
        "jours de tolérance",
        default=0,
        validators=[MaxValueValidator(_LONGEST_TOLERANCE_DAYS)],
        help_text="Comptés depuis la reprise, pour « tant de jours, fin de mois » seulement.",
    )

    class Meta:
        verbose_name = "usage d’une caisse"
        verbose_name_plural = "usages des caisses"
        ordering = [F("caisse").asc(nulls_first=True), "-starts_on"]
        constraints = [
            # The database holds that two caisses left empty are not the same one.
            _one_a_day(
                "one_practice_a_day_in_a_caisse",
                (Coalesce(F("caisse"), Value(0), output_field=BigIntegerField()), RangeOperators.EQUAL),
            ),
            _ends_after_it_starts("practice_ends_after_it_starts"),
            models.CheckConstraint(
                name="tolerance_has_days_when_it_counts_them",
                condition=Q(tolerance=Tolerance.MONTH_END, tolerance_days__gt=0)
                | ~Q(tolerance=Tolerance.MONTH_END) & Q(tolerance_days=0),
                violation_error_message=(
                    "Donnez le nombre de jours avec « tant de jours, fin de mois », et 0 avec une autre tolérance."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Usage depuis le {self.starts_on:%d/%m/%Y}"


class HourlyCeiling(DatedModel):
    """The hourly wage above which nothing is indemnified: the hourly Social-Security ceiling + 20 % (D5424-16)."""

    amount = models.DecimalField(
        "plafond du salaire horaire (€)",
        max_digits=6,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text="Le plafond horaire de la sécurité sociale, majoré de 20 %.",
    )

    class Meta:
        verbose_name = "plafond du salaire horaire"
        verbose_name_plural = "plafonds du salaire horaire"
        ordering = ["-starts_on"]
        constraints = [
            _one_a_day("one_hourly_ceiling_a_day"),
            _ends_after_it_starts("hourly_ceiling_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} € depuis le {self.starts_on:%d/%m/%Y}"


class HeatwaveShare(DatedModel):
    """What a canicule is reimbursed, of the ordinary amount (D5424-26, II): fixed each year, and raised later on."""

    share = _percentage("part du remboursement ordinaire")

    class Meta:
        verbose_name = "part remboursée des canicules"
        verbose_name_plural = "parts remboursées des canicules"
        ordering = ["-starts_on"]
        constraints = [
            _one_a_day("one_heatwave_share_a_day"),
            _ends_after_it_starts("heatwave_share_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.share} % depuis le {self.starts_on:%d/%m/%Y}"


class HeatwaveSeason(DatedModel):
    """The days of each year, both included, on which a canicule may stop work."""

    first_day = _number("premier jour", 31, least=1)
    first_month = _number("mois du premier jour", 12, least=1)
    last_day = _number("dernier jour", 31, least=1)
    last_month = _number("mois du dernier jour", 12, least=1)

    class Meta:
        verbose_name = "période de canicule"
        verbose_name_plural = "périodes de canicule"
        ordering = ["-starts_on"]
        constraints = [
            _one_a_day("one_heatwave_season_a_day"),
            _ends_after_it_starts("heatwave_season_ends_after_it_starts"),
            models.CheckConstraint(
                name="heatwave_season_is_within_a_year",
                condition=Q(first_month__range=(1, 12), last_month__range=(1, 12))
                & Q(first_day__range=(1, 31), last_day__range=(1, 31))
                & (Q(first_month__lt=F("last_month")) | Q(first_month=F("last_month"), first_day__lte=F("last_day"))),
                violation_error_message=(
                    "Le dernier jour vient avant le premier : donnez deux jours de la même année, dans l’ordre."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Du {self.first_day:02d}/{self.first_month:02d} au {self.last_day:02d}/{self.last_month:02d}"

    def clean(self) -> None:
        super().clean()
        for end in ("first", "last"):
            self._check_exists(end)

    def _check_exists(self, end: str) -> None:
        day, month = getattr(self, f"{end}_day"), getattr(self, f"{end}_month")
        if day in range(1, 32) and month in range(1, 13) and day > monthrange(_LEAP_YEAR, month)[1]:
            raise ValidationError(
                {f"{end}_day": "Ce mois n’a pas ce jour : corrigez le jour ou le mois."}, code="no_such_day"
            )
