"""What a company has taken in the agenda of its caisse."""

from datetime import datetime
from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, When
from django.utils import timezone

from adherents.models import Establishment
from adherents.time_zones import written_moment
from core.references import new_public_id
from core.triggers import stays_in_its_company
from employees.models import Employee
from support.enums import AppointmentState
from support.models.about import AboutModel, AboutQuerySet, names_its_object
from support.models.agendas import Agenda
from support.models.subjects import Subject

NOTE_MAX_LENGTH = 500
REASON_MAX_LENGTH = 300


class AppointmentQuerySet(AboutQuerySet):
    def booked(self) -> Self:
        return self.filter(state=AppointmentState.BOOKED)

    def coming(self, now: datetime) -> Self:
        """Booked and not over."""
        return self.booked().filter(ends_at__gt=now)

    def coming_first(self, now: datetime) -> Self:
        """The next one on top; then what is over or cancelled, the latest first."""
        is_coming = When(ends_at__gt=now, state=AppointmentState.BOOKED, then=F("starts_at"))
        return self.order_by(Case(is_coming).asc(nulls_last=True), "-starts_at", "-pk")


def _time() -> Func:
    return Func(F("starts_at"), F("ends_at"), function="tstzrange", output_field=DateTimeRangeField())


class Appointment(AboutModel):
    """`day`: of the caisse, by its clock. `seat`: which of those that its agenda has at once; a seat is nobody else's
    until the end, which the database keeps. `version`: another at each change, which the SEQUENCE of its event follows;
    a page that was read before is refused. `linked_*`: what it is about (`core.linked`), as it was named then.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    reference = models.CharField("référence", max_length=20, unique=True)
    attempt = models.CharField(max_length=32, default=new_public_id, editable=False)
    agenda = models.ForeignKey(
        Agenda, on_delete=models.PROTECT, related_name="appointments", verbose_name="sorte de rendez-vous"
    )
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="appointments", verbose_name="objet")
    establishment = models.ForeignKey(
        Establishment,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="appointments",
        verbose_name="site",
    )
    employee = models.ForeignKey(
        Employee, null=True, blank=True, on_delete=models.CASCADE, related_name="appointments", verbose_name="salarié"
    )
    phone = models.CharField("numéro à rappeler", max_length=20, blank=True)
    note = models.TextField("précisions", max_length=NOTE_MAX_LENGTH, blank=True)
    day = models.DateField("jour", editable=False)
    starts_at = models.DateTimeField("début", editable=False)
    ends_at = models.DateTimeField("fin", editable=False)
    seat = models.PositiveSmallIntegerField(default=1, editable=False)
    state = models.CharField(
        "état", max_length=10, choices=AppointmentState.choices, default=AppointmentState.BOOKED, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    booked_at = models.DateTimeField("pris le", default=timezone.now, editable=False)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="pris par"
    )
    booked_by_label = models.CharField("pris par", max_length=200)
    changed_at = models.DateTimeField("modifié le", default=timezone.now, editable=False)
    changed_by_caisse = models.BooleanField(default=False, editable=False)
    reason = models.CharField("motif de la caisse", max_length=REASON_MAX_LENGTH, blank=True, editable=False)
    reminded_at = models.DateTimeField("rappelé le", null=True, editable=False)

    objects = AppointmentQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "rendez-vous"
        verbose_name_plural = "rendez-vous"
        ordering = ["starts_at", "pk"]
        permissions = [("treat_appointment", "Déplacer et annuler les rendez-vous des entreprises")]
        constraints = [
            models.UniqueConstraint(fields=["adherent", "attempt"], name="one_appointment_per_attempt"),
            names_its_object("linked_appointment_names_its_object"),
            models.CheckConstraint(
                name="appointment_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"), seat__gte=1)
            ),
            ExclusionConstraint(
                name="one_appointment_per_seat_at_a_time",
                expressions=[
                    ("agenda", RangeOperators.EQUAL),
                    ("seat", RangeOperators.EQUAL),
                    (_time(), RangeOperators.OVERLAPS),
                ],
                condition=Q(state=AppointmentState.BOOKED),
            ),
        ]
        indexes = [
            models.Index(fields=["adherent", "-starts_at", "-id"], name="appointment_by_company"),
            models.Index(
                fields=["agenda", "starts_at"], name="appointment_by_hour", condition=Q(state=AppointmentState.BOOKED)
            ),
            models.Index(
                fields=["starts_at"],
                name="appointment_to_remind",
                condition=Q(state=AppointmentState.BOOKED, reminded_at__isnull=True),
            ),
        ]
        triggers = [
            stays_in_its_company(establishment=Establishment, employee=Employee),
            pgtrigger.Trigger(
                name="seat_is_one_of_its_agenda",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("seat", "agenda_id"),  # type: ignore[no-untyped-call]
                func="""
                    IF NEW.seat > (SELECT capacity FROM support_agenda WHERE id = NEW.agenda_id) THEN
                        RAISE EXCEPTION 'this agenda has fewer appointments at once'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'seat_is_one_of_its_agenda';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agenda} {self.reference}"

    @property
    def when(self) -> str:
        """« mercredi 2 décembre 2026 à 10 h 30, heure de La Réunion »."""
        return written_moment(self.starts_at, self.agenda.time_zone)

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def is_cancelled(self) -> bool:
        return self.state == AppointmentState.CANCELLED

    def is_coming(self, now: datetime) -> bool:
        return not self.is_cancelled and self.starts_at > now
