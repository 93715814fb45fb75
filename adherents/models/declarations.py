"""Months declared to the caisse, and what is owed for each."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from adherents.enums import PeriodState
from adherents.models.company import Establishment
from core.compiled import Given
from core.tenancy import ScopedModel

CONTRIBUTIONS = ("leave_contribution", "weather_contribution", "prevention_contribution")
_OWED = F("leave_contribution") + F("weather_contribution") + F("prevention_contribution")
_ZERO = Decimal(0)


def _euros(label: str) -> models.DecimalField:
    return models.DecimalField(label, max_digits=12, decimal_places=2, default=_ZERO)


def is_unpaid_on(today: date | Given) -> Q:
    """Something is owed that should have been paid before today."""
    return Q(balance__gt=0, due_on__lt=today)


def is_late_on(today: date | Given) -> Q:
    """The single rule of the attestation de mise à jour: past its due date, not declared or not paid."""
    return is_unpaid_on(today) | Q(state=PeriodState.MISSING, due_on__lt=today)


class DeclarativePeriod(ScopedModel):
    """One month of a company (`establishment` null) or of a site that declares by itself, as the caisse knows it."""

    establishment = models.ForeignKey(
        Establishment, null=True, blank=True, on_delete=models.PROTECT, related_name="periods", verbose_name="site"
    )
    month = models.DateField("mois", help_text="Le premier jour du mois.")
    state = models.CharField("état", max_length=10, choices=PeriodState.choices)
    message = models.CharField("message de la caisse", max_length=300, blank=True)
    due_on = models.DateField("exigible le")
    leave_base = _euros("base congés payés")
    weather_base = _euros("base intempéries")
    leave_contribution = _euros("cotisation congés payés")
    weather_contribution = _euros("cotisation intempéries")
    prevention_contribution = _euros("cotisation prévention (OPPBTP)")
    paid = _euros("réglé")
    owed = models.GeneratedField(
        expression=_OWED, output_field=models.DecimalField("à régler", max_digits=12, decimal_places=2), db_persist=True
    )
    balance = models.GeneratedField(
        expression=_OWED - F("paid"),
        output_field=models.DecimalField("solde", max_digits=12, decimal_places=2),
        db_persist=True,
    )
    received_at = models.DateTimeField("reçu de la caisse le", default=timezone.now)

    class Meta:
        verbose_name = "période déclarative"
        verbose_name_plural = "périodes déclaratives"
        ordering = ["-month", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["adherent", "month", "establishment"], nulls_distinct=False, name="one_period_per_month"
            ),
            models.CheckConstraint(name="period_is_named_by_its_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(name="period_is_due_after_its_month", condition=Q(due_on__gt=F("month"))),
            models.CheckConstraint(name="bases_are_not_negative", condition=Q(leave_base__gte=0, weather_base__gte=0)),
            models.CheckConstraint(
                name="anomaly_says_what_is_wrong", condition=~Q(state=PeriodState.ANOMALY) | ~Q(message="")
            ),
            models.CheckConstraint(
                name="missing_period_has_no_figures",
                condition=~Q(state=PeriodState.MISSING)
                | Q(
                    leave_base=0,
                    weather_base=0,
                    leave_contribution=0,
                    weather_contribution=0,
                    prevention_contribution=0,
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["adherent", "due_on"],
                name="period_late_by_adherent",
                condition=Q(state=PeriodState.MISSING) | Q(balance__gt=0),
            ),
            # A few among hundreds of thousands that are not paid: what is missing to the clients of a cabinet is asked.
            models.Index(
                fields=["adherent", "due_on"],
                name="period_missing_by_adherent",
                condition=Q(state=PeriodState.MISSING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y} · {self.get_state_display()}"
