"""One table."""

from django.conf import settings
from django.db import models


class Note(models.Model):
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notes")
    title = models.CharField(max_length=100)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-written_at"]

    def __str__(self) -> str:
        return self.title
