"""What staff wrote for everybody to read, each time that they wrote it."""

from django.db import models
from django.utils import timezone
from django.utils.safestring import SafeString

from core import rich_text
from core.triggers import append_only
from support.enums import WrittenKind


class WrittenVersion(models.Model):
    """The text as it was saved; `row_id`: of the row, which its `kind` names. Never changed nor removed."""

    kind = models.CharField(max_length=10, choices=WrittenKind.choices)
    row_id = models.BigIntegerField()
    title = models.CharField("titre", max_length=200)
    body = models.TextField("texte")
    written_at = models.DateTimeField("enregistré le", default=timezone.now)
    written_by_label = models.CharField("par", max_length=200)

    class Meta:
        verbose_name = "version d’un texte"
        verbose_name_plural = "versions des textes"
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["kind", "row_id", "-written_at"], name="version_by_row")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.title}, {self.written_at:%d/%m/%Y}"

    @property
    def body_html(self) -> SafeString:
        return rich_text.rendered(self.body)
