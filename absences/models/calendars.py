"""Absences in somebody's own calendar program, by a secret address."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from adherents.models import Establishment
from core.references import new_public_id
from core.tenancy import ScopedModel, ScopedQuerySet
from employees.models import Crew


class CalendarSubscriptionQuerySet(ScopedQuerySet):
    def in_force(self) -> Self:
        """Not taken back; whether its person still may is judged at each fetch."""
        return self.filter(revoked_at__isnull=True)


class CalendarSubscription(ScopedModel):
    """One address. `establishment`: the site acted for, None for the whole company; `site` and `crew`: whose absences.

    Of the address only a digest is kept. A crew that is deleted takes its calendars with it: they would show everybody.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendars", verbose_name="personne"
    )
    establishment = models.ForeignKey(
        Establishment, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name="agit pour"
    )
    site = models.ForeignKey(
        Establishment, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name="site"
    )
    crew = models.ForeignKey(
        Crew, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name="équipe"
    )
    names_kinds = models.BooleanField("nomme les congés", default=False)
    label = models.CharField("nom", max_length=80)
    secret_digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("créé le", default=timezone.now)
    last_fetched_at = models.DateTimeField("lu le", null=True, blank=True)
    revoked_at = models.DateTimeField("retiré le", null=True, blank=True)

    objects = CalendarSubscriptionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "agenda des absences"
        verbose_name_plural = "agendas des absences"
        ordering = ["label", "pk"]
        indexes = [models.Index(fields=["user", "adherent"], name="calendar_by_person")]

    def __str__(self) -> str:
        return self.label

    @property
    def tiers_ref(self) -> str:
        """Of what its person acts for."""
        return self.establishment.public_id if self.establishment is not None else self.adherent.public_id
