"""Invented absences in bulk, by COPY: twelve for each person of the company of thousands, one or two for others.

Made from their rank; those of one person never meet. Leave is declared six weeks before it begins, and a third of it
long before.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone

from absences.enums import AbsenceState
from absences.models import Absence, AbsenceKind
from cibtp_portal.development.bulk import Amount, Row, checked_once, copy_rows, next_id
from cibtp_portal.development.volume_employees import crowded_company
from core.references import new_public_id
from employees.models import Employment

CROWD = 60_000
AMOUNTS = (
    Amount("absences", 0, "nombre d’absences, réparties", national=1_500_000),
    Amount("crowd_absences", 0, "nombre d’absences de l’entreprise de plus", national=CROWD, least=CROWD),
)
_COLUMNS = (
    "id",
    "public_id",
    "adherent_id",
    "employee_id",
    "kind_id",
    "starts_on",
    "ends_on",
    "starts_at_noon",
    "ends_at_noon",
    "note",
    "state",
    "to_declare",
    "version",
    "split_from_id",
    "created_at",
    "created_by_label",
)
_KINDS = ("paid_leave", "rtt", "sickness", "paid_leave", "training", "fifth_week", "paid_leave", "work_accident")
# Two months each, from a year ago: nobody is absent longer than three weeks.
_EVERY, _LONGEST, _BEGUN = 61, 20, 366
_TOLD_BEFORE = timedelta(days=45)
Person = tuple[int, int]
"""The company and the person."""


@checked_once(Absence)
def load(*, absences: int, crowd_absences: int = CROWD) -> dict[str, int]:
    """Add so many to people who have none: of the company of thousands, and of the others of the volume."""
    crowded = crowded_company()
    people = Employment.objects.current().filter(employee__absences__isnull=True, adherent__cibtp_id__startswith="V")
    added = {"absences": 0, "crowd_absences": 0}
    if crowded is not None and crowd_absences:
        added["crowd_absences"] = _add(_ids(people.filter(adherent=crowded)), crowd_absences)
    if absences:
        added["absences"] = _add(_ids(people.exclude(adherent=crowded)), absences)
    return added


def present() -> dict[str, int]:
    """How many there are of each amount."""
    crowded = crowded_company()
    crowd = Absence.objects.filter(adherent=crowded).count() if crowded else 0
    return {
        "absences": Absence.objects.filter(adherent__cibtp_id__startswith="V").count() - crowd,
        "crowd_absences": crowd,
    }


def _ids(people: QuerySet[Employment]) -> list[Person]:
    return list(people.order_by("pk").values_list("adherent_id", "employee_id"))


def _add(people: list[Person], count: int) -> int:
    if not people:
        return 0
    kinds = {kind.key: kind for kind in AbsenceKind.objects.all()}
    first = next_id(Absence)
    rows = islice(_rows(people, kinds, timezone.localdate()), count)
    return copy_rows(Absence, _COLUMNS, ((first + rank, *row) for rank, row in enumerate(rows)))


def _rows(people: list[Person], kinds: dict[str, AbsenceKind], today: date) -> Iterator[Row]:
    """Everybody's first absence, then everybody's second one."""
    now = timezone.now()
    for turn in range(2 * _BEGUN // _EVERY):
        for rank, (adherent_id, employee_id) in enumerate(people):
            kind = kinds[_KINDS[(rank + turn) % len(_KINDS)]]
            start = today + timedelta(days=_EVERY * turn - _BEGUN + rank * 7 % (_EVERY - _LONGEST - 1))
            end = start + timedelta(days=rank * 3 % _LONGEST)
            is_told = kind.is_paid_leave and (start < today + _TOLD_BEFORE or rank % 3 == 0)
            state = AbsenceState.DECLARED if is_told else AbsenceState.ENTERED
            to_declare = kind.is_paid_leave and not is_told
            yield (
                new_public_id(),
                adherent_id,
                employee_id,
                kind.pk,
                *(start, end, False, False, "", state.value, to_declare, 1, None, now, "Données de mesure"),
            )
