"""What staff write in place of the help and the tutorials that the portal ships."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from adherents.models import Caisse
from core.triggers import append_only
from support.enums import TextKind


class PageTextQuerySet(models.QuerySet["PageText"]):
    def latest_of_each(self) -> Any:
        """The last version of each text of each caisse, and of the network."""
        return self.order_by("kind", "page", "caisse_id", "-pk").distinct("kind", "page", "caisse_id")


class PageText(models.Model):
    """One version of a text, never rewritten: the last one is in force. Without any words, it gives back to its
    readers what the portal ships. `page`: the name of its address; without a caisse, it is of the whole network.
    """

    page = models.CharField("page", max_length=80)
    kind = models.CharField("texte", max_length=10, choices=TextKind.choices, default=TextKind.HELP)
    caisse = models.ForeignKey(
        Caisse, null=True, blank=True, on_delete=models.PROTECT, related_name="page_texts", verbose_name="caisse"
    )
    body = models.TextField("texte", max_length=10_000, blank=True)
    written_at = models.DateTimeField("écrit le", default=timezone.now, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="écrit par"
    )

    objects = PageTextQuerySet.as_manager()

    class Meta:
        verbose_name = "aide ou tutoriel remplacé"
        verbose_name_plural = "aides et tutoriels remplacés"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "page", "caisse", "-id"], name="page_text_in_force")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.page}"
