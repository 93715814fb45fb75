"""The data of the demonstration and of the measurements."""

from django.utils import timezone

from absences.enums import AbsenceState
from absences.models import Absence
from cibtp_portal.development import (
    demo,
    demo_absences,
    demo_employees,
    volume_absences,
    volume_adherents,
    volume_employees,
)
from tests.absences.kit import planning_of


def test_the_demonstration_shows_leave_at_every_stage(db) -> None:
    demo.load_world()
    demo_employees.load()
    demo_absences.load()
    states = set(Absence.objects.values_list("state", flat=True))
    assert states >= set(AbsenceState) - {AbsenceState.CANCELLED}
    today = timezone.localdate()
    assert Absence.objects.live().filter(starts_on__lte=today, ends_on__gte=today).count() >= 3
    # Moussa's stoppage is among the motives that are kept private.
    assert Absence.objects.filter(kind__is_sensitive=True, ends_on__gte=today).exists()


def test_the_absences_of_the_volume_never_meet(db) -> None:
    demo.load_cast()
    volume_adherents.load(companies=4, users=1)
    volume_employees.load(employees=10, crowd=0)
    assert volume_absences.load(absences=70, crowd_absences=0) == {"absences": 70, "crowd_absences": 0}
    assert volume_absences.present()["absences"] == 70
    one = Absence.objects.order_by("pk")[0]
    assert len(planning_of(one.employee)) == 7
    assert volume_absences.load(absences=5, crowd_absences=0)["absences"] == 0
