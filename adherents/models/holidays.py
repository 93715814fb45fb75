"""Public holidays as dated rows: those of the labour code, and those that a caisse adds by custom or by agreement."""

from datetime import date, timedelta
from typing import Self

from dateutil.easter import easter
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from adherents.enums import Territory
from adherents.models.company import Adherent, Caisse, Establishment
from adherents.models.rates import DatedModel
from core.compiled import Given

_LEAP_YEAR = 2024
# From the earliest Easter back to 1 January, from the latest one on to 31 December: the day stays in its year.
_FARTHEST_FROM_EASTER = (-80, 250)


class PublicHolidayQuerySet(models.QuerySet):
    def for_company(self, adherent_id: int | Given) -> Self:
        """The law's, and those of its caisse."""
        caisse = Adherent.objects.filter(pk=adherent_id).values("caisse")
        return self.filter(Q(caisse__isnull=True) | Q(caisse__in=caisse))


class PublicHoliday(DatedModel):
    """A day that comes back every year while it is in force, on a date or at a distance from Easter Sunday.

    Without a caisse, it is the law's; without a territory, it is kept everywhere. One that was only once starts and
    ends on that day.
    """

    caisse = models.ForeignKey(
        Caisse,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="public_holidays",
        verbose_name="caisse",
        help_text="Vide : un jour de la loi, pour tout le réseau.",
    )
    name = models.CharField("nom", max_length=80)
    territory = models.CharField(
        "territoire",
        max_length=20,
        choices=Territory.choices,
        blank=True,
        help_text="Vide : partout.",
    )
    month = models.PositiveSmallIntegerField("mois", null=True, blank=True)
    day = models.PositiveSmallIntegerField("jour du mois", null=True, blank=True)
    days_after_easter = models.SmallIntegerField(
        "jours après Pâques",
        null=True,
        blank=True,
        help_text="À la place du jour et du mois : 1 pour le lundi de Pâques, −2 pour le Vendredi saint.",
    )
    only_where_kept = models.BooleanField(
        "selon la commune",
        default=False,
        help_text="Seulement aux établissements dont la commune garde le Vendredi saint.",
    )

    objects = PublicHolidayQuerySet.as_manager()

    class Meta:
        verbose_name = "jour férié"
        verbose_name_plural = "jours fériés"
        ordering = [F("caisse").asc(nulls_first=True), "territory", "month", "day", "days_after_easter"]
        constraints = [
            models.CheckConstraint(
                name="holiday_is_a_date_or_follows_easter",
                # What compares to nothing is not false for the database: each arm says what must be there.
                condition=Q(month__isnull=False, day__isnull=False, days_after_easter__isnull=True)
                & Q(month__range=(1, 12), day__range=(1, 31))
                | Q(month__isnull=True, day__isnull=True, days_after_easter__isnull=False)
                & Q(days_after_easter__range=_FARTHEST_FROM_EASTER),
                violation_error_message=(
                    "Donnez un mois et un jour, ou bien un nombre de jours après Pâques, de −80 à 250, et pas les deux."
                ),
            ),
            models.CheckConstraint(
                name="holiday_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="La fin vient avant le début : corrigez l’une des deux dates.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_territory_display()})" if self.territory else self.name

    def clean(self) -> None:
        super().clean()
        if self.month in range(1, 13) and self.day in range(1, 32) and self._on_date(_LEAP_YEAR) is None:
            raise ValidationError({"day": "Ce mois n’a pas ce jour : corrigez le jour ou le mois."}, code="no_such_day")

    def in_year(self, year: int) -> date | None:
        """The day of that year; None when there is none, or when the row is not in force on it."""
        day = self._on_date(year) if self.days_after_easter is None else self._from_easter(year)
        return day if day is not None and self.is_in_force_on(day) else None

    def is_kept_at(self, site: Establishment) -> bool:
        if self.territory not in ("", site.territory):
            return False
        return site.keeps_good_friday or not self.only_where_kept

    def _from_easter(self, year: int) -> date:
        distance: timedelta = timedelta(days=self.days_after_easter or 0)
        sunday: date = easter(year)
        return sunday + distance

    def _on_date(self, year: int) -> date | None:
        """None for 29 February, in most years."""
        try:
            return date(year, self.month or 0, self.day or 0)
        except ValueError:
            return None
