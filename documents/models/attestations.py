"""Attestations that the portal makes at once, and their public verification."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from adherents.models import Caisse
from core.references import new_public_id
from core.triggers import stays_in_its_company
from documents.enums import AttestationState
from documents.models.documents import Document, DocumentPart


class AttestationRule(models.Model):
    """What a caisse decides of its attestations; without a row, the parameters of the portal hold.

    `figures_max_days`: how old the figures of a company may be. `valid_days`: for how long an attestation holds.
    """

    caisse = models.OneToOneField(
        Caisse, on_delete=models.CASCADE, related_name="attestation_rule", verbose_name="caisse"
    )
    figures_max_days = models.PositiveSmallIntegerField(
        "ancienneté des chiffres, au plus (jours)",
        help_text="Au-delà, aucune attestation n’est établie : votre caisse n’a rien transmis au portail depuis.",
    )
    valid_days = models.PositiveSmallIntegerField("durée de validité (jours)")

    class Meta:
        verbose_name = "règle des attestations"
        verbose_name_plural = "règles des attestations"
        constraints = [
            models.CheckConstraint(
                name="attestation_rule_lets_some_days",
                condition=Q(figures_max_days__gt=0, valid_days__gt=0),
                violation_error_message="Écrivez au moins un jour.",
            )
        ]

    def __str__(self) -> str:
        return f"Attestations, {self.caisse}"


class Attestation(DocumentPart):
    """What an attestation says, kept as it was said. Its document is one like any other.

    `code`: what is printed on it, stored as `core.codes.digest` keyed by its SIRET: whoever has the paper verifies it.
    `figures_on`: the day of the figures that it rests on. `recipient`: for whom, as the company wrote it. `attempt`: of
    the form that asked for it, so that it is made once.
    """

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="attestation")
    attempt = models.CharField(max_length=32, default=new_public_id, editable=False)
    code = models.CharField(max_length=64, unique=True, editable=False)
    siret = models.CharField("SIRET", max_length=14)
    cibtp_id = models.CharField("identifiant CIBTP", max_length=20)
    naf = models.CharField("code APE", max_length=5, blank=True)
    company_name = models.CharField("raison sociale", max_length=160)
    recipient = models.CharField("destinataire", max_length=160, blank=True)
    issued_on = models.DateField("établie le")
    figures_on = models.DateField("chiffres au")
    valid_until = models.DateField("valable jusqu’au")
    made_at = models.DateTimeField("faite le", default=timezone.now)
    replaced_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces", verbose_name="remplacée par"
    )
    replaced_at = models.DateTimeField("remplacée le", null=True, blank=True)

    class Meta:
        verbose_name = "attestation"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["adherent", "attempt"], name="one_attestation_per_attempt"),
            models.CheckConstraint(name="attestation_lasts", condition=Q(valid_until__gte=F("issued_on"))),
        ]
        indexes = [models.Index(fields=["siret"], name="attestation_by_siret")]
        triggers = [stays_in_its_company(document=Document)]

    def __str__(self) -> str:
        return f"{self.document}, {self.company_name}"

    def state_on(self, today: date) -> AttestationState:
        """What was withdrawn is nothing else, whatever came before or after."""
        if self.document.withdrawn_at is not None:
            return AttestationState.WITHDRAWN
        if self.replaced_at is not None:
            return AttestationState.REPLACED
        return AttestationState.EXPIRED if today > self.valid_until else AttestationState.VALID
