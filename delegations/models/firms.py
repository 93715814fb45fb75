"""The firm (cabinet comptable), its collaborators and those it invites."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.identifiers import validate_siret
from core.identity import written_email
from core.references import new_public_id
from core.search import search_column
from core.templatetags.portal import instant


class Firm(models.Model):
    """A cabinet comptable (tiers déclarant)."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    siret = models.CharField("SIRET", max_length=14, unique=True, validators=[validate_siret])
    name = models.CharField("raison sociale", max_length=160)
    plain_name = search_column("name")

    class Meta:
        verbose_name = "cabinet"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class FirmMember(models.Model):
    """A collaborator of a firm; acts in their own name for the firm's clients. Removed, the row is gone."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="members", verbose_name="cabinet")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="firm_memberships",
        verbose_name="collaborateur",
    )
    is_administrator = models.BooleanField("administrateur du cabinet", default=False)
    joined_at = models.DateTimeField("depuis le", default=timezone.now)

    class Meta:
        verbose_name = "collaborateur"
        constraints = [models.UniqueConstraint(fields=["firm", "user"], name="a_person_is_once_in_a_firm")]

    def __str__(self) -> str:
        return f"{self.user} · {self.firm}"


class FirmInvitationQuerySet(models.QuerySet["FirmInvitation"]):
    def waiting(self) -> Self:
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)

    def usable(self, now: datetime) -> Self:
        return self.waiting().filter(expires_at__gt=now)


class FirmInvitation(models.Model):
    """An administrator asks somebody to join the firm; the link is only in the e-mail, its digest is here."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="invitations", verbose_name="cabinet")
    email = models.CharField("adresse électronique", max_length=254)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField("envoyée le", default=timezone.now)
    expires_at = models.DateTimeField("valable jusqu’au")
    accepted_at = models.DateTimeField("acceptée le", null=True)
    withdrawn_at = models.DateTimeField("annulée le", null=True)

    objects = FirmInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation d’un collaborateur"
        verbose_name_plural = "invitations de collaborateurs"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "email"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_waiting_invitation_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"{written_email(self.email)} · {self.firm}"


class RequestBatch(models.Model):
    """A file of demandes de délégation. What the firm typed is kept; what became of each line is not told to it."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="request_batches", verbose_name="cabinet")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField("envoyées le", default=timezone.now)
    line_count = models.PositiveIntegerField("lignes")

    class Meta:
        verbose_name = "envoi de demandes"
        verbose_name_plural = "envois de demandes"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.firm}, {instant(self.created_at)}"
