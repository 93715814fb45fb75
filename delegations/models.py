"""The firm (cabinet comptable), its collaborators, and what a company lets it do."""

from datetime import date
from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from adherents.identifiers import validate_siret
from core.references import new_public_id
from core.tenancy import ScopedModel, ScopedQuerySet
from delegations.enums import DelegationState


class Firm(models.Model):
    """A cabinet comptable (tiers déclarant)."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    siret = models.CharField("SIRET", max_length=14, unique=True, validators=[validate_siret])
    name = models.CharField("raison sociale", max_length=160)

    class Meta:
        verbose_name = "cabinet"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class FirmMember(models.Model):
    """A collaborator of a firm; acts in their own name for the firm's clients."""

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="members", verbose_name="cabinet")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="firm_memberships")
    is_administrator = models.BooleanField("administrateur du cabinet", default=False)

    class Meta:
        verbose_name = "collaborateur"
        constraints = [models.UniqueConstraint(fields=["firm", "user"], name="a_person_is_once_in_a_firm")]

    def __str__(self) -> str:
        return f"{self.user} · {self.firm}"


class DelegationQuerySet(ScopedQuerySet):
    def in_force(self, on: date) -> Self:
        """Accepted, started, not ended."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on), state=DelegationState.ACTIVE, starts_on__lte=on
        )


class Delegation(ScopedModel):
    """Rights that a company gives to a firm, from a day, to an optional last day (included)."""

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="delegations", verbose_name="cabinet")
    all_sites = models.BooleanField("tous les sites", default=True)
    # Read only when not `all_sites`.
    establishments = models.ManyToManyField(
        "adherents.Establishment", through="DelegationSite", related_name="+", verbose_name="sites", blank=True
    )
    rights = ArrayField(models.CharField(max_length=30), default=list, verbose_name="droits")
    state = models.CharField("état", max_length=10, choices=DelegationState.choices, default=DelegationState.PENDING)
    starts_on = models.DateField("à partir du")
    ends_on = models.DateField("jusqu’au", null=True, blank=True)

    objects = DelegationQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "délégation"
        constraints = [
            models.CheckConstraint(
                name="delegation_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.adherent} → {self.firm}"


class DelegationSite(ScopedModel):
    """One site of a delegation that is not for all of them."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="sites")
    establishment = models.ForeignKey(
        "adherents.Establishment", on_delete=models.PROTECT, related_name="+", verbose_name="site"
    )

    class Meta:
        verbose_name = "site d’une délégation"
        verbose_name_plural = "sites d’une délégation"
        ordering = ["establishment__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["delegation", "establishment"], name="a_site_is_once_in_a_delegation")
        ]
        triggers = [
            pgtrigger.Trigger(
                name="delegated_site_is_of_the_company",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NEW.adherent_id <> (SELECT adherent_id FROM delegations_delegation WHERE id = NEW.delegation_id)
                    OR NEW.adherent_id <>
                        (SELECT adherent_id FROM adherents_establishment WHERE id = NEW.establishment_id)
                    THEN
                        RAISE EXCEPTION 'this site is not one of the company that gives the delegation'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'delegated_site_is_of_the_company';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.delegation} · {self.establishment}"
