"""Invented appointments in bulk, by COPY: what companies had, and the agenda of one caisse taken for weeks.

Past ones go back from yesterday, at the hours and seats of an agenda: calls in turn for every company of each caisse,
visits for the company of thousands. What is taken to come is the agenda in which its caisse calls back.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import count as count_from
from itertools import cycle, islice

from django.db.models import QuerySet
from django.utils import timezone

from adherents.models import Adherent
from adherents.time_zones import today_in
from cibtp_portal.development.bulk import Amount, Row, checked_once, copy_rows, next_id
from cibtp_portal.development.volume_employees import crowded_company
from core.references import new_public_id
from support.appointments.queries import days_offered, free_slots
from support.appointments.slots import Slot, day_of, slots_of
from support.enums import AppointmentKind, AppointmentState
from support.models import Agenda, Appointment, Subject
from support.services.subjects import ensure_subjects

CROWD = 200
# Three weeks of an agenda of 2 × 16 slots a day.
TAKEN = 480
AMOUNTS = (
    Amount("appointments", 0, "nombre de rendez-vous passés, répartis", national=100_000),
    Amount(
        "crowd_appointments", 0, "nombre de rendez-vous passés de l’entreprise de plus", national=CROWD, least=CROWD
    ),
    Amount("taken_slots", 0, "nombre de places prises à l’agenda de sa caisse", national=TAKEN, least=TAKEN),
)
_COLUMNS = (
    *("id", "public_id", "adherent_id", "reference", "attempt", "agenda_id", "subject_id", "linked_kind", "linked_ref"),
    *("linked_label", "phone", "note", "day", "starts_at", "ends_at", "seat", "state", "version", "booked_at"),
    *("booked_by_label", "changed_at", "changed_by_caisse", "reason"),
)
_ONE_DAY = timedelta(days=1)
# One in so many was cancelled.
_CANCELLED = 6
Seat = tuple[Slot, int]


@checked_once(Appointment)
def load(*, appointments: int = 0, crowd_appointments: int = 0, taken_slots: int = 0) -> dict[str, int]:
    """Add so many of each: none where the caisse has no agenda."""
    crowded = crowded_company()
    added = {"appointments": _spread(appointments), "crowd_appointments": 0, "taken_slots": 0}
    if crowded is None:
        return added
    visits, calls = (_agenda_of(crowded.caisse_id, kind) for kind in (AppointmentKind.VISIT, AppointmentKind.PHONE))
    if visits is not None and crowd_appointments:
        added["crowd_appointments"] = _copy(visits, [crowded.pk], _past_seats(visits), crowd_appointments)
    if calls is not None and taken_slots:
        others = _others().filter(caisse_id=crowded.caisse_id).values_list("pk", flat=True)
        added["taken_slots"] = _copy(calls, list(others), _seats_to_come(calls), taken_slots)
    return added


def present() -> dict[str, int]:
    """How many there are of each amount: what was taken to come is past some weeks later, and taken again."""
    crowded, now = crowded_company(), timezone.now()
    past = Appointment.objects.filter(adherent__cibtp_id__startswith="V", starts_at__lt=now)
    own = past.filter(adherent=crowded).count() if crowded else 0
    calls = _agenda_of(crowded.caisse_id, AppointmentKind.PHONE) if crowded else None
    to_come = Appointment.objects.coming(now).filter(agenda=calls).count() if calls else 0
    return {"appointments": past.count() - own, "crowd_appointments": own, "taken_slots": to_come}


def _agenda_of(caisse_id: int, kind: AppointmentKind) -> Agenda | None:
    agenda: Agenda | None = Agenda.objects.filter(caisse_id=caisse_id, kind=kind, hours__isnull=False).first()
    return agenda


def _others() -> QuerySet[Adherent]:
    crowded = crowded_company()
    return Adherent.objects.filter(cibtp_id__startswith="V").exclude(pk=crowded.pk if crowded else 0).order_by("pk")


def _spread(count: int) -> int:
    """By caisse, as many to each that has an agenda."""
    companies: dict[int, list[int]] = {}
    for pk, caisse_id in _others().values_list("pk", "caisse_id") if count else ():
        companies.setdefault(caisse_id, []).append(pk)
    known = ((_agenda_of(caisse_id, AppointmentKind.PHONE), keys) for caisse_id, keys in companies.items())
    places = [(agenda, keys) for agenda, keys in known if agenda is not None]
    left, added = count, 0
    for rank, (agenda, keys) in enumerate(places):
        share = left // (len(places) - rank)
        added += _copy(agenda, keys, _past_seats(agenda), share)
        left -= share
    return added


def _past_seats(agenda: Agenda) -> Iterator[Seat]:
    """Those that nobody had, from yesterday back."""
    hours: dict[int, list[tuple[time, time]]] = {}
    for weekday, opens_at, closes_at in agenda.hours.values_list("weekday", "opens_at", "closes_at"):
        hours.setdefault(weekday, []).append((opens_at, closes_at))
    had = _had(agenda)
    days = (today_in(agenda.time_zone) - rank * _ONE_DAY for rank in count_from(1))
    slots = (
        slot for day in days for slot in slots_of(day, hours.get(day.weekday(), ()), agenda.length, agenda.time_zone)
    )
    return _each_seat(agenda, slots, had)


def _seats_to_come(agenda: Agenda) -> Iterator[Seat]:
    """Those that are free, the next ones first."""
    now = timezone.now()
    return _each_seat(agenda, free_slots(agenda, *days_offered(agenda, now), now + agenda.notice), _had(agenda))


def _had(agenda: Agenda) -> set[tuple[datetime, int]]:
    return set(Appointment.objects.booked().filter(agenda=agenda).values_list("starts_at", "seat"))


def _each_seat(agenda: Agenda, slots: Iterable[Slot], had: Container[tuple[datetime, int]]) -> Iterator[Seat]:
    seats = range(1, agenda.capacity + 1)
    return ((slot, seat) for slot in slots for seat in seats if (slot.starts_at, seat) not in had)


def _copy(agenda: Agenda, companies: Sequence[int], seats: Iterator[Seat], count: int) -> int:
    """The companies in turn, each at the next seat."""
    if not companies:
        return 0
    subjects, first, now = _subjects(agenda), next_id(Appointment), timezone.now()
    taken = zip(cycle(companies), islice(seats, count), strict=False)
    rows = (
        (first + rank, *_row(agenda, company, seat, subjects[rank % len(subjects)], rank, now))
        for rank, (company, seat) in enumerate(taken)
    )
    return copy_rows(Appointment, _COLUMNS, rows)


def _subjects(agenda: Agenda) -> list[int]:
    ensure_subjects(agenda.caisse)
    return list(Subject.objects.filter(caisse_id=agenda.caisse_id).order_by("pk").values_list("pk", flat=True))


def _row(agenda: Agenda, company: int, taken: Seat, subject_id: int, rank: int, now: datetime) -> Row:
    slot, seat = taken
    is_cancelled = slot.starts_at < now and rank % _CANCELLED == 0
    state = AppointmentState.CANCELLED if is_cancelled else AppointmentState.BOOKED
    booked_at = min(now, slot.starts_at - timedelta(days=4))
    return (
        *(new_public_id(), company, f"V-{new_public_id()}", new_public_id(), agenda.pk, subject_id, "", "", ""),
        *("+33145678901" if agenda.asks_phone else "", "Un relevé à comprendre.", day_of(slot, agenda.time_zone)),
        *(slot.starts_at, slot.ends_at, seat, state.value, 2 if is_cancelled else 1, booked_at, "Données de mesure"),
        *(booked_at, False, ""),
    )
