"""Closed vocabularies of the stoppages; the values are those of `stoppages.arithmetic`."""

from django.db.models import TextChoices


class CarenceReading(TextChoices):
    """How a caisse counts the carence of a continuous stoppage that crosses a week."""

    LAW = "law", "Une par arrêt continu (D5424-12)"
    PER_WEEK = "per_week", "Une par semaine"


class Tolerance(TextChoices):
    """What a caisse adds to the month of a final declaration."""

    NONE = "none", "Aucune"
    MONTH_END = "month_end", "Tant de jours après la reprise, fin de mois"
    NEXT_MONTH_END = "next_month_end", "Fin du mois qui suit la reprise"
