"""An absence of somebody, as the company plans it."""

from datetime import date
from typing import Self

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, IntegerRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.utils import timezone

from absences.enums import AbsenceState, AfterDeparture
from absences.models.given import GivenStretch
from absences.models.kinds import AbsenceKind
from absences.stretches import Stretch
from core.access import Scope
from core.compiled import Given
from core.references import new_public_id
from core.tenancy import ScopedModel, ScopedQuerySet
from employees.models import Employee, Employment


def _half(day: str, noon: str, *, sign: str, shift: int) -> Func:
    """The number of a half day, as `Stretch` counts them."""
    return Func(
        F(day),
        F(noon),
        template=f"(2 * (%(expressions)s::int + {shift})",
        arg_joiner=f" - DATE '0001-01-01' + 1) {sign} ",
        output_field=models.IntegerField(),
    )


def _half_days() -> Func:
    starts = _half("starts_on", "starts_at_noon", sign="+", shift=0)
    ends = _half("ends_on", "ends_at_noon", sign="-", shift=2)
    return Func(starts, ends, function="int4range", output_field=IntegerRangeField())


def _days() -> Func:
    """Both ends included, whatever is worked of them."""
    return Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange", output_field=DateRangeField())


class AbsenceQuerySet(ScopedQuerySet):
    def for_scope(self, scope: Scope) -> Self:
        """Whoever acts for one site sees the absences of whoever has a contract there on one of their days; and, once
        the contract ended before them, those of whoever had their last one there.
        """
        rows = self.filter(adherent_id=scope.adherent_id)
        site = scope.establishment_id
        if site is None:
            return rows
        people = Employment.objects.real().filter(employee=OuterRef("employee"), establishment_id=site)
        there = people.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("starts_on")), starts_on__lte=OuterRef("ends_on")
        )
        last_there = people.current()
        return rows.filter(Exists(there) | ~Q(after_departure="") & Exists(last_there))

    def live(self) -> Self:
        """Those that hold their days."""
        return self.exclude(state=AbsenceState.CANCELLED)

    def meeting(self, stretch: Stretch | GivenStretch) -> Self:
        """Those that hold a half day of this stretch; by whole days too, which the index of a company is made of."""
        days = {"starts_on__lte": stretch.ends_on, "ends_on__gte": stretch.starts_on}
        return self.live().filter(half_days__overlap=stretch.halves, **days)

    def on_day(self, day: date | Given) -> Self:
        """Those that hold a day or its half. By an index of its own, which nothing else that is asked can use: by the
        half days of people, the database would read those of the whole country.
        """
        return self.live().alias(days=_days()).filter(days__contains=day)

    def to_declare(self) -> Self:
        """Those of which the caisse must still be told something."""
        return self.filter(to_declare=True)

    def to_resolve(self) -> Self:
        """Those with days that no contract holds any more."""
        return self.filter(after_departure=AfterDeparture.TO_RESOLVE)

    def to_put_back(self) -> Self:
        """Those cancelled for a departure that was cancelled or put off since."""
        return self.filter(after_departure=AfterDeparture.TO_PUT_BACK)


class Absence(ScopedModel):
    """`state` and `to_declare` are computed by `services.settling`; `version` changes with every change of the row.

    `split_from`: the absence that this one was a part of. `after_departure`: what its days after a contract ask for
    (`services.departures`).
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="absences", verbose_name="salarié")
    kind = models.ForeignKey(AbsenceKind, on_delete=models.PROTECT, related_name="absences", verbose_name="nature")
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    starts_at_noon = models.BooleanField("à partir de midi", default=False)
    ends_at_noon = models.BooleanField("jusqu’à midi", default=False)
    half_days = models.GeneratedField(expression=_half_days(), output_field=IntegerRangeField(), db_persist=True)
    note = models.CharField("note", max_length=300, blank=True)
    state = models.CharField("état", max_length=10, choices=AbsenceState.choices, default=AbsenceState.ENTERED)
    to_declare = models.BooleanField("à déclarer", default=False)
    after_departure = models.CharField(
        "après une sortie",
        max_length=15,
        choices=AfterDeparture.choices,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    version = models.PositiveIntegerField("version", default=1)
    split_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="parts")
    collective = models.ForeignKey(
        "absences.CollectiveAbsence", null=True, blank=True, on_delete=models.SET_NULL, related_name="absences"
    )
    created_at = models.DateTimeField("saisie le", default=timezone.now)
    created_by_label = models.CharField("saisie par", max_length=200, blank=True)

    objects = AbsenceQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "absence"
        ordering = ["starts_on", "starts_at_noon", "pk"]
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_starts",
                condition=Q(ends_on__gt=F("starts_on"))
                | Q(ends_on=F("starts_on")) & ~Q(starts_at_noon=True, ends_at_noon=True),
            ),
            ExclusionConstraint(
                name="absences_of_a_person_do_not_overlap",
                expressions=[("employee", RangeOperators.EQUAL), ("half_days", RangeOperators.OVERLAPS)],
                condition=~Q(state=AbsenceState.CANCELLED),
            ),
        ]
        indexes = [
            models.Index(fields=["adherent", "starts_on", "ends_on"], name="absence_by_company"),
            # Who is absent today: of the absences of a company, half began before, half end after.
            GistIndex("adherent", _days(), condition=~Q(state=AbsenceState.CANCELLED), name="absence_on_a_day"),
            models.Index(fields=["adherent", "starts_on"], condition=Q(to_declare=True), name="absence_to_declare"),
            models.Index(
                fields=["adherent", "starts_on"],
                condition=Q(to_declare=True, state=AbsenceState.REFUSED),
                name="absence_refused",
            ),
            models.Index(
                fields=["adherent", "after_departure"],
                condition=Q(after_departure__in=[AfterDeparture.TO_RESOLVE, AfterDeparture.TO_PUT_BACK]),
                name="absence_after_departure",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="absence_stays_in_its_company",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("employee_id", "adherent_id"),  # type: ignore[no-untyped-call]
                func="""
                    IF NEW.adherent_id IS DISTINCT FROM
                        (SELECT adherent_id FROM employees_employee WHERE id = NEW.employee_id)
                    THEN
                        RAISE EXCEPTION 'an absence is of the company of the person'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'absence_stays_in_its_company';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.stretch.label}"

    @property
    def stretch(self) -> Stretch:
        return Stretch(self.starts_on, self.ends_on, self.starts_at_noon, self.ends_at_noon)

    @stretch.setter
    def stretch(self, value: Stretch) -> None:
        self.starts_on, self.ends_on = value.starts_on, value.ends_on
        self.starts_at_noon, self.ends_at_noon = value.starts_at_noon, value.ends_at_noon

    @property
    def is_live(self) -> bool:
        return self.state != AbsenceState.CANCELLED

    @property
    def state_words(self) -> str:
        """Of what the caisse is never told, nothing; of leave, where it stands."""
        if not self.kind.is_paid_leave:
            if self.to_declare:
                return _TO_DECLARE[AbsenceState.CANCELLED]
            return str(self.get_state_display()) if not self.is_live else ""
        if self.to_declare:
            return _TO_DECLARE.get(AbsenceState(self.state), "Modification à déclarer")
        return str(self.get_state_display())


_TO_DECLARE = {
    AbsenceState.ENTERED: "À déclarer",
    AbsenceState.REFUSED: "Refusée, à déclarer de nouveau",
    AbsenceState.CANCELLED: "Annulation à déclarer",
}
