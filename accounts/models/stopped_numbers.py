"""The numbers that want no SMS any more."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.enums import StopSource


class StoppedNumber(models.Model):
    """A number from which STOP was answered: no SMS of the caisse goes to it, whoever has it in their account.

    The row is the wish itself: taken back, it is deleted. Choices of messages are kept beside it, unchanged.
    """

    number = models.CharField("numéro", max_length=20, unique=True)
    stopped_at = models.DateTimeField("arrêté le", default=timezone.now, db_index=True)
    source = models.CharField("connu par", max_length=8, choices=StopSource.choices)

    class Meta:
        verbose_name = "numéro qui a répondu STOP"
        verbose_name_plural = "numéros qui ont répondu STOP"
        constraints = [
            models.CheckConstraint(name="stopped_number_is_e164", condition=Q(number__regex=r"^\+[0-9]{6,18}$"))
        ]

    def __str__(self) -> str:
        return f"STOP du {self.stopped_at:%d/%m/%Y}"
