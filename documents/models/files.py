"""Stored files: named by what they hold, so that what is read is known to be what was stored."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from documents.enums import FileHealth, TextState


class StoredFile(models.Model):
    """One content, however many documents have it. `fingerprint`: its SHA-256, which also names it where it is stored.

    It belongs to no company: a file is reached through a document only. `text_state`, `pages`: of what a job read.
    """

    fingerprint = models.CharField("empreinte", max_length=64, unique=True)
    size = models.PositiveIntegerField("taille (octets)")
    content_type = models.CharField("type", max_length=40)
    stored_at = models.DateTimeField("rangé le", default=timezone.now)
    text_state = models.CharField("texte", max_length=10, choices=TextState.choices, default=TextState.WAITING)
    pages = models.PositiveIntegerField("pages", null=True, blank=True)
    health = models.CharField("état", max_length=10, choices=FileHealth.choices, default=FileHealth.WHOLE)
    health_seen_at = models.DateTimeField("vérifié le", null=True, blank=True)

    class Meta:
        verbose_name = "fichier"
        constraints = [
            models.CheckConstraint(
                name="file_is_named_by_its_fingerprint", condition=Q(fingerprint__regex=r"^[0-9a-f]{64}$")
            )
        ]
        indexes = [
            models.Index(fields=["id"], name="file_to_read", condition=Q(text_state=TextState.WAITING)),
            models.Index(fields=["health_seen_at", "id"], name="file_to_verify"),
        ]

    def __str__(self) -> str:
        return self.fingerprint

    @property
    def stored_name(self) -> str:
        """Where it is in the private storage; in folders of some thousands."""
        return f"documents/{self.fingerprint[:2]}/{self.fingerprint}"


class FileText(models.Model):
    """The words of a file, page after page, as they were read; at most `DOCUMENT_TEXT_MAX_LENGTH` characters."""

    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="text", primary_key=True)
    pages = ArrayField(models.TextField(), default=list)

    class Meta:
        verbose_name = "texte d’un fichier"

    def __str__(self) -> str:
        return str(self.file)
