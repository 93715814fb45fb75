"""The kinds of absence: rows, the same in the whole network."""

from typing import Self

from django.db import models
from django.db.models import Q

from absences.enums import Colour, Effect, Unit


class AbsenceKindQuerySet(models.QuerySet["AbsenceKind"]):
    def offered(self) -> Self:
        """Those that one may still enter."""
        return self.filter(is_offered=True)


class AbsenceKind(models.Model):
    """One kind. `covers_leave`: entered over paid leave, it wins, and the days of leave are given back (L3141-19-1).

    `is_paid_leave`: declared to the caisse, which pays it. `is_sensitive`: seen as such only with the right to the
    motives. `effect`: what is said of it to whoever enters it; the rights themselves are the caisse's figures.
    """

    key = models.SlugField("clé", max_length=30, unique=True)
    name = models.CharField("nom", max_length=80, unique=True)
    letter = models.CharField("lettre", max_length=3, unique=True)
    colour = models.CharField("couleur", max_length=10, choices=Colour.choices)
    unit = models.CharField("compté en", max_length=10, choices=Unit.choices)
    effect = models.CharField("effet sur les droits à congés", max_length=10, choices=Effect.choices)
    is_sensitive = models.BooleanField("motif privé", default=True)
    covers_leave = models.BooleanField("l’emporte sur un congé payé", default=False)
    is_paid_leave = models.BooleanField("congé payé, déclaré à la caisse", default=False)
    rank = models.PositiveSmallIntegerField("rang", default=100)
    is_offered = models.BooleanField("proposé à la saisie", default=True)

    objects = AbsenceKindQuerySet.as_manager()

    class Meta:
        verbose_name = "nature d’absence"
        verbose_name_plural = "natures d’absence"
        ordering = ["rank", "name"]
        constraints = [
            models.CheckConstraint(
                name="paid_leave_covers_no_leave_and_is_named",
                condition=~Q(is_paid_leave=True) | Q(covers_leave=False, is_sensitive=False, unit=Unit.OUVRABLES),
                violation_error_message=(
                    "Un congé payé se compte en jours ouvrables, n’a pas de motif privé et ne l’emporte sur rien."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name
