"""What is new: in the portal, from the network (`caisse` NULL), or from a caisse."""

from datetime import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.safestring import SafeString

from adherents.models import Caisse
from core import rich_text
from core.references import new_public_id
from support.enums import NewsAudience

NEWS_MAX_LENGTH = 5000


class NewsQuerySet(models.QuerySet):
    def of(self, caisse_id: int | None) -> Self:
        """Published: the network's, and the caisse's, if there is one."""
        own = Q(caisse__isnull=True) if caisse_id is None else Q(caisse__isnull=True) | Q(caisse_id=caisse_id)
        return self.filter(own, is_published=True)

    def not_over(self, now: datetime) -> Self:
        """Shown now or later."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now))


class News(models.Model):
    """Shown from `starts_at` until `ends_at`, to its audience. `is_important`: as a banner too, which one puts away."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    caisse = models.ForeignKey(
        Caisse,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="news",
        verbose_name="caisse",
        help_text="Vide : toutes les caisses.",
    )
    audience = models.CharField("pour", max_length=10, choices=NewsAudience.choices, default=NewsAudience.EVERYBODY)
    title = models.CharField("titre", max_length=120)
    body = models.TextField("texte", max_length=NEWS_MAX_LENGTH)
    starts_at = models.DateTimeField("montrée à partir du", default=timezone.now)
    ends_at = models.DateTimeField("jusqu’au", null=True, blank=True, help_text="Vide : sans fin.")
    is_important = models.BooleanField(
        "importante", default=False, help_text="Montrée aussi en bandeau, sur chaque page."
    )
    is_published = models.BooleanField(
        "publiée", default=True, help_text="Décoché : un brouillon, que personne ne voit."
    )

    objects = NewsQuerySet.as_manager()

    class Meta:
        verbose_name = "nouveauté"
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="news_end_after_they_start", condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at"))
            ),
        ]
        indexes = [models.Index(fields=["caisse", "-starts_at"], name="news_by_caisse")]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.starts_at is not None and self.ends_at is not None and self.ends_at <= self.starts_at:
            refusal = "La fin est avant le début : choisissez un instant plus tard, ou laissez vide."
            raise ValidationError({"ends_at": ValidationError(refusal, code="before_the_start")})

    def standing_at(self, now: datetime) -> str:
        """Whether it is shown, as staff say it."""
        if not self.is_published:
            return "Brouillon"
        if self.starts_at > now:
            return "À venir"
        return "Terminée" if self.ends_at is not None and self.ends_at <= now else "En ligne"

    @property
    def body_html(self) -> SafeString:
        return rich_text.rendered(self.body)
