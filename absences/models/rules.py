"""Numbers of the planning, dated: those of the network, or a caisse's own, whole, in their place."""

from django.db import models

from adherents.models import Caisse, DatedModel


class AbsenceRule(DatedModel):
    """What the planning advises or forbids (DOMAIN §2.3, §2.5). `lead_days` empty: the caisse has not said."""

    caisse = models.ForeignKey(
        Caisse,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="absence_rules",
        verbose_name="caisse",
        help_text="Vide : la règle du réseau, pour toute caisse qui n’a pas la sienne.",
    )
    allows_half_days = models.BooleanField("demi-journées de congés payés", default=False)
    lead_days = models.PositiveSmallIntegerField(
        "jours avant le départ pour déclarer",
        null=True,
        blank=True,
        help_text="Vide : la caisse ne l’a pas fixé ; le portail le dit.",
    )
    most_days_at_once = models.PositiveSmallIntegerField("jours ouvrables d’affilée au plus", default=24)
    main_leave_unbroken = models.PositiveSmallIntegerField("jours d’affilée du congé principal", default=12)
    change_notice_months = models.PositiveSmallIntegerField("mois avant le départ pour changer les dates", default=1)
    fifth_week_last_month = models.PositiveSmallIntegerField(
        "dernier mois de la cinquième semaine des ouvriers", default=3
    )

    class Meta:
        verbose_name = "règle du planning"
        verbose_name_plural = "règles du planning"
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["caisse", "starts_on"], nulls_distinct=False, name="one_absence_rule_a_day")
        ]

    def __str__(self) -> str:
        return f"Règle depuis le {self.starts_on:%d/%m/%Y}"


class RefusalReason(models.Model):
    """Why a caisse refuses a leave: its closed list, or that of the network for a caisse that has none."""

    caisse = models.ForeignKey(
        Caisse,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="refusal_reasons",
        verbose_name="caisse",
        help_text="Vide : pour toute caisse qui n’a pas sa liste.",
    )
    label = models.CharField("motif", max_length=150)
    rank = models.PositiveSmallIntegerField("rang", default=100)
    is_offered = models.BooleanField("proposé", default=True)

    class Meta:
        verbose_name = "motif de refus d’un congé"
        verbose_name_plural = "motifs de refus d’un congé"
        ordering = ["rank", "label"]
        constraints = [
            models.UniqueConstraint(fields=["caisse", "label"], nulls_distinct=False, name="refusal_reasons_differ")
        ]

    def __str__(self) -> str:
        return self.label
