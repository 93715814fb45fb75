"""A stretch that each call of a compiled query gives (`core.compiled`)."""

from typing import Any

from django.contrib.postgres.fields import IntegerRangeField
from django.db.models import DateField, Func, IntegerField

from absences.stretches import Stretch
from core.compiled import Given


class GivenStretch:
    """What `AbsenceQuerySet.meeting` asks of a stretch, as expressions; `values`: what a call then gives."""

    starts_on = Given("met_from", DateField())
    ends_on = Given("met_to", DateField())
    halves = Func(
        Given("first_half", IntegerField()),
        Given("end_half", IntegerField()),
        function="int4range",
        output_field=IntegerRangeField(),
    )

    @staticmethod
    def values(stretch: Stretch) -> dict[str, Any]:
        first, end = stretch.halves
        return {"met_from": stretch.starts_on, "met_to": stretch.ends_on, "first_half": first, "end_half": end}


GIVEN_STRETCH = GivenStretch()
