"""When a caisse calls back or receives: rows of the caisse, by its own clock."""

from datetime import timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from adherents.enums import TimeZone
from adherents.models import Caisse
from support.enums import AppointmentKind, Weekday

SHORTEST_MINUTES, LONGEST_MINUTES = 5, 240
MOST_AT_ONCE = 50
LONGEST_NOTICE_HOURS, FURTHEST_DAYS = 24 * 14, 366


class AgendaQuerySet(models.QuerySet["Agenda"]):
    def offered_by(self, caisse_id: int) -> Self:
        """What its companies may choose among."""
        return self.filter(caisse_id=caisse_id, is_open=True)


class Agenda(models.Model):
    """One kind of appointment that a caisse gives. Weekly hours, slots of one length, several people at once
    (`capacity`); nothing sooner than `notice_hours`, nor later than `furthest_days`.
    """

    caisse = models.ForeignKey(Caisse, on_delete=models.CASCADE, related_name="agendas", verbose_name="caisse")
    kind = models.CharField("sorte de rendez-vous", max_length=10, choices=AppointmentKind.choices)
    is_open = models.BooleanField("proposé aux entreprises", default=True)
    length_minutes = models.PositiveSmallIntegerField(
        "durée (minutes)",
        default=30,
        validators=[MinValueValidator(SHORTEST_MINUTES), MaxValueValidator(LONGEST_MINUTES)],
    )
    capacity = models.PositiveSmallIntegerField(
        "rendez-vous en même temps",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_AT_ONCE)],
        help_text="Combien d’agents reçoivent ou rappellent à la même heure.",
    )
    notice_hours = models.PositiveSmallIntegerField(
        "au plus tard avant (heures)",
        default=4,
        validators=[MaxValueValidator(LONGEST_NOTICE_HOURS)],
        help_text="Un créneau plus proche n’est plus proposé.",
    )
    furthest_days = models.PositiveSmallIntegerField(
        "au plus loin (jours)",
        default=42,
        validators=[MinValueValidator(1), MaxValueValidator(FURTHEST_DAYS)],
    )
    time_zone = models.CharField(
        "heure",
        max_length=20,
        choices=TimeZone.choices,
        default=TimeZone.PARIS,
        help_text="Celle de la caisse : elle est écrite à côté de chaque heure.",
    )
    directions = models.TextField(
        "à savoir",
        max_length=600,
        blank=True,
        help_text="Où se présenter, comment se connecter, quoi préparer : montré avec le rendez-vous et dans l’agenda.",
    )

    objects = AgendaQuerySet.as_manager()

    class Meta:
        verbose_name = "agenda"
        ordering = ["caisse", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["caisse", "kind"],
                name="one_agenda_per_kind_of_a_caisse",
                violation_error_message="Cette caisse a déjà un agenda de cette sorte : modifiez-le.",
            ),
            models.CheckConstraint(
                name="agenda_has_slots_and_people",
                condition=Q(length_minutes__range=(SHORTEST_MINUTES, LONGEST_MINUTES))
                & Q(capacity__range=(1, MOST_AT_ONCE))
                & Q(notice_hours__lte=LONGEST_NOTICE_HOURS)
                & Q(furthest_days__range=(1, FURTHEST_DAYS)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.length_minutes)

    @property
    def notice(self) -> timedelta:
        return timedelta(hours=self.notice_hours)

    @property
    def clock(self) -> str:
        """« heure de La Réunion »."""
        return str(TimeZone(self.time_zone).label)

    @property
    def asks_phone(self) -> bool:
        return self.kind == AppointmentKind.PHONE


class OpeningHours(models.Model):
    """Of one day of the week; several in a day leave its breaks out."""

    agenda = models.ForeignKey(Agenda, on_delete=models.CASCADE, related_name="hours", verbose_name="agenda")
    weekday = models.PositiveSmallIntegerField("jour", choices=Weekday.choices)
    opens_at = models.TimeField("de")
    closes_at = models.TimeField("à")

    class Meta:
        verbose_name = "plage d’ouverture"
        verbose_name_plural = "plages d’ouverture"
        ordering = ["weekday", "opens_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["agenda", "weekday", "opens_at"],
                name="opening_hours_start_once",
                violation_error_message="Ce jour a déjà une plage qui commence à cette heure.",
            ),
            models.CheckConstraint(
                name="opening_hours_end_after_they_start",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message="La fin vient avant le début : corrigez l’une des deux heures.",
            ),
        ]

    @property
    def caisse_id(self) -> int:
        """Whose journal tells of it."""
        return int(self.agenda.caisse_id)

    def __str__(self) -> str:
        return f"{self.get_weekday_display()}, {self.opens_at:%H:%M} à {self.closes_at:%H:%M}"


class Closure(models.Model):
    """Days without appointments, beside the public holidays: of one agenda, or of all those of the caisse."""

    caisse = models.ForeignKey(Caisse, on_delete=models.CASCADE, related_name="closures", verbose_name="caisse")
    agenda = models.ForeignKey(
        Agenda,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="closures",
        verbose_name="agenda",
        help_text="Vide : tous ceux de la caisse.",
    )
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    name = models.CharField("motif", max_length=80, help_text="Lu par les agents seulement.")

    class Meta:
        verbose_name = "fermeture"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="closure_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="La fin vient avant le début : corrigez l’une des deux dates.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, du {self.starts_on:%d/%m/%Y} au {self.ends_on:%d/%m/%Y}"

    def clean(self) -> None:
        if self.agenda is not None and self.caisse_id and self.agenda.caisse_id != self.caisse_id:
            raise ValidationError({"agenda": "Cet agenda est celui d’une autre caisse."}, code="other_caisse")
