"""What the staff records of the weather and of the rules of a caisse, beside the dated figures."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from adherents.models import Caisse, DatedModel
from core.tenancy import ScopedModel
from stoppages.enums import SickLeaveReason, VigilanceLevel

_DEPARTEMENT = RegexValidator(r"^(\d{2}|2A|2B)$", "Saisissez le code du département : « 13 », « 2A ».")


class HeatwaveVigilance(models.Model):
    """The level of the canicule in a département on a day (phenomenon 6 of Météo-France), or a prefect's order."""

    departement = models.CharField("département", max_length=3, validators=[_DEPARTEMENT])
    day = models.DateField("jour")
    level = models.CharField("niveau", max_length=6, choices=VigilanceLevel.choices)
    source = models.CharField("source", max_length=300)
    recorded_at = models.DateTimeField("enregistrée le", default=timezone.now)

    class Meta:
        verbose_name = "vigilance canicule"
        verbose_name_plural = "vigilances canicule"
        ordering = ["-day", "departement"]
        constraints = [
            models.UniqueConstraint(
                fields=["departement", "day"],
                name="one_vigilance_per_departement_and_day",
                violation_error_message="Ce département a déjà un niveau ce jour-là : corrigez cette ligne.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.departement}, {self.day:%d/%m/%Y} : {self.get_level_display()}"


class SeasonalStop(DatedModel):
    """Days on which an activity stops every winter, and that are not indemnified (arrêt saisonnier).

    `above`: metres of altitude from which it holds, None for the whole département. `activity`: in words, empty for
    all.
    """

    departement = models.CharField("département", max_length=3, validators=[_DEPARTEMENT])
    activity = models.CharField("activité", max_length=120, blank=True)
    above = models.PositiveSmallIntegerField("à partir de (mètres d’altitude)", null=True, blank=True)

    class Meta:
        verbose_name = "arrêt saisonnier"
        verbose_name_plural = "arrêts saisonniers"
        ordering = ["departement", "-starts_on"]
        constraints = [
            models.CheckConstraint(
                name="seasonal_stop_has_an_end_after_its_start", condition=Q(ends_on__gte=F("starts_on"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.departement}, depuis le {self.starts_on:%d/%m/%Y}"


class ReimbursedNature(DatedModel):
    """A motive of arrêt de travail for which a caisse reimburses something: none, unless it says so here."""

    caisse = models.ForeignKey(
        Caisse, on_delete=models.PROTECT, related_name="reimbursed_natures", verbose_name="caisse"
    )
    reason = models.CharField("motif de l’arrêt", max_length=22, choices=SickLeaveReason.choices)

    class Meta:
        verbose_name = "arrêt de travail remboursé"
        verbose_name_plural = "arrêts de travail remboursés"
        ordering = ["caisse", "reason", "-starts_on"]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} depuis le {self.starts_on:%d/%m/%Y}"


class CampaignWages(ScopedModel):
    """S: the capped wages that the company declared for a campaign, when it says them itself (D5424-25).

    Without a row, S is the sum of the months declared to the caisse. `campaign`: its first day.
    """

    campaign = models.DateField("campagne du")
    amount = models.DecimalField("salaires plafonnés déclarés (€)", max_digits=12, decimal_places=2)
    said_at = models.DateTimeField("saisi le", default=timezone.now)
    said_by_label = models.CharField("saisi par", max_length=200)

    class Meta:
        verbose_name = "salaires d’une campagne"
        verbose_name_plural = "salaires des campagnes"
        ordering = ["-campaign"]
        constraints = [
            models.UniqueConstraint(fields=["adherent", "campaign"], name="one_sum_of_wages_per_campaign"),
            models.CheckConstraint(name="declared_wages_are_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="campaign_is_named_by_its_first_day", condition=Q(campaign__month=4, campaign__day=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign.year}-{self.campaign.year + 1}"
