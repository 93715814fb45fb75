"""Rights to leave: the caisse's figures, what it knows of absences, and the dated rules of the estimate."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from adherents.models import Caisse, DatedModel
from core.access import Scope
from core.french import counted
from core.references import new_public_id
from core.tenancy import ScopedModel, ScopedQuerySet
from employees.enums import AbsenceKind
from employees.models.employments import Employment
from employees.models.people import Employee


class OfEmployeeQuerySet(ScopedQuerySet):
    def for_scope(self, scope: Scope) -> Self:
        """What is said of the people that this tiers sees."""
        rows = super().for_scope(scope)
        site = scope.establishment_id
        if site is None:
            return rows
        there = Employment.objects.filter(employee=OuterRef("employee"), establishment_id=site)
        return rows.filter(Exists(there))


def _days(label: str) -> models.DecimalField:
    return models.DecimalField(label, max_digits=5, decimal_places=2, default=Decimal(0))


class LeaveRight(ScopedModel):
    """The figures of the caisse for one accrual period (période d'acquisition), in jours ouvrables."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="leave_rights")
    starts_on = models.DateField("acquis du")
    ends_on = models.DateField("au")
    acquired = _days("acquis")
    fifth_week = _days("dont cinquième semaine")
    split_bonus_days = _days("fractionnement")
    seniority_days = _days("ancienneté")
    taken = _days("pris")
    stated_on = models.DateField("arrêté au")
    received_at = models.DateTimeField("reçu le", default=timezone.now)

    objects = OfEmployeeQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "droits à congés"
        verbose_name_plural = "droits à congés"
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "starts_on"], name="one_leave_right_per_accrual_period"),
            models.CheckConstraint(name="accrual_period_ends_after_it_starts", condition=Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(
                name="leave_days_are_not_negative",
                condition=Q(acquired__gte=0, fifth_week__gte=0, split_bonus_days__gte=0, seniority_days__gte=0)
                & Q(taken__gte=0, fifth_week__lte=F("acquired")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {self.starts_on:%d/%m/%Y}"

    @property
    def remaining(self) -> Decimal:
        return self.acquired + self.split_bonus_days + self.seniority_days - self.taken


class KnownAbsence(ScopedModel):
    """An absence that the caisse knows of (DSN, leave paid): what the estimate of the rights reads. No diagnosis."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="known_absences")
    kind = models.CharField("nature", max_length=15, choices=AbsenceKind.choices)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    received_at = models.DateTimeField("reçue le", default=timezone.now)

    objects = OfEmployeeQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "absence connue de la caisse"
        verbose_name_plural = "absences connues de la caisse"
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "kind", "starts_on"], name="an_absence_is_known_once"),
            models.CheckConstraint(name="known_absence_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {self.starts_on:%d/%m/%Y}"


class SplitWaiverQuerySet(OfEmployeeQuerySet):
    def in_force(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class SplitWaiver(ScopedModel):
    """Somebody gave up in writing the days of fractionnement of one taking period (L3141-23).

    The row says that the company holds the paper: it changes the estimate, never the figures of the caisse. Withdrawn,
    it stays, with who did it; another may then be recorded.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="split_waivers")
    taking_starts_on = models.DateField("congés à prendre à partir du")
    signed_on = models.DateField("signée le")
    recorded_at = models.DateTimeField("enregistrée le", default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="enregistrée par"
    )
    recorded_by_label = models.CharField("auteur", max_length=200)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="retirée par"
    )
    withdrawn_by_label = models.CharField("auteur du retrait", max_length=200, blank=True)

    objects = SplitWaiverQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "renonciation au fractionnement"
        verbose_name_plural = "renonciations au fractionnement"
        ordering = ["-taking_starts_on", "-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "taking_starts_on"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_split_waiver_per_taking_period",
            ),
            models.CheckConstraint(
                name="withdrawn_split_waiver_says_by_whom",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_by_label="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by_label=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {self.taking_starts_on:%d/%m/%Y}"

    @property
    def is_in_force(self) -> bool:
        return self.withdrawn_at is None


class LeaveRule(DatedModel):
    """How leave is acquired (DOMAIN §2.1, §2.3, §4), in jours ouvrables. Months and days open the yearly periods.

    A caisse that counts otherwise has rows of its own, whole, in place of those of the network.
    """

    caisse = models.ForeignKey(
        Caisse,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="leave_rules",
        verbose_name="caisse",
        help_text="Vide : la règle du réseau, pour toute caisse qui n’a pas la sienne.",
    )
    days_per_month = _days("jours par mois")
    max_days = models.PositiveSmallIntegerField("maximum d’une période")
    sickness_days_per_month = _days("jours par mois de maladie")
    sickness_max_days = models.PositiveSmallIntegerField("maximum au titre de la maladie")
    accident_days_per_month = _days("jours par mois d’accident du travail")
    accident_max_days = models.PositiveSmallIntegerField("maximum au titre de l’accident du travail")
    main_leave_days = models.PositiveSmallIntegerField("congé principal")
    fifth_week_days = models.PositiveSmallIntegerField("cinquième semaine")
    accrual_month = models.PositiveSmallIntegerField("mois où s’ouvre la période d’acquisition", default=4)
    taking_month = models.PositiveSmallIntegerField("mois où s’ouvre la période de prise", default=5)
    split_window_last_month = models.PositiveSmallIntegerField("dernier mois du congé principal", default=10)
    split_first_days = models.PositiveSmallIntegerField("jours hors période pour le premier palier", default=3)
    split_first_bonus = models.PositiveSmallIntegerField("jours de fractionnement du premier palier", default=1)
    split_second_days = models.PositiveSmallIntegerField("jours hors période pour le second palier", default=6)
    split_second_bonus = models.PositiveSmallIntegerField("jours de fractionnement du second palier", default=2)
    split_first_acquired = models.PositiveSmallIntegerField("jours acquis pour le premier palier", default=15)
    split_second_acquired = models.PositiveSmallIntegerField("jours acquis pour le second palier", default=15)
    split_unbroken_days = models.PositiveSmallIntegerField("jours d’affilée", default=12)
    split_unbroken_holidays = models.PositiveSmallIntegerField("jours fériés admis parmi eux", default=2)
    split_unbroken_anywhere = models.BooleanField("jours d’affilée à toute date, et non dans la période", default=False)
    split_counts_days_due = models.BooleanField(
        "compter les jours encore dus à la fin de la période, et non les jours pris hors période", default=False
    )

    class Meta:
        verbose_name = "règle d’acquisition des congés"
        verbose_name_plural = "règles d’acquisition des congés"
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["caisse", "starts_on"], nulls_distinct=False, name="one_leave_rule_a_day")
        ]

    def __str__(self) -> str:
        return f"Règle depuis le {self.starts_on:%d/%m/%Y}"


class SeniorityStep(DatedModel):
    """Extra days of ETAM and cadres: over so many years in the company, or in the BTP (DOMAIN §2.3)."""

    company_years = models.PositiveSmallIntegerField("plus de tant d’années dans l’entreprise")
    btp_years = models.PositiveSmallIntegerField("ou plus de tant d’années dans le BTP")
    extra_days = models.PositiveSmallIntegerField("jours en plus")

    class Meta:
        verbose_name = "palier d’ancienneté"
        verbose_name_plural = "paliers d’ancienneté"
        ordering = ["-starts_on", "extra_days"]

    def __str__(self) -> str:
        return f"{counted(self.extra_days, 'jour')} au-delà de {counted(self.company_years, 'an')}"
